"""``lsh cron templates remove``."""

from __future__ import annotations

from typing import Annotated

import typer

from lsh.commands.asking import confirm
from lsh.commands.mode import MODE
from lsh.commands.output import emit_ids, emit_json, note, suggest
from lsh.commands.templates.library import library
from lsh.commands.templates.show import Id


def command(
    template: Id,
    force: Annotated[bool, typer.Option("--force", "-f", help="do not ask")] = False,
) -> None:
    """Remove a template of your own; a shipped one of that id is back. Its jobs stay.

    Examples:
        lsh cron templates remove custom-backup --yes
        lsh cron templates remove custom-backup --force
    """
    shelf = library()
    path = shelf.path(template)
    if not force:
        confirm(f"remove the template {template} ({path})?")
    removed = shelf.remove(template)
    if MODE.json:
        emit_json({"id": template, "path": str(removed)})
        return
    emit_ids([template])
    note(f"removed {removed}")
    suggest("lsh cron templates")
