"""``--watch``: showing something again whenever it changed.

A running daemon says when to look, over its event stream; times that are told in words ("3m ago") grow
old, so a look is taken every few seconds as well. On a terminal what is shown stands on the alternate
screen, and is painted only when it differs. Elsewhere the lines that are new are printed, with stable
columns; with ``--json`` it is one document a line.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any, NamedTuple

from lsh.commands.feed import Feed
from lsh.commands.held import held
from lsh.commands.mode import MODE
from lsh.commands.output import emit_text
from lsh.commands.screen import Screen
from lsh.domain.errors import LshError
from lsh.paths import find_paths

SHORTEST = 0.25  # seconds between two looks, however much happens
_SHARE = 4  # a look that takes long is taken so much more seldom: at most a quarter of a core
_ENDS = (signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)


class _Ended(BaseException):
    """A signal that ends us came: the terminal has to be put in order before the end."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.exit_code = 128 + number


class Look(NamedTuple):
    """What was shown, and what was said beside it."""

    shown: str
    said: str


def watch(show: Callable[[], Any], seconds: float) -> int:
    """Show it for ever, looking again after ``seconds`` at the latest. Ends with Ctrl-C or a signal."""
    terminal = sys.stdout.isatty() and not MODE.json and os.environ.get("TERM") != "dumb"
    if not terminal and not MODE.json and not MODE.quiet:
        MODE.plain = True  # what is told in words would change all the time
    first = _look(show, terminal=terminal)  # what cannot be shown at all ends here
    try:
        with _interruptible() as bell, Feed(find_paths(), lambda event: bell.ring()):
            if terminal:
                with Screen(bell.ring) as screen:
                    _repeat(show, seconds, bell, first, screen.paint, terminal=True)
            else:
                _repeat(show, seconds, bell, first, _Printed().tell, terminal=False)
    except _Ended as ended:
        return ended.exit_code
    return 0


def _repeat(
    show: Callable[[], Any],
    seconds: float,
    bell: Bell,
    look: Look,
    tell: Callable[[Look], None],
    *,
    terminal: bool,
) -> None:
    rest = SHORTEST
    while True:
        tell(look)
        looked_at = time.monotonic()
        bell.wait(seconds)
        time.sleep(max(looked_at + rest - time.monotonic(), 0))
        bell.clear()
        began_at = time.monotonic()
        try:
            look = _look(show, terminal=terminal)
        except LshError as error:  # a daemon that is just being restarted, say
            look = Look(look.shown, f"lsh: {error.message}\n")
        rest = max(SHORTEST, _SHARE * (time.monotonic() - began_at))


def _look(show: Callable[[], Any], *, terminal: bool) -> Look:
    with held(terminal=terminal) as (out, err):
        show()
        return Look(out.text(), err.text())


class _Printed:
    """Off a terminal: each line once, for as long as it stays; what is said, when it is new."""

    def __init__(self) -> None:
        self._before = Look("", "")

    def tell(self, look: Look) -> None:
        """Print what is new since the last time."""
        known = set(self._before.shown.splitlines())
        for line in look.shown.splitlines():
            if line not in known:
                emit_text(line)
        sys.stdout.flush()
        if look.said != self._before.said:
            sys.stderr.write(look.said)
        self._before = look


class Bell:
    """Wakes the one that waits; may be rung by a thread and by a signal's handler alike."""

    def __init__(self) -> None:
        self._hears, self._rings = os.pipe()
        os.set_blocking(self._rings, False)
        os.set_blocking(self._hears, False)

    def ring(self) -> None:
        """Once is enough: what is rung while nobody waits is heard by the next who does."""
        with suppress(BlockingIOError):
            os.write(self._rings, b"!")

    def wait(self, seconds: float) -> None:
        """Until it rings, or so long."""
        select.select([self._hears], [], [], seconds)

    def clear(self) -> None:
        """Forget how often it rang."""
        with suppress(BlockingIOError):
            while os.read(self._hears, 4096):
                pass


@contextmanager
def _interruptible() -> Iterator[Bell]:
    """A bell that the terminal's new size rings too; a signal to end ends what is done inside."""
    bell = Bell()

    def resized(number: int, frame: FrameType | None) -> None:
        bell.ring()

    def ended(number: int, frame: FrameType | None) -> None:
        raise _Ended(number)

    heard = [number for number in _ENDS if signal.getsignal(number) != signal.SIG_IGN]  # nohup
    before = {
        number: signal.signal(number, handler)
        for number, handler in ((signal.SIGWINCH, resized), *((end, ended) for end in heard))
    }
    try:
        yield bell
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
