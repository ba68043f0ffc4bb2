"""Signals as somebody at a terminal has them, wherever the tests were begun."""

from __future__ import annotations

import signal


def heed() -> None:
    """Let what tests start be interrupted and hung up on.

    A script that says ``scripts/test &`` has these ignored, ``nohup`` one of them, and a child inherits
    that: a test that presses Ctrl-C would wait for ever. What has a handler here is at its default there.
    """
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in (signal.SIGHUP, signal.SIGQUIT):
        if signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, _go_on)


def _go_on(number: int, frame: object) -> None:
    """Here they stay without effect."""
