"""``lsh cron templates``."""

from __future__ import annotations

from typing import Annotated

import typer

from lsh.commands.kinds import columns, long
from lsh.commands.mode import MODE
from lsh.commands.options import Limit
from lsh.commands.output import emit_ids, emit_json, emit_table, note, suggest, warn
from lsh.commands.templates.library import library
from lsh.templates.view import template_view


@long
@columns("id", "category", "schedule", "source", "description")
def command(
    category: Annotated[
        str | None, typer.Option(metavar="CATEGORY", help="of this category")
    ] = None,
    limit: Limit = None,
) -> None:
    """List the templates that jobs can be made from.

    Examples:
        lsh cron templates
        lsh cron templates list --category backup --json
    """
    shelf = library()
    views = [template_view(template) for template in shelf.list()]
    views = [view for view in views if category in {None, view["category"]}][:limit]
    for path, problems in shelf.broken().items():
        warn(f"{path.name} is left out: {problems[0].message} (lsh cron templates validate {path})")
    if MODE.json:
        emit_json(views)
    elif MODE.quiet:
        emit_ids(view["id"] for view in views)
    elif views or MODE.plain:
        keys = ("id", "category", "schedule", "source", "description")
        rows = [tuple(view[key] or "" for key in keys) for view in views]
        emit_table(("ID", "CATEGORY", "SCHEDULE", "SOURCE", "DESCRIPTION"), rows)
        suggest("lsh cron create-from-template ID")
    else:
        note("no template fits")
