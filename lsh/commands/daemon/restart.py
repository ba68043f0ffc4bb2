"""``lsh daemon restart``."""

from __future__ import annotations

from lsh.commands.mode import MODE
from lsh.commands.output import emit_done, emit_json, suggest
from lsh.paths import find_paths


def command() -> None:
    """Restart the daemon; what runs goes on.

    Examples:
        lsh daemon restart
        lsh daemon restart --quiet
    """
    from lsh.daemon.control import restart

    started = restart(find_paths())
    if MODE.json:
        emit_json(started)
    else:
        emit_done(f"the daemon runs (pid {started['pid']})")
        suggest("lsh daemon status")
