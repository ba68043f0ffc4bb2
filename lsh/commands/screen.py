"""The terminal's alternate screen, for what is watched; always left as it was found."""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import TYPE_CHECKING, Self

from lsh.commands.echo import Echo
from lsh.commands.mode import MODE

if TYPE_CHECKING:
    from lsh.commands.watching import Look

_ENTER = "\033[?1049h\033[?25l\033[?7l"  # another screen, no cursor, long lines cut
_LEAVE = "\033[?7h\033[?25h\033[?1049l"
_TOP, _REST_OF_LINE, _REST_OF_SCREEN = "\033[H", "\033[K", "\033[J"
_END = "Ctrl-C ends"


class Screen:
    """Use as a context manager: whatever ends it or stops it (Ctrl-Z), the terminal is as before.

    ``wake`` is called, by a signal's handler, when it has to be painted anew.
    """

    def __init__(self, wake: Callable[[], None] = lambda: None) -> None:
        self._wake = wake
        self._painted = ""

    def __enter__(self) -> Self:
        self._terminal = sys.stdout.fileno()
        self._echo = Echo(self._terminal)
        self._stops = signal.signal(signal.SIGTSTP, self._stop)
        try:
            self._echo.off()
            sys.stdout.write(_ENTER)
            sys.stdout.flush()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        try:
            sys.stdout.write(_LEAVE)
            sys.stdout.flush()
        finally:
            self._echo.restore()
            signal.signal(signal.SIGTSTP, self._stops)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        """Stop as the signal asks, with the terminal as it was; go on when the shell says so."""
        os.write(self._terminal, _LEAVE.encode())  # sys.stdout may just be writing
        self._echo.restore()
        signal.signal(number, self._stops)
        os.kill(os.getpid(), number)
        signal.signal(number, self._stop)
        self._echo.off()
        os.write(self._terminal, _ENTER.encode())
        self._painted = ""
        self._wake()

    def paint(self, look: Look) -> None:
        """Show it, unless it is what stands there already."""
        rows = shutil.get_terminal_size().lines
        picture = "".join(f"{line}{_REST_OF_LINE}\n" for line in _lines(look, rows - 1))
        picture = f"{_TOP}{picture}{_foot()}{_REST_OF_LINE}{_REST_OF_SCREEN}"
        if picture != self._painted:
            self._painted = picture  # first: a stop meanwhile forgets it
            sys.stdout.write(picture)
            sys.stdout.flush()


def _lines(look: Look, room: int) -> list[str]:
    """As much as fits: what was said stands below, and what is left out is counted."""
    said = look.said.splitlines()[-max(room // 2, 1) :]
    lines = look.shown.splitlines()
    room -= len(said)
    if len(lines) > room:
        more = len(lines) - room + 1
        lines = [*lines[: max(room - 1, 0)], f"… {more:,} more"]
    return [*lines, *said]


def _foot() -> str:
    return f"\033[2m{_END}\033[0m" if MODE.colours(sys.stdout) else _END
