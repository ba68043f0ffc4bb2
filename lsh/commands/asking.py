"""Questions before a change, by how much it would cost to have meant something else.

* What can be undone is not asked about.
* What can be started again (``confirm_stop``) is asked about where a person sits; a script has said it.
* What is removed (``confirm``) takes a yes: off a terminal ``--yes``.
* What cannot be brought back (``confirm_by_name``) takes the name of what goes, or ``--yes``.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

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
    return typed(f"{question} {how} ")


def typed(prompt: str) -> str:
    """What is typed after ``prompt``, without blanks around it. Raises Abort for Ctrl-C and Ctrl-D."""
    sys.stdout.flush()
    with _given_up():
        sys.stderr.write(prompt)
        sys.stderr.flush()
        line = sys.stdin.readline()
        if not line:
            raise EOFError
    return line.strip()


def typed_unseen(prompt: str) -> str:
    """As ``typed``, and not shown. Raises InvalidInput for a terminal that would show it."""
    import warnings
    from getpass import GetPassWarning, getpass

    with warnings.catch_warnings(), _given_up():
        warnings.simplefilter("error", GetPassWarning)
        try:
            return getpass(prompt).strip()
        except GetPassWarning:
            raise InvalidInput(
                "this terminal would show what is typed", hint="give it on stdin"
            ) from None


@contextmanager
def _given_up() -> Iterator[None]:
    """End the line of a question that got no answer, so that what comes next has one of its own."""
    try:
        yield
    except (EOFError, KeyboardInterrupt):
        sys.stderr.write("\n")
        raise typer.Abort from None
