"""A gate at which the work of runs waits, for as long as a test takes to get somewhere."""

from __future__ import annotations

import os
from pathlib import Path


class Gate:
    """A pipe in ``folder``: who comes to it waits until it is opened, and then for ever goes by.

    So a run lasts as long as its test needs it, on a machine of any speed.
    """

    def __init__(self, folder: Path) -> None:
        self._pipe = folder / "gate"
        os.mkfifo(self._pipe)

    @property
    def work(self) -> str:
        """Shell text that waits here."""
        return f"cat {self._pipe} 2> /dev/null"

    def open(self) -> None:
        """Let all go on, and hold nobody up who comes later."""
        both_ends = os.open(self._pipe, os.O_RDWR)  # waits for nobody, and lets go who waits
        self._pipe.unlink()  # between these two lines nobody begins to wait
        os.close(both_ends)
