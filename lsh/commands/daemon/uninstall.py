"""``lsh daemon uninstall``."""

from __future__ import annotations

from lsh.commands.mode import MODE
from lsh.commands.output import emit_json, emit_text, note


def command() -> None:
    """Undo 'lsh daemon install'. Jobs and history stay.

    Examples:
        lsh daemon uninstall
        lsh daemon uninstall --json
    """
    from lsh.daemon.service import uninstall

    report = uninstall()
    if MODE.json:
        emit_json(
            {"path": str(report.path), "changed": report.changed, "messages": report.messages}
        )
        return
    emit_text(str(report.path))
    for message in report.messages:
        note(message)
