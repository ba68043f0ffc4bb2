"""The exit journal: what the spawner was about to do, did and saw, for whoever comes after it.

One JSON list a line, one write() a line, so a kill -9 leaves at most one torn line, the last:

    ["header", journal version, boot_id, pid, lsh version]
    ["intent", run, attempt, µs]                          before posix_spawn
    ["started", run, attempt, pid, pid_start, started_us]   after it
    ["ended", run, attempt, {...}]                        before it is reported
    ["orphan", run, attempt, pid, pid_start, started_us, boot_id]   taken over from a dead spawner

``started``, ``ended`` and ``orphan`` are word for word the reports of the protocol. It is not
fsynced: it outlives any process, and after a power cut no run of its boot is alive.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os

from lsh.spawner.protocol import encode
from lsh.spawner.run import INFINITY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import Any

    from lsh.spawner.shapes import Key

VERSION = 1
RETRY = 1.0  # s between two tries to write when the disk is full
_WORTH_COMPACTING = 4 * 1024 * 1024  # bytes


class JournalLockedError(Exception):
    """Another spawner uses this journal; it must end first, or this one take another home."""


def read(path: str) -> Iterator[list[Any]]:
    """The entries of a journal, oldest first, whole lines only. A missing file has none."""
    try:
        file = open(path, "rb")  # noqa: SIM115
    except FileNotFoundError:
        return
    with file:
        for line in file:
            try:
                entry = json.loads(line)
            except ValueError:
                continue  # torn by a kill, or by a full disk
            if isinstance(entry, list) and len(entry) >= 3:
                yield entry


def leftovers(entries: Iterable[list[Any]]) -> list[list[Any]]:
    """What a dead spawner leaves to report: its starts and ends, and an orphan for each open run."""
    boot = ""
    reports: list[list[Any]] = []
    open_runs: dict[Key, list[Any]] = {}
    for kind, *rest in entries:
        if kind == "header":
            boot = rest[1]
            continue
        key = (rest[0], rest[1])
        if kind == "intent":
            open_runs[key] = ["orphan", *key, None, None, None, boot]
        elif kind == "orphan":
            open_runs[key] = [kind, *rest]
        elif kind == "started":
            open_runs[key] = ["orphan", *rest, boot]
            reports.append([kind, *rest])
        elif kind == "ended":
            open_runs.pop(key, None)
            reports.append([kind, *rest])
    return reports + list(open_runs.values())


class Journal:
    """Writes the journal. A full disk loses nothing: lines wait in memory and are tried again."""

    def __init__(
        self, path: str, boot: str, version: str, complain: Callable[[str | None], None]
    ) -> None:
        """Lock and take over ``path``; JournalLockedError when another spawner has it.

        ``complain`` is given a sentence when writing begins to fail, None when it works again.
        """
        self.path = path
        self.due = INFINITY
        self._complain = complain
        self._backlog = bytearray()
        self._worried = False
        self._lock = _lock(f"{path}.lock")
        self.taken_over = leftovers(read(path))
        self._header = encode(["header", VERSION, boot, os.getpid(), version])
        self._descriptor = -1
        self._size = 0
        self.rewrite([encode(report) for report in self.taken_over])

    @property
    def safe(self) -> bool:
        """Whether all that was written is on disk."""
        return not self._backlog

    def write(self, line: str) -> None:
        """Append one line, given without its newline. Never fails."""
        data = f"{line}\n".encode()
        if not self._backlog:
            try:
                written = os.write(self._descriptor, data)
            except OSError as error:
                self._worry(error)
            else:
                self._size += written
                if written == len(data):
                    return
                data = data[written:]
        self._backlog += data
        self.due = 0.0

    def tick(self, now: float) -> None:
        """Try again to write what could not be written."""
        try:
            while self._backlog:
                written = os.write(self._descriptor, self._backlog)
                self._size += written
                del self._backlog[:written]
        except OSError as error:
            self._worry(error)
            self.due = now + RETRY
            return
        self.due = INFINITY
        if self._worried:
            self._worried = False
            self._complain(None)

    def _worry(self, error: OSError) -> None:
        if self._worried:
            return
        self._worried = True
        self._complain(
            f"The journal {self.path} cannot be written ({error.strerror});"
            " nothing is lost while the spawner lives, but free some space."
        )

    def overgrown(self, lines_needed: int) -> bool:
        """Whether a rewrite is worth while, at some 300 bytes a line that is needed still."""
        return self._size > max(_WORTH_COMPACTING, 4 * 300 * lines_needed)

    def clear(self) -> None:
        """Forget all: nothing is live and all was acknowledged."""
        length = len(self._header) + 1
        if self._backlog:
            self._backlog.clear()
            self.due = INFINITY
        if self._size > length:
            os.ftruncate(self._descriptor, length)
            self._size = length

    def compact(self, lines: list[str]) -> None:
        """Rewrite, or leave it for another time when the disk is full."""
        try:
            self.rewrite(lines)
        except OSError as error:
            self._worry(error)

    def rewrite(self, lines: list[str]) -> None:
        """Replace the file by the header and ``lines``, in one rename. OSError leaves it as it was."""
        draft = f"{self.path}.new"
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND | os.O_CLOEXEC
        descriptor = os.open(draft, flags, 0o600)
        data = "".join(f"{line}\n" for line in (self._header, *lines)).encode()
        try:
            if os.write(descriptor, data) != len(data):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            os.replace(draft, self.path)
        except OSError:
            os.close(descriptor)
            os.unlink(draft)
            raise
        self._backlog.clear()
        self.due = INFINITY
        if self._descriptor >= 0:
            os.close(self._descriptor)
        self._descriptor = descriptor
        self._size = len(data)


def _lock(path: str) -> int:
    """An exclusive lock for the life of this process; a file beside, since the journal is replaced."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        raise JournalLockedError(
            f"Another spawner holds {path}; stop it first or use another LSH_HOME."
        ) from None
    return descriptor
