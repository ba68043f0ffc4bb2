"""One attempt's log as one stretch of bytes, though the spawner keeps it in two files.

A byte has an address that it keeps when the log is rotated, so that whoever reads an old part goes on
reading it. The log moves to ``LOG.1`` (its last part, after a note of how much was left out) and starts
again: see ``lsh/spawner/logcap.py``.
"""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path
from typing import NamedTuple

from lsh.client.logs import rotated

_LEFT_OUT = re.compile(rb"\[lsh: (\d+) bytes were left out here[^\n]*\n")
_NOTE_BYTES = 200  # the note is shorter
_KNOWN_BYTES = 64  # of what was last seen, found again after a rotation


class Part(NamedTuple):
    """A file's bytes: ``start`` is the address of the first."""

    path: Path
    start: int
    size: int

    @property
    def end(self) -> int:
        """The address after its last byte."""
        return self.start + self.size


class Stretch(NamedTuple):
    """The log at one moment, the older part first; they touch. Threads may read it at any time."""

    older: Part
    newer: Part

    @property
    def start(self) -> int:
        """The address of the first byte that is kept."""
        return self.older.start

    @property
    def end(self) -> int:
        """The address after the last byte."""
        return self.newer.end

    def read(self, start: int, end: int) -> bytes:
        """The bytes from ``start`` up to ``end``; fewer when the files have changed since."""
        found = []
        for part in self:
            first, last = max(start, part.start), min(end, part.end)
            if first < last:
                found.append(_read(part.path, first - part.start, last - first))
        return b"".join(found)


class LogFile:
    """The log as it grows: ``look`` brings ``now`` up to date, and costs two looks at files' sizes."""

    def __init__(self, path: Path) -> None:
        self._newer, self._older = path, rotated(path)
        self._seal: tuple[int, int] | None = None  # tells one LOG.1 from the next
        self._shrunk = False
        self._known = b""
        self.moves = 0  # how often addresses came to stand for other files
        self.now = Stretch(Part(self._older, 0, 0), Part(self._newer, 0, 0))
        self._first_look()

    @property
    def path(self) -> Path:
        """The newer file."""
        return self._newer

    def look(self) -> bool:
        """See what the files have become; whether anything has changed."""
        before = self.now
        size, (older_size, seal) = _size(self._newer), _sealed(self._older)
        if seal != self._seal:
            self._seal = seal
            self._rotate(older_size, size)
        elif size >= before.newer.size:
            self._shrunk = False
            self.now = Stretch(before.older, before.newer._replace(size=size))
        elif self._shrunk:
            self._begin_anew(before.older.size, size)
        else:  # emptied a moment ago, and LOG.1 is about to come; or else somebody emptied it
            self._shrunk = True
        if self.now == before:
            return False
        self._remember_end()
        return True

    def _first_look(self) -> None:
        older_size, self._seal = _sealed(self._older)
        self._place(0, older_size, _size(self._newer))
        self._remember_end()

    def _remember_end(self) -> None:
        self._known = self.now.read(max(self.now.start, self.now.end - _KNOWN_BYTES), self.now.end)

    def _rotate(self, older_size: int, size: int) -> None:
        """LOG.1 is another one: find where in it the log that was read until now goes on."""
        left_out, note = _note(self._older)
        before = self.now
        start = before.newer.start + left_out - note
        known_at = before.end - len(self._known) - start
        found = _read(self._older, known_at, len(self._known)) if known_at >= note else None
        if found not in (None, self._known) or start + older_size < before.end:
            self._begin_anew(older_size, size)  # it was rotated more than once meanwhile
            return
        self._place(start, older_size, size)

    def _begin_anew(self, older_size: int, size: int) -> None:
        """Nothing of what was there is known to be kept: go on with new addresses."""
        self._place(self.now.end, older_size, size)

    def _place(self, start: int, older_size: int, size: int) -> None:
        self._shrunk = False
        self.moves += 1
        older = Part(self._older, start, older_size)
        self.now = Stretch(older, Part(self._newer, older.end, size))


def _note(path: Path) -> tuple[int, int]:
    """How many bytes were left out before the older part, and how long the note is that says so."""
    found = _LEFT_OUT.match(_read(path, 0, _NOTE_BYTES))
    return (int(found[1]), found.end()) if found else (0, 0)


def _read(path: Path, offset: int, size: int) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return b""
    try:
        return os.pread(descriptor, size, offset)
    except OSError:
        return b""
    finally:
        os.close(descriptor)


def _size(path: Path) -> int:
    return _sealed(path)[0]


def _sealed(path: Path) -> tuple[int, tuple[int, int] | None]:
    """A file's size, and what tells it from another of its name; nothing of one that is not there."""
    try:
        found = path.stat()
    except OSError:
        return 0, None
    if not stat.S_ISREG(found.st_mode):
        return 0, None
    return found.st_size, (found.st_ino, found.st_mtime_ns)
