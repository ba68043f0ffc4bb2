"""Reading a run's output: the log, and the older part that the spawner moved aside."""

from __future__ import annotations

from pathlib import Path

PAUSE = 0.1  # seconds between two looks at a file's size, and only while somebody follows
_CHUNK = 1 << 16


def rotated(path: Path) -> Path:
    """The older part of a log that grew over half its cap."""
    return path.with_name(f"{path.name}.1")


class LogReader:
    """The bytes of one attempt's log, each once, however often the spawner rotates it.

    Rotation copies the file to ``LOG.1`` and truncates it: what was not read yet is at the copy's end.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._offset = 0

    def read_kept(self) -> bytes:
        """All that is kept until now, the rotated part first; ``read`` goes on right after it."""
        self._offset = 0
        return _from(self.rotated, 0) + self._rest()

    def read(self) -> bytes:
        """What was written since the last call."""
        if self._size() < self._offset:
            rest = _from(self.rotated, self._offset)
            self._offset = 0
            return rest + self._rest()
        return self._rest()

    @property
    def rotated(self) -> Path:
        """The older part."""
        return rotated(self._path)

    def _rest(self) -> bytes:
        data = _from(self._path, self._offset)
        self._offset += len(data)
        return data

    def _size(self) -> int:
        try:
            return self._path.stat().st_size
        except OSError:
            return 0


def whole(path: Path) -> bytes:
    """All that is kept of an attempt's output, the rotated part first."""
    return LogReader(path).read_kept()


def last_lines(data: bytes, count: int) -> bytes:
    """The last ``count`` lines."""
    lines = data.splitlines(keepends=True)
    return b"".join(lines[-count:]) if count else b""


def _from(path: Path, offset: int) -> bytes:
    parts = []
    try:
        with path.open("rb") as file:
            file.seek(offset)
            while part := file.read(_CHUNK):
                parts.append(part)
    except OSError:
        pass
    return b"".join(parts)
