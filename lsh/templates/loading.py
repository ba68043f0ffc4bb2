"""Reading a template from TOML or JSON, and finding everything that is wrong with it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from lsh.domain.errors import InvalidInput
from lsh.domain.job import JOB_ID, JobSpec
from lsh.domain.nearest import did_you_mean
from lsh.schema import values
from lsh.schema.json_text import read_json
from lsh.schema.problem import Problem
from lsh.schema.reading import (
    completed,
    definition_problems,
    missing,
    read_fields,
    schedule_problems,
)
from lsh.templates.filling import SHELL_FIELDS, filled, names_in, names_used, unquotable_in
from lsh.templates.model import Parameter, Source, Template

_OWN_KEYS = ("id", "parameters")
_PARAMETER_KEYS = ("default", "description", "choices", "pattern")
_PARAMETER_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_NOT_TEMPLATED = ("template",)
_LITERAL_HINT = (
    "declare it under [parameters]; for literal braces declare one whose default is those braces"
)


def read_template(
    text: str,
    *,
    label: str,
    fallback_id: str | None = None,
    source: Source = Source.USER,
    path: Path | None = None,
) -> tuple[Template | None, list[Problem]]:
    """The template in ``text`` (JSON if it begins with a brace, else TOML), and all its problems.

    ``label`` names the document in problems; ``fallback_id`` is its id if it gives none. There is a
    template only if there are no problems.
    """
    try:
        document = _parsed(text, label)
    except InvalidInput as error:
        return None, [Problem(label, error.message, error.hint)]
    fields, problems = read_fields(document, source=label, others=_OWN_KEYS)
    problems += [
        Problem(f"{label}: {key}", "unknown key") for key in _NOT_TEMPLATED if key in fields
    ]
    parameters, parameter_problems = _parameters(document.get("parameters", {}), label)
    problems += parameter_problems
    identity = document.get("id", fallback_id)
    if not isinstance(identity, str) or not JOB_ID.fullmatch(identity):
        problems.append(_id_problem(identity, label))
    fields = completed({"name": identity, **fields})
    problems += [] if problems else missing(fields, source=label)
    problems += _placeholder_problems(fields, parameters, label)
    sample = _sample(fields, parameters)
    problems += schedule_problems(sample, source=label)
    if not problems:
        problems = definition_problems(JobSpec(**sample), source=label)
    if problems:
        return None, problems
    template = Template(
        id=str(identity), source=source, fields=fields, parameters=tuple(parameters), path=path
    )
    return template, []


def _parsed(text: str, label: str) -> Mapping[str, Any]:
    if text.lstrip("\ufeff \t\r\n").startswith("{"):
        document = read_json(text.lstrip("\ufeff"), source="the text")
        assert isinstance(document, dict)
        return document
    try:
        return tomllib.loads(text.lstrip("\ufeff"))
    except tomllib.TOMLDecodeError as error:
        raise InvalidInput(f"not valid TOML: {error}") from None


def _id_problem(identity: Any, label: str) -> Problem:
    if identity is None:
        return Problem(label, "'id' is missing", 'give it one: id = "my-template"')
    return Problem(
        f"{label}: id",
        f"{values.shown(identity)} cannot be a template's id",
        "use up to 64 letters, digits, '_', '-' and '.', beginning with a letter or digit",
    )


def _parameters(table: Any, label: str) -> tuple[list[Parameter], list[Problem]]:
    if not isinstance(table, dict):
        error = values.expected("a table of parameters", table)
        return [], [Problem.of(f"{label}: parameters", error)]
    parameters: list[Parameter] = []
    problems: list[Problem] = []
    for name, written in table.items():
        try:
            parameters.append(_parameter(name, written))
        except InvalidInput as error:
            problems.append(Problem.of(f"{label}: parameters.{name}", error))
    return parameters, problems


def _parameter(name: str, written: Any) -> Parameter:
    if not _PARAMETER_NAME.fullmatch(name):
        raise InvalidInput("a parameter's name is made of letters, digits and '_'")
    if isinstance(written, str):
        return Parameter(name=name, default=written)
    if not isinstance(written, dict):
        raise values.expected("a text (the default) or a table", written)
    for key in written:
        if key not in _PARAMETER_KEYS:
            raise InvalidInput(f"unknown key {key!r}", hint=did_you_mean(key, _PARAMETER_KEYS))
    parameter = Parameter(
        name=name,
        description=values.text(written.get("description", "")),
        default=values.text(written["default"]) if "default" in written else None,
        choices=tuple(values.texts(written.get("choices", []))),
        pattern=_pattern(written["pattern"]) if "pattern" in written else None,
    )
    if parameter.default is not None:
        parameter.check(parameter.default)
    return parameter


def _pattern(written: Any) -> str:
    try:
        return re.compile(values.text(written)).pattern
    except re.error as error:
        raise InvalidInput(f"the pattern {written!r} is none: {error}") from None


def _placeholder_problems(
    fields: Mapping[str, Any], parameters: list[Parameter], label: str
) -> list[Problem]:
    declared = {parameter.name for parameter in parameters}
    problems = [
        Problem(f"{label}: {field}", f"{{{{{name}}}}} is not a declared parameter", _LITERAL_HINT)
        for field, value in fields.items()
        for name in names_in(value)
        if name not in declared
    ]
    problems += [
        Problem(f"{label}: parameters.{name}", f"no field holds {{{{{name}}}}}")
        for name in sorted(declared - names_used(fields))
    ]
    problems += [
        Problem(
            f"{label}: {field}",
            f"{{{{{name}}}}} stands in {place}, where no value can be quoted safely",
            "put it into a variable first: NAME={{…}}; then use $NAME there",
        )
        for field in SHELL_FIELDS
        for name, place in unquotable_in(field, fields.get(field))
    ]
    return problems


def _sample(fields: Mapping[str, Any], parameters: list[Parameter]) -> dict[str, Any]:
    """The fields that the defaults give.

    A parameter that must be set has no value yet: fields that cannot be judged without are left out.
    """
    known = {p.name: p.default for p in parameters if p.default is not None}
    known |= {p.name: p.choices[0] for p in parameters if p.default is None and p.choices}
    sample = {
        # where no value can be quoted is a problem of its own
        name: value if unquotable_in(name, value) else filled(name, value, known)
        for name, value in fields.items()
    }
    for name in ("schedule", "timezone", "working_dir"):
        if names_in(sample.get(name)):
            del sample[name]
    return sample
