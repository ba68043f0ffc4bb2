"""Leaving the terminal to another program for a while."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_INTERRUPTED = 128 + signal.SIGINT


def run_lsh(*words: str) -> int:
    """Run ``lsh`` with these words on the terminal, which must be free, and return its exit code.

    What it says when it fails stays there until enter is pressed: the screen would hide it.
    """
    with _keys_for_it():
        code = subprocess.run([sys.executable, "-m", "lsh", *words], check=False).returncode
        if code not in (0, _INTERRUPTED):
            _wait_for_enter()
    return code


def _wait_for_enter() -> None:
    sys.stderr.write("\npress enter to go back ")
    sys.stderr.flush()
    sys.stdin.readline()


@contextmanager
def _keys_for_it() -> Iterator[None]:
    r"""Ctrl-C and ctrl-\ go to all that the terminal has in front: here they mean the other program.

    A handler, unlike ``SIG_IGN``, is not handed down to it.
    """
    kept = {number: signal.signal(number, _pass_by) for number in (signal.SIGINT, signal.SIGQUIT)}
    try:
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)


def _pass_by(number: int, frame: object) -> None:
    """Not for us."""
