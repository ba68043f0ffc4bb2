"""Ending when another program says so: the terminal is given back as it was."""

from __future__ import annotations

import asyncio
import signal

from textual.app import App

_ENDINGS = (signal.SIGTERM, signal.SIGHUP)
_SIGNALLED = 128  # what shells add to a signal's number


def end_when_told(app: App[None]) -> None:
    """Leave in order at SIGTERM, and when the terminal is closed. Called in the program's own loop."""
    loop = asyncio.get_running_loop()
    for number in _ENDINGS:
        loop.add_signal_handler(number, app.exit, None, _SIGNALLED + number)
