"""``lsh cron templates add``."""

from __future__ import annotations

from typing import Annotated

import typer

from lsh.commands.mode import MODE
from lsh.commands.output import emit_ids, emit_json, suggest
from lsh.commands.reading import document
from lsh.commands.templates.library import library
from lsh.templates.view import template_view


def command(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="TOML or JSON; - is stdin")],
    replace: Annotated[
        bool, typer.Option("--replace", help="in place of yours of that id")
    ] = False,
) -> None:
    """Add a template of your own and print its id. One with a shipped id comes before that.

    Examples:
        lsh cron templates add custom-backup.toml
        lsh cron templates add - --replace < custom-backup.json
    """
    template = library().add(document(file), replace=replace)
    if MODE.json:
        emit_json(template_view(template))
        return
    emit_ids([template.id])
    suggest(f"lsh cron create-from-template {template.id}")
