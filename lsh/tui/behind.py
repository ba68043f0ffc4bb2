"""Running an ``lsh`` command behind the screen, for what only a command does: it may take a while.

A process of its own keeps what it imports (a network's libraries) out of this one's memory.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from textual.worker import get_current_worker

from lsh.tui.deeds import command_line
from lsh.tui.reading import in_thread

if TYPE_CHECKING:
    from lsh.tui.screens.base import Place

_LOOK_SECONDS = 0.2  # how soon a command hears that nobody waits for it any more


class Ended(NamedTuple):
    """How a command ended: its exit code, what it printed, and the last line that it said besides."""

    code: int
    output: str
    said: str

    @property
    def data(self) -> Any:
        """What it printed as JSON; None when it is none."""
        try:
            return json.loads(self.output)
        except ValueError:
            return None


def run_behind(
    place: Place,
    *words: str,
    then: Callable[[Ended], None],
    changes: bool = True,
    fine: tuple[int, ...] = (0,),
) -> None:
    """Run it, say at the foot how it went, and tell ``then``. What ``changes`` is refused when read-only.

    ``fine`` are the exit codes that are no failure.
    """
    line = command_line(*words)
    if changes and place.lsh.read_only:
        place.lsh.tell(line, "read-only: not done", "bad")
        return
    place.lsh.tell(line, "…")

    def finish(ended: Ended) -> None:
        good = ended.code in fine
        place.lsh.tell(line, "done" if good else f"exit {ended.code}", "good" if good else "bad")
        if not good and ended.said:
            place.notify(ended.said, severity="error", timeout=10, markup=False)
        then(ended)

    in_thread(place, lambda: _run(words), finish, kind=line, same=True)


def _run(words: tuple[str, ...]) -> Ended:
    worker = get_current_worker()
    process = subprocess.Popen(
        [sys.executable, "-m", "lsh", "--no-input", *words],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, errors="replace",
    )  # fmt: skip
    while True:
        try:
            output, told = process.communicate(timeout=_LOOK_SECONDS)
            break
        except subprocess.TimeoutExpired:
            if worker.is_cancelled:  # the program ends, and must not wait for a network
                process.terminate()
    return Ended(process.returncode, output, _said(told))


def _said(told: str) -> str:
    """What a person should read of a command's stderr: its error and hint, the last that it says."""
    lines = [line for line in told.splitlines() if line.strip()][-2:]
    try:
        error = json.loads(lines[-1])["error"]  # with --json it is an object
        lines = [error["message"], error.get("hint") or ""]
    except (ValueError, LookupError, TypeError):
        pass
    return "\n".join(line for line in lines if line)
