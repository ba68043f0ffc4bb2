"""Another program in front of the terminal while we wait: an editor, a pager."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def their_interrupt() -> Iterator[None]:
    """Leave Ctrl-C to a program that runs already: what it means there, only it knows."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
