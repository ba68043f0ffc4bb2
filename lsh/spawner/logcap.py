"""Keeping logs under their cap: the log moves to ``LOG.1`` at half the cap and starts again.

The run writes through its own O_APPEND descriptor, so the file is copied and then truncated. What
is written between the last read and the truncation is lost: that is the price of no byte of
output passing through Python, and the window is a few microseconds.
"""

from __future__ import annotations

import os
from contextlib import suppress

from lsh.spawner.run import INFINITY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from lsh.spawner.run import Run
    from lsh.spawner.shapes import Key

INTERVAL = 1.0  # s between two looks at the sizes
_BUSY = 0.1  # s, while some log has just been moved
_CHUNK = 256 * 1024  # bytes copied in one go, about 0.1 ms: a start never waits longer


class LogKeeper:
    """Watches the sizes of capped logs. Idle while there are none."""

    def __init__(self, complain: Callable[[str], None]) -> None:
        self.due = INFINITY
        self._moves: dict[Key, Iterator[None]] = {}
        self._complain = complain

    @property
    def busy(self) -> bool:
        """Whether ``step`` has something to copy."""
        return bool(self._moves)

    def begin(self, now: float) -> None:
        """A run with a capped log was started."""
        self.due = min(self.due, now + INTERVAL)

    def tick(self, now: float, live: Iterable[Run]) -> None:
        """Look at the sizes."""
        capped = [run for run in live if run.log_cap is not None]
        for run in capped:
            self.check(run)
        self.due = INFINITY
        if capped:
            self.due = now + (_BUSY if self._moves else INTERVAL)

    def check(self, run: Run) -> None:
        """Begin to move the log of ``run`` if it is over half its cap."""
        if run.key not in self._moves and log_size(run) > int(run.log_cap or 0) // 2:
            self._moves[run.key] = _move(run)

    def step(self) -> None:
        """Copy one chunk of each log that is being moved."""
        for key, move in list(self._moves.items()):
            try:
                next(move)
            except StopIteration:
                del self._moves[key]
            except OSError as error:
                del self._moves[key]
                self._complain(f"The log of run {key[0]} could not be rotated: {error}.")


def log_size(run: Run) -> int:
    """Bytes in the log now; 0 when there is none."""
    try:
        return os.stat(run.log).st_size
    except OSError:
        return 0


def _move(run: Run) -> Iterator[None]:
    """Copy the log's last ``cap / 2`` bytes to LOG.1 and empty it; yields after each chunk."""
    source = os.open(run.log, os.O_RDWR | os.O_CLOEXEC)
    draft = f"{run.log}.1.new"
    try:
        target = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
        try:
            yield from _copy_and_empty(run, source, target)
        finally:
            os.close(target)
        os.replace(draft, f"{run.log}.1")
    except OSError:
        with suppress(OSError):
            os.unlink(draft)  # on a full disk it would take the room that is missing
        raise
    finally:
        os.close(source)


def _copy_and_empty(run: Run, source: int, target: int) -> Iterator[None]:
    half = int(run.log_cap or 0) // 2
    size = os.fstat(source).st_size
    offset = max(0, size - half)
    if offset:
        note = f"[lsh: {offset} bytes were left out here to keep the log under its cap]\n".encode()
        _write(target, note)
    # Up to what was there at the start, and the little that came meanwhile; not for ever, though,
    # when the run writes faster than we copy.
    end = size + _CHUNK
    while offset < end and (chunk := os.pread(source, min(_CHUNK, end - offset), offset)):
        _write(target, chunk)
        offset += len(chunk)
        if offset < size:
            yield
    run.log_rotated += os.fstat(source).st_size
    os.ftruncate(source, 0)


def _write(target: int, data: bytes) -> None:
    """All of ``data``: when the disk fills up, a part of it is written without an error."""
    while data:
        data = data[os.write(target, data) :]
