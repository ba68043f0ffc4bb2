"""From a template, options and parameters to an ordinary definition."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lsh.domain.errors import InvalidInput
from lsh.domain.job import JobSpec
from lsh.schema.problem import refuse
from lsh.schema.reading import completed, definition_problems, read_fields, schedule_problems
from lsh.templates.filling import filled, names_used
from lsh.templates.model import Template


def render(
    template: Template,
    overrides: Mapping[str, Any] | None = None,
    parameters: Mapping[str, str] | None = None,
) -> JobSpec:
    """The definition of a job made from ``template``.

    An option in ``overrides`` (fields of a job as a person writes them) beats the template; one that
    is absent or None was not given and never does. Variables are added to the template's, name by
    name; everything else replaces. An overriding command is taken literally. Raises InvalidInput for
    an unknown, refused, missing or useless parameter and for whatever makes no definition.
    """
    given = {key: value for key, value in (overrides or {}).items() if value is not None}
    options, problems = read_fields(given, source="the options")
    refuse(problems)
    own = _kept(template, options)
    values = _values(template, own, parameters or {})
    fields = {name: filled(name, value, values) for name, value in own.items()}
    if "environment" in fields and "environment" in options:
        options["environment"] = {**fields["environment"], **options["environment"]}
    fields = completed({**fields, **options, "template": template.id})
    source = f"the template {template.id!r}"
    refuse(schedule_problems(fields, source=source))
    spec = JobSpec(**fields)
    refuse(definition_problems(spec, source=source))
    return spec


def _kept(template: Template, options: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of ``template`` that no option replaces."""
    replaced = set(options) - {"environment"}
    if replaced & {"command", "argv"}:
        replaced |= {"command", "argv"}  # either says what is run
    return {name: value for name, value in template.fields.items() if name not in replaced}


def _values(
    template: Template, own: Mapping[str, Any], parameters: Mapping[str, str]
) -> dict[str, str]:
    used = names_used(own)
    for name, value in parameters.items():
        template.parameter(name).check(value)
        if name not in used:
            raise InvalidInput(
                f"setting the parameter {name!r} changes nothing: an option replaces what it is in",
                hint="leave out either of the two",
            )
    values = {p.name: p.default for p in template.parameters if p.default is not None}
    values |= parameters
    lacking = [p for p in template.parameters if p.name in used and p.name not in values]
    if lacking:
        first = lacking[0]
        what = f" ({first.description})" if first.description else ""
        raise InvalidInput(
            f"the template {template.id!r} needs the parameter {first.name!r}{what}",
            hint=f"give it with --set {first.name}=…",
        )
    return values
