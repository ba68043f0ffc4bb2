"""Whether the terminal shows what is typed: not on a page that is painted over and over."""

from __future__ import annotations

import os
import sys
import termios
from contextlib import suppress
from typing import Any

_LOCAL_MODES = 3  # where tcgetattr() keeps them


class Echo:
    """The echo of the terminal ``descriptor``; a terminal that is not ours to set is left alone."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._before: list[Any] | None = None

    def off(self) -> None:
        """Show nothing of what is typed. Ctrl-C and its like go on working."""
        if self._before is not None or not self._is_ours():
            return
        with suppress(termios.error):
            before = termios.tcgetattr(self._descriptor)
            silent = [*before]
            silent[_LOCAL_MODES] &= ~termios.ECHO
            self._before = before
            termios.tcsetattr(self._descriptor, termios.TCSADRAIN, silent)

    def restore(self) -> None:
        """Set the terminal as it was; what was typed unseen is forgotten, so that no shell runs it."""
        before, self._before = self._before, None
        if before is not None and self._is_ours():
            with suppress(termios.error):  # it has been hung up
                termios.tcsetattr(self._descriptor, termios.TCSAFLUSH, before)

    def _is_ours(self) -> bool:
        """Whether we are in front of it: from behind, setting it would stop us."""
        try:
            return os.tcgetpgrp(self._descriptor) == os.getpgrp()
        except OSError:  # without job control, as in a container: whoever reads from it
            return sys.stdin.isatty()
