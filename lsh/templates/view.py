"""A template on the wire."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from lsh.schema import template as wire
from lsh.schema.masking import mask_environment
from lsh.templates.filling import filled
from lsh.templates.model import Template

_FIRST = ("id", "name", "description", "category", "command", "schedule", "parameters")


def template_view(template: Template) -> dict[str, Any]:
    """The wire form (``schema.template.Template``) as a dictionary; secret variables are masked."""
    defaults = {p.name: p.default for p in template.parameters if p.default is not None}
    fields = {name: filled(name, value, defaults) for name, value in template.fields.items()}
    fields["environment"] = mask_environment(fields.get("environment", {}))
    parameters = [
        wire.TemplateParameter(
            name=parameter.name,
            description=parameter.description,
            default=parameter.default,
            required=parameter.default is None,
            choices=list(parameter.choices),
            pattern=parameter.pattern,
        )
        for parameter in template.parameters
    ]
    shown = wire.Template(
        **fields,
        id=template.id,
        command_template=template.command,
        parameters=parameters,
        source=str(template.source),
    )
    view = asdict(shown)
    del view["template"]  # a template is not made from one
    return {name: view[name] for name in _FIRST} | view
