"""How far something is that takes long: on a terminal, on stderr, and not before a second is over."""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from collections.abc import Callable
from typing import Any, Self

from lsh.commands.mode import MODE
from lsh.commands.output import width
from lsh.domain.humane import length

HIDDEN = 1.0  # seconds in which nobody needs to be told
_EVERY = 0.125
_BAR = 20
_FORESEEN = 100 * 86400.0  # seconds; a longer time left is no forecast
CLEAR = "\r\033[K"
"""Back to the start of the line, and nothing on it."""


class Progress:
    """A line that tells how much is done, how fast it goes and how long it still takes.

    Use as a context manager; ``update`` may be called as often as one likes. Without a total only the
    time goes on. Nothing is shown off a terminal, with TERM=dumb, with ``--quiet`` or ``--json``.
    """

    def __init__(self, what: str, total: float | None = None) -> None:
        self._what = what
        self._done = 0.0
        self._total = total
        self._began_at = time.monotonic()
        self._over = threading.Event()
        self._thread: threading.Thread | None = None
        # what is held for the pager must not hold this too
        self._stream: Any = getattr(sys.stderr, "real", sys.stderr)

    def update(self, done: float, total: float | None = None, what: str | None = None) -> None:
        """So much of it is done."""
        self._done = done
        self._total = self._total if total is None else total
        self._what = what or self._what

    def __enter__(self) -> Self:
        if wanted(self._stream):
            self._thread = threading.Thread(target=self._draw, daemon=True)
            self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._over.set()
        if self._thread is not None:
            self._thread.join()

    def _draw(self) -> None:
        drawn = ""
        while not self._over.wait(_EVERY if drawn else HIDDEN):
            seconds = time.monotonic() - self._began_at
            columns = shutil.get_terminal_size().columns
            shown = line(self._what, self._done, self._total, seconds, columns)
            if shown != drawn:
                self._stream.write(CLEAR + shown)
                self._stream.flush()
                drawn = shown
        if drawn:
            self._stream.write(CLEAR)
            self._stream.flush()


def wanted(stream: Any) -> bool:
    """Whether somebody sits there who may be shown something that moves."""
    return MODE.talks and os.environ.get("TERM", "dumb") != "dumb" and bool(stream.isatty())


def during(what: str, work: Callable[[], Any]) -> Any:
    """What ``work`` returns, of which nothing is known while it lasts but for how long it has."""
    with Progress(what):
        return work()


def line(what: str, done: float, total: float | None, seconds: float, columns: int) -> str:
    """``sending runs ██████▏      1,234/4,000  512/s  5s left``, in less than ``columns``."""
    if not total:
        text = f"{what} … {length(int(seconds))}" if seconds >= 1 else f"{what} …"
        return text[: columns - 1]
    share = min(done / total, 1.0)
    parts = [what, _bar(share), f"{done:,.0f}/{total:,.0f}"]
    rate = done / seconds if seconds > 0 else 0.0
    if rate > 0:
        parts.append(f"{rate:,.0f}/s" if rate >= 10 else f"{rate:.1f}/s")
        remaining = (total - done) / rate
        if remaining < _FORESEEN:  # else hardly anything is done: noise, or infinite
            parts.append(f"{length(max(round(remaining), 1))} left")
    while len(parts) > 1 and width("  ".join(parts)) >= columns:
        parts.pop(1 if len(parts) > 4 else -1)
    return "  ".join(parts)[: columns - 1]


def _bar(share: float) -> str:
    eighths = round(share * _BAR * 8)
    full, part = divmod(eighths, 8)
    return ("█" * full + (" ▏▎▍▌▋▊▉"[part] if part else "")).ljust(_BAR)
