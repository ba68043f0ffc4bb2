"""``lsh cron templates edit``."""

from __future__ import annotations

from lsh.commands.editing import edit_until_right
from lsh.commands.mode import MODE
from lsh.commands.output import emit_ids, emit_json, note, suggest
from lsh.commands.templates.library import library
from lsh.commands.templates.show import Id
from lsh.templates.model import Source, Template
from lsh.templates.view import template_view


def command(template: Id) -> None:
    """Edit a template in $EDITOR. Of a shipped one you get your own copy, which comes before it.

    Examples:
        lsh cron templates edit custom-backup
        lsh cron templates edit database-backup
    """
    shelf = library()
    path = shelf.path(template)

    def keep(text: str) -> Template:
        return shelf.add(text, replace=True)

    edited = edit_until_right(path.read_text(encoding="utf-8"), path.name, keep)
    if edited is None:
        note("nothing was changed")
        return
    saved = edited[1]
    if MODE.json:
        emit_json(template_view(saved))
        return
    emit_ids([saved.id])
    if saved.source is Source.USER:
        note(f"kept as your own: {saved.path}")
    suggest(f"lsh cron create-from-template {saved.id}")
