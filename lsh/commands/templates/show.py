"""``lsh cron templates show``."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from lsh.commands.kinds import long
from lsh.commands.mode import MODE
from lsh.commands.output import emit_ids, emit_json, emit_pairs, suggest
from lsh.commands.shown import length
from lsh.commands.templates.library import library
from lsh.templates.view import template_view

Id = Annotated[str, typer.Argument(metavar="TEMPLATE", help="a template's id")]


@long
def command(template: Id) -> None:
    """Show a template with its parameters.

    Examples:
        lsh cron templates show database-backup
        lsh cron templates show data-sync --json
    """
    view = template_view(library().get(template))
    if MODE.json:
        emit_json(view)
    elif MODE.quiet:
        emit_ids([view["id"]])
    else:
        _show(view)
        suggest(f"lsh cron create-from-template {view['id']}")


def _show(view: dict[str, Any]) -> None:
    emit_pairs(
        [
            ("id", view["id"]),
            ("name", view["name"]),
            ("description", view["description"]),
            ("category", view["category"]),
            ("command", view["command"]),
            ("schedule", view["schedule"] or "manual"),
            ("working dir", view["working_dir"] or ""),
            ("environment", "\n".join(f"{k}={v}" for k, v in view["environment"].items())),
            ("priority", str(view["priority"])),
            ("retries", str(view["max_retries"])),
            ("time limit", length(view["timeout"]) if view["timeout"] else ""),
            ("tags", ", ".join(view["tags"])),
            ("source", view["source"]),
            ("parameters", "\n".join(_parameter(item) for item in view["parameters"])),
        ]
    )


def _parameter(item: dict[str, Any]) -> str:
    default = "must be set" if item["required"] else f"default {item['default']!r}"
    choices = f", one of {', '.join(item['choices'])}" if item["choices"] else ""
    about = f"  {item['description']}" if item["description"] else ""
    return f"--set {item['name']}=…  ({default}{choices}){about}"
