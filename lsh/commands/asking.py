"""Questions before a change, by how much it would cost to have meant something else.

* What can be undone is not asked about.
* What can be started again (``confirm_stop``) is asked about where a person sits; a script has said it.
* What is removed (``confirm``) takes a yes: off a terminal ``--yes``.
* What cannot be brought back (``confirm_by_name``) takes the name of what goes, or ``--yes``.
"""

from __future__ import annotations

import sys

import typer

from lsh.commands.mode import MODE
from lsh.domain.errors import InvalidInput


def confirm_stop(question: str) -> None:
    """Go on unless a person says no. With ``--no-input`` it takes ``--yes``."""
    if MODE.no_input or MODE.may_ask:
        confirm(question)


def confirm(question: str) -> None:
    """Go on when told to. Raises InvalidInput where nobody can be asked."""
    if not MODE.yes and _answer(question, "[y/N]").lower() not in {"y", "yes"}:
        raise typer.Abort


def confirm_by_name(question: str, name: str) -> None:
    """Go on when ``name`` is typed. Raises InvalidInput where nobody can be asked."""
    if MODE.yes:
        return
    if _answer(f"{question} This cannot be undone.", f"Type {name} to go ahead:") != name:
        raise InvalidInput("that was not the name; nothing was changed")


def _answer(question: str, how: str) -> str:
    if not MODE.may_ask:
        raise InvalidInput(f"nobody is here to be asked: {question}", hint="give --yes to go ahead")
    sys.stdout.flush()
    sys.stderr.write(f"{question} {how} ")
    sys.stderr.flush()
    return sys.stdin.readline().strip()
