"""A search of a log that goes on in a thread while its widget stays awake."""

from __future__ import annotations

import time
from collections.abc import Callable

from textual.widget import Widget
from textual.worker import get_current_worker

from lsh.tui.logs.search import Found, find
from lsh.tui.logs.stretch import Stretch

_TELL_SECONDS = 0.1


class Hunt:
    """One search at a time: a newer one makes it void.

    ``found`` is called with where it is, or None; ``told`` when it has come further. Both in the thread
    of the ``widget``.
    """

    def __init__(
        self, widget: Widget, found: Callable[[Found | None], None], told: Callable[[], None]
    ) -> None:
        self._widget = widget
        self._found = found
        self._told = told
        self._turn = 0
        self.share: float | None = None  # what part of the log has been searched, while it goes on
        self.said = ""  # how it ended, where that is not plain to see

    def begin(self, log: Stretch, text: str, start: int, *, forward: bool) -> None:
        """Look for ``text`` from an address on."""
        self._turn += 1
        self.share, self.said = 0.0, ""
        turn = self._turn

        def work() -> None:
            worker, told_at = get_current_worker(), time.monotonic()

            def go_on(share: float) -> bool:
                nonlocal told_at
                if time.monotonic() - told_at > _TELL_SECONDS:
                    told_at = time.monotonic()
                    self._widget.call_later(self._further, turn, share)
                return not worker.is_cancelled and turn == self._turn

            found = find(log, text, start, forward=forward, go_on=go_on)
            self._widget.call_later(self._end, turn, found)

        self._widget.run_worker(work, thread=True, exclusive=True, group="search")

    def stop(self) -> None:
        """Look no more."""
        self._turn += 1
        self.share, self.said = None, ""

    def _further(self, turn: int, share: float) -> None:
        if turn == self._turn:
            self.share = share
            self._told()

    def _end(self, turn: int, found: Found | None) -> None:
        if turn == self._turn:
            self.share = None
            if found is None:
                self.said = "not found"
            elif found.wrapped:
                self.said = "went on from the other end"
            self._found(found)
