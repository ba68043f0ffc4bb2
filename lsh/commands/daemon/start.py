"""``lsh daemon start``."""

from __future__ import annotations

from typing import Annotated

import typer

from lsh.commands.mode import MODE
from lsh.commands.output import emit_done, emit_json, suggest
from lsh.paths import find_paths


def command(
    foreground: Annotated[
        bool, typer.Option("--foreground", "-f", help="stay attached, log to stderr")
    ] = False,
) -> None:
    """Start the daemon; returns when it is ready.

    Examples:
        lsh daemon start
        lsh daemon start --foreground
    """
    from lsh.daemon.control import run_in_foreground, start

    if foreground:
        run_in_foreground()
    started = start(find_paths())
    if MODE.json:
        emit_json(started)
        return
    emit_done(f"the daemon runs (pid {started['pid']})")
    suggest("lsh cron create --help", "lsh cron list")
