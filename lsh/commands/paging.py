"""The pager: long output on a terminal is shown a screen at a time.

Only on a terminal, and only what does not fit there. ``LSH_PAGER`` goes before ``PAGER``; empty or
``cat`` means none. ``less`` leaves at once what fits, keeps colours, and clears nothing (``LESS=FRX``),
unless LESS says otherwise.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from lsh.commands.foreground import their_interrupt
from lsh.commands.held import held
from lsh.commands.mode import MODE
from lsh.commands.output import width

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_NO_SUCH_PROGRAM = (126, 127)  # how a shell ends that could not start it


def may_page() -> bool:
    """Whether output may go through a pager at all."""
    if MODE.no_pager or os.environ.get("TERM", "dumb") == "dumb":
        return False
    return sys.stdin.isatty() and sys.stdout.isatty()


def paged(show: Callable[[], Any]) -> Any:
    """What ``show`` returns; its stdout goes through the pager if it is long, its messages after it.

    What it had to say before it failed is shown too; after Ctrl-C nobody wants to see the half of it.
    """
    with held() as (out, err):
        try:
            return show()
        except KeyboardInterrupt:
            out.drop()
            raise
        finally:
            sys.stdout, sys.stderr = out.real, err.real
            _deliver(out.taken())
            sys.stderr.write(err.text())
            sys.stderr.flush()


def _deliver(data: bytes) -> None:
    pager = _pager() if data else None
    if pager is None or _fits(data) or not _through(pager, data):
        sys.stdout.buffer.write(data)
        sys.stdout.flush()


def _pager() -> str | None:
    wanted = os.environ.get("LSH_PAGER", os.environ.get("PAGER"))
    if wanted is None:
        return "less" if shutil.which("less") else None
    return None if wanted.strip() in {"", "cat"} else wanted


def _fits(data: bytes) -> bool:
    """Whether it leaves a line for the prompt, long lines being broken by the terminal."""
    size = shutil.get_terminal_size()
    rows = data.count(b"\n")
    if rows >= size.lines:
        return False
    for line in data.decode(errors="replace").splitlines():
        rows += max(width(_COLOUR.sub("", line)) - 1, 0) // size.columns
    return rows < size.lines


def _through(pager: str, data: bytes) -> bool:
    """Show it in the pager, until that ends; False when there is no such program."""
    environ = {"LESS": "FRX", "LV": "-c"} | os.environ
    with their_interrupt():  # less stops a search with it and stays
        process = subprocess.Popen(pager, shell=True, stdin=subprocess.PIPE, env=environ)
        process.communicate(data)  # takes no notice of a pager that was left early
    return process.returncode not in _NO_SUCH_PROGRAM
