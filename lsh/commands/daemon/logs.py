"""``lsh daemon logs``."""

from __future__ import annotations

import time
from typing import Annotated

import typer

from lsh.commands.following import PAUSE, LogReader, last_lines
from lsh.commands.output import emit_bytes, note
from lsh.settings import find_paths


def command(
    follow: Annotated[bool, typer.Option("--follow", "-f", help="go on with what comes")] = False,
    lines: Annotated[
        int, typer.Option("--lines", "-n", "--limit", min=0, metavar="N", help="the last N lines")
    ] = 50,
) -> None:
    """Show the daemon's log, or go on showing it.

    Examples:
        lsh daemon logs
        lsh daemon logs --lines 200 --follow
    """
    path = find_paths().daemon_log
    reader = LogReader(path)
    emit_bytes(last_lines(reader.read_kept(), lines))
    if not path.exists():
        note(f"there is no log yet at {path}")
    while follow:
        time.sleep(PAUSE)
        emit_bytes(reader.read())
