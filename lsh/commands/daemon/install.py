"""``lsh daemon install``."""

from __future__ import annotations

from lsh.commands.mode import MODE
from lsh.commands.output import emit_json, emit_text, note


def command() -> None:
    """Start the daemon with your session, as a systemd user unit or a launchd agent.

    What runs goes on over a restart of the service.

    Examples:
        lsh daemon install
        lsh daemon install --json
    """
    from lsh.daemon.service import install

    report = install()
    if MODE.json:
        emit_json(
            {"path": str(report.path), "changed": report.changed, "messages": report.messages}
        )
        return
    emit_text(str(report.path))
    for message in report.messages:
        note(message)
