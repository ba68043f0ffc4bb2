"""What the history commands share: the newest lines first, when they were typed, and which are meant."""

from __future__ import annotations

import re
from datetime import datetime

from lsh.commands.output import note, warn
from lsh.commands.session import call
from lsh.domain.errors import InvalidInput, LshError
from lsh.domain.instant import parse_instant, to_micros
from lsh.history.spool import Spool
from lsh.paths import find_paths

HOW_TO = (
    "no history is recorded yet; to turn it on, put this last in ~/.bashrc"
    ' (zsh and fish: lsh supabase history hook --help):  eval "$(lsh supabase history hook bash)"'
)
_SPAN = re.compile(r"[0-9]+(?:\.[0-9]+)?\s*(?:ms|[smhdw])[0-9smhdw]*")


def take_in() -> None:
    """Have the engine take in what shells have recorded until now; the list goes on without it."""
    if not Spool(find_paths().spool).signature():
        return
    try:
        call("history_take_in", {})
    except LshError as error:
        warn(f"the newest lines may be missing: {error.message}")


def say_how() -> None:
    """Nothing is there: say how to turn it on, unless somebody has."""
    if Spool(find_paths().spool).signature():
        note("nothing is recorded yet")
    else:
        note(HOW_TO)


def micros(text: str | None) -> int | None:
    """An instant; a span alone (``2d``) lies in the past."""
    if text is None:
        return None
    text = f"-{text}" if _SPAN.fullmatch(text.strip()) else text
    return to_micros(parse_instant(text, datetime.now().astimezone()))


def exit_code(text: str | None) -> tuple[int | None, bool]:
    """``(code, any but it)`` from ``1``, ``!0`` or ``failed``. Raises InvalidInput."""
    if text is None:
        return None, False
    other = text.startswith("!")
    if text == "failed":
        return 0, True
    if not re.fullmatch(r"!?[0-9]{1,9}", text):
        raise InvalidInput(
            f"--exit-code: {text!r} is no exit code", hint="a number, or !0 for all that failed"
        )
    return int(text.removeprefix("!")), other
