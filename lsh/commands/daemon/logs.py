"""``lsh daemon logs``."""

from __future__ import annotations

import time
from typing import Annotated, Any

import typer

from lsh.client.logs import PAUSE, LogReader, last_lines
from lsh.commands.kinds import long
from lsh.commands.mode import MODE
from lsh.commands.output import emit_bytes, emit_json, note
from lsh.settings import find_paths


@long
def command(
    follow: Annotated[bool, typer.Option("--follow", "-f", help="go on with what comes")] = False,
    lines: Annotated[
        int, typer.Option("--lines", "-n", "--limit", min=0, metavar="N", help="the last N lines")
    ] = 50,
) -> None:
    """Show the daemon's log, or go on showing it. With --json a list; followed, an object a line.

    Examples:
        lsh daemon logs
        lsh daemon logs --lines 200 --follow
    """
    path = find_paths().daemon_log
    reader = LogReader(path)
    kept = last_lines(reader.read_kept(), lines)
    if MODE.json and not follow:
        emit_json([_entry(line) for line in kept.decode(errors="replace").splitlines()])
        return
    emit_bytes(kept)
    if not path.exists():
        note(f"there is no log yet at {path}")
    while follow:
        time.sleep(PAUSE)
        emit_bytes(reader.read())


def _entry(line: str) -> dict[str, Any]:
    """A line of the log; one that a crash cut short is a message as it stands."""
    import json

    try:
        entry = json.loads(line)
    except ValueError:
        entry = None
    return entry if isinstance(entry, dict) else {"message": line}
