"""Another program in front of the terminal while we wait: an editor, a pager."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def their_interrupt() -> Iterator[None]:
    """Leave Ctrl-C to a program that is started within: what it means there, only it knows.

    A handler that does nothing is ours alone: what we start has the usual one again, which it would not
    have had of a signal that we ignored. From before its start, or its first moment would be ours.
    """
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.SIG_IGN:  # then nobody else cares for it either
        signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
