"""Wake-ups: something was committed. What, everybody reads in the ledger."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Bus:
    """Tells waiting readers that the event log has grown. Carries no data, so nothing can be lost."""

    def __init__(self) -> None:
        self._grown = asyncio.Event()
        self._wake_scheduler: Callable[[], None] = lambda: None

    def on_change(self, wake: Callable[[], None]) -> None:
        """Call ``wake`` whenever the schedule may have changed."""
        self._wake_scheduler = wake

    def committed(self) -> None:
        """New events are in the ledger."""
        self._grown.set()
        self._grown = asyncio.Event()

    def schedule_changed(self) -> None:
        """The next instant may have moved."""
        self._wake_scheduler()

    def growth(self) -> asyncio.Event:
        """What is set when the log grows next. Take it before reading, and wait for it after."""
        return self._grown
