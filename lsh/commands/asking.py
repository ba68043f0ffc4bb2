"""Questions before what cannot be undone."""

from __future__ import annotations

import sys

import typer

from lsh.commands.mode import MODE
from lsh.domain.errors import InvalidInput


def confirm(question: str) -> None:
    """Go on when told to. Off a terminal nobody can be asked: that takes ``--yes``."""
    if MODE.yes:
        return
    if not MODE.may_ask:
        raise InvalidInput(f"nobody is here to be asked: {question}", hint="give --yes to go ahead")
    sys.stdout.flush()
    sys.stderr.write(f"{question} [y/N] ")
    sys.stderr.flush()
    if sys.stdin.readline().strip().lower() not in {"y", "yes"}:
        raise typer.Abort
