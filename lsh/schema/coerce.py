"""From what a person wrote to a definition: the one way in for options, TOML, JSON and REST."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from typing import Any

from lsh.domain.errors import InvalidInput
from lsh.domain.job import JobSpec
from lsh.schema.problem import Problem, refuse
from lsh.schema.reading import (
    completed,
    definition_problems,
    missing,
    read_fields,
    schedule_problems,
)
from lsh.schema.toml_form import spec_to_toml

__all__ = ["spec_from_mapping", "spec_from_toml", "spec_problems", "spec_to_toml"]


def spec_from_mapping(mapping: Mapping[str, Any], *, source: str) -> JobSpec:
    """The definition that ``mapping`` gives; ``source`` says in errors whose it is.

    Durations are seconds or ``1h30m``, sizes bytes or ``512MiB``, tags a list or a text with commas;
    keys as in ``reading``. Raises InvalidInput naming the first key that is wrong and how many more
    there are.
    """
    spec, problems = spec_problems(mapping, source=source)
    refuse(problems)
    assert spec is not None
    return spec


def spec_problems(
    mapping: Mapping[str, Any], *, source: str
) -> tuple[JobSpec | None, list[Problem]]:
    """The definition that ``mapping`` gives, or None, and all that is wrong with it."""
    found, problems = read_fields(mapping, source=source)
    found = completed(found)
    # a name that could not be read is wrong, not missing
    problems += [] if problems else missing(found, source=source)
    problems += schedule_problems(found, source=source)
    if problems:
        return None, problems
    spec = JobSpec(**found)
    problems = definition_problems(spec, source=source)
    return (None if problems else spec), problems


def spec_from_toml(text: str, *, source: str = "the definition") -> JobSpec:
    """The definition in a TOML document, as ``spec_to_toml`` writes it. Raises InvalidInput."""
    try:
        mapping = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput(f"{source} is not valid TOML: {error}") from None
    return spec_from_mapping(mapping, source=source)
