"""Wake-ups: something was committed. What, everybody reads in the ledger."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Bus:
    """Tells waiting readers that the event log has grown. Carries no data, so nothing can be lost.

    What becomes of sinks makes no event, or a sink would wake itself: it has a wake-up of its own.
    """

    def __init__(self) -> None:
        self._grown = asyncio.Event()
        self._sinks_changed = asyncio.Event()
        self._wake_scheduler: Callable[[], None] = lambda: None

    def on_change(self, wake: Callable[[], None]) -> None:
        """Call ``wake`` whenever the schedule may have changed."""
        self._wake_scheduler = wake

    def committed(self) -> None:
        """New events are in the ledger."""
        self._grown.set()
        self._grown = asyncio.Event()

    def sinks_changed(self) -> None:
        """A sink's place, status, process or dead letters are others now."""
        self._sinks_changed.set()
        self._sinks_changed = asyncio.Event()

    def sinks(self) -> asyncio.Event:
        """What is set when something becomes of a sink next."""
        return self._sinks_changed

    def schedule_changed(self) -> None:
        """The next instant may have moved."""
        self._wake_scheduler()

    def growth(self) -> asyncio.Event:
        """What is set when the log grows next. Take it before reading, and wait for it after."""
        return self._grown
