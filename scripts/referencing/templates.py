"""The templates that lsh ships, with their parameters."""

from __future__ import annotations

from pathlib import Path

from lsh.templates.library import TemplateLibrary
from lsh.templates.model import Parameter, Template
from referencing.markdown import code, listing, page, table

NO_FOLDER = Path("/nonexistent")  # nobody's own templates belong into the page


def pages() -> dict[str, str]:
    """The page of the shipped templates."""
    shipped = TemplateLibrary(NO_FOLDER).list()
    return {
        "templates.md": page(
            "Templates",
            "What `lsh cron create-from-template` can make a job of, besides"
            "\n[templates of your own](../how-to/templates.md).",
            *(_part(template) for template in shipped),
        )
    }


def _part(template: Template) -> str:
    rows = [
        (code(parameter.name), _default(parameter), parameter.description)
        for parameter in template.parameters
    ]
    parts = [
        f"## {template.id}",
        f"{template.description}. Schedule: `{template.schedule}`.",
        listing([template.command], "sh"),
        table(("Parameter", "Default", "Meaning"), rows),
    ]
    return "\n\n".join(filter(None, parts))


def _default(parameter: Parameter) -> str:
    return "must be set" if parameter.default is None else code(parameter.default)
