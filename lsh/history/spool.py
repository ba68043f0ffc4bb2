"""The folder that shells write their history to, and how it is read: nothing lost, nothing doubled.

Each session appends to a file of its own. How far a file was taken in is kept in the ledger, in the
commit that takes it in, under the file's *key*: its first record, which no other file ever has. What
was taken in is wiped in the file, since nothing in it is masked. A file that grows large is replaced
by an empty one while its shell may be writing: the old one stays until nobody can write to it.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from lsh.history.record import END, MARK, Record, parse, part

REPLACE_AT = 1 << 20  # bytes
_CHUNK = 1 << 18
_LONGEST = 1 << 24  # bytes of one record; beyond that it is no record
_FIRST = 1 << 16  # bytes within which the first record ends
_PREFIX, _LINE, _OLD = "history.", "line.", ".old"
_NAME = re.compile(r"history\.[A-Za-z0-9_-]{1,64}(\.old)?")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some records of a file, where the next one begins, and how many pieces made no sense."""

    records: list[Record]
    end: int
    skipped: int


@dataclass(frozen=True, slots=True)
class SpoolFile:
    """One session's file as it was found. ``first`` is the length of its first record in bytes."""

    path: Path
    key: str
    first: int
    size: int
    changed_at: float  # seconds since the epoch

    @property
    def session(self) -> str:
        """The session's id, which the file's name holds."""
        return self.path.name.removeprefix(_PREFIX).removesuffix(_OLD)

    @property
    def replaced(self) -> bool:
        """Whether another file has taken its place."""
        return self.path.name.endswith(_OLD)

    def read(self, start: int, limit: int) -> Stretch:
        """At most ``limit`` records from byte ``start``; an unfinished one is left for later."""
        records: list[Record] = []
        skipped, end = 0, start
        with self.path.open("rb") as file:
            file.seek(start)
            for data in _pieces(file):
                record, nonsense = parse(data)
                skipped += nonsense
                end += len(data) + len(END)
                if record is not None:
                    records.append(record)
                    if len(records) >= limit:
                        break
        return Stretch(records, end, skipped)

    def wipe(self, end: int) -> None:
        """Overwrite what was taken in, up to byte ``end``; the first record stays, being the key."""
        with suppress(OSError), self.path.open("r+b") as file:
            file.seek(self.first)
            left = end - self.first
            while left > 0:
                left -= file.write(bytes(min(left, _CHUNK)))

    def replace(self) -> None:
        """Put an empty file in its place, at no moment without one; this one gets another name."""
        old = self.path.with_name(self.path.name + _OLD)
        fresh = self.path.with_name(f"new.{self.session}")
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(part(self.session, secrets.token_hex(8)))
            if not old.exists():
                os.link(self.path, old)
            if old.samefile(self.path):  # else one is still waiting for its end
                fresh.replace(self.path)

    def remove(self) -> None:
        """Delete it; with the session's last file goes what the hook kept beside it."""
        with suppress(OSError):
            self.path.unlink()
        if not self.replaced:
            with suppress(OSError):
                self.path.with_name(_LINE + self.session).unlink()


class Spool:
    """The folder ``state/spool``, which need not be there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def signature(self) -> frozenset[tuple[str, int]]:
        """Names and sizes: equal to an earlier one when nobody has written since. Reads no file."""
        found = set()
        with suppress(OSError), os.scandir(self._folder) as entries:
            for entry in entries:
                if _NAME.fullmatch(entry.name):
                    with suppress(OSError):
                        found.add((entry.name, entry.stat(follow_symlinks=False).st_size))
        return frozenset(found)

    def files(self) -> list[SpoolFile]:
        """Every file whose first record is whole, replaced ones before those in their place."""
        try:
            paths = [path for path in self._folder.iterdir() if _NAME.fullmatch(path.name)]
        except OSError:
            return []
        paths.sort(key=lambda path: (not path.name.endswith(_OLD), path.name))
        found = (self._look(path) for path in paths)
        return [file for file in found if file is not None]

    def _look(self, path: Path) -> SpoolFile | None:
        try:
            # a symbolic link or a pipe is nothing that a hook makes
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError:
            return None
        try:
            status = os.fstat(descriptor)
            if status.st_uid != os.getuid() or not stat.S_ISREG(status.st_mode):
                return None
            begin = os.read(descriptor, _FIRST)
        except OSError:
            return None
        finally:
            os.close(descriptor)
        first = begin.find(END) + 1
        if not first or not begin.startswith(MARK):
            return None
        key = hashlib.blake2b(begin[:first], digest_size=16).hexdigest()
        return SpoolFile(path, key, first, status.st_size, status.st_mtime)


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    """What stands before each NUL from here on."""
    rest = b""
    while chunk := file.read(_CHUNK):
        *whole, rest = (rest + chunk).split(END)
        yield from whole
        if len(rest) > _LONGEST:
            return
