"""From what a person wrote to the definition that ``job_create`` takes, the same for every face."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import PurePath
from typing import Any

from lsh.domain.errors import InvalidInput
from lsh.domain.job import JobSpec
from lsh.schema.problem import refuse
from lsh.schema.reading import definition_problems, read_fields
from lsh.templates.model import Template
from lsh.templates.render import render


def from_template(
    template: Template, options: Mapping[str, Any], parameters: Mapping[str, str]
) -> dict[str, Any]:
    """The definition of a job made from ``template``; an option beats what the template says.

    Raises InvalidInput for whatever makes no definition.
    """
    return asdict(render(template, options, parameters))


def named(given: dict[str, Any]) -> dict[str, Any]:
    """``given`` with a name, if need be that of its program. Raises InvalidInput without a command."""
    words = given.get("command", "").split(maxsplit=1)
    if not words:
        raise InvalidInput(
            "the job's command is missing", hint="give one with --command, or after --"
        )
    return {"name": PurePath(words[0].strip("\"'")).name or "job"} | given


def plain(options: Mapping[str, Any]) -> dict[str, Any]:
    """The definition of a job without a template; a name may be made of its command.

    Raises InvalidInput for whatever makes no definition.
    """
    fields, problems = read_fields(named(dict(options)), source="the job")
    refuse(problems)
    refuse(definition_problems(JobSpec(**fields), source="the job"))
    return fields
