"""``lsh tui``."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from lsh.domain.errors import InvalidInput
from lsh.paths import find_paths, make_folders
from lsh.settings import load_settings


def command(
    read_only: Annotated[
        bool, typer.Option("--read-only", help="look, and change nothing")
    ] = False,
) -> None:
    """Show jobs, runs, schedule and reports live, and work on them.

    Examples:
        lsh tui
        lsh tui --read-only
    """
    moves = os.environ.get("TERM", "dumb") not in {"", "dumb", "unknown"}
    if not (moves and sys.stdin.isatty() and sys.stdout.isatty()):
        raise InvalidInput(
            "lsh tui needs a terminal whose cursor it can move",
            hint="for scripts: lsh cron list --json, lsh daemon db history --json",
        )
    from lsh.tui.app import LshApp

    paths = find_paths()
    make_folders(paths)
    app = LshApp(paths, load_settings(paths).tui, read_only=read_only)
    app.run()
    if app.failure is not None:
        raise app.failure
    if app.return_code:  # ended by a signal
        raise typer.Exit(app.return_code)
