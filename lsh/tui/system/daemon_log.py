"""The end of the daemon's log, as lines to look at."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from lsh.client.daemon_log import Entry, entries, written_at
from lsh.domain import humane

_BYTES = 32 * 1024  # of its end, whatever its size
_LINES = 200


class LogLine(NamedTuple):
    """When, how grave, what; of a line that the daemon did not write, only what."""

    at: str
    level: str
    message: str


def log_tail(path: Path) -> list[LogLine]:
    """The last lines of the log, oldest first; none where there is no log."""
    try:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            file.seek(max(size - _BYTES, 0))
            text = file.read(_BYTES)
    except OSError:
        return []
    if size > _BYTES:
        text = text.partition(b"\n")[2]  # it begins somewhere in a line
    return [_line(entry) for entry in list(entries(text))[-_LINES:]]


def _line(entry: Entry) -> LogLine:
    at = written_at(entry)
    message = " · ".join(str(entry[key]) for key in ("message", "hint") if entry.get(key))
    return LogLine(
        f"{at:%d %b %H:%M:%S}" if at else "",
        humane.one_line(str(entry.get("level", ""))),
        humane.one_line(message),
    )
