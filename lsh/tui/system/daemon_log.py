"""The end of the daemon's log, as lines to look at."""

from __future__ import annotations

import json
import os
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from lsh.domain import humane

_BYTES = 32 * 1024  # of its end, whatever its size
_LINES = 200


class LogLine(NamedTuple):
    """When, how grave, who, what; a line that is no JSON is all message."""

    at: str
    level: str
    logger: str
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
    lines = text.split(b"\n")
    if size > _BYTES:
        del lines[0]  # it begins somewhere
    said = [line for line in lines if line.strip()]
    return [_line(line.decode(errors="replace")) for line in said[-_LINES:]]


def _line(text: str) -> LogLine:
    try:
        entry = json.loads(text)
        local = datetime.fromisoformat(entry["at"]).astimezone()
        message = " · ".join(str(entry[key]) for key in ("message", "hint") if entry.get(key))
        return LogLine(
            f"{local:%d %b %H:%M:%S}", str(entry["level"]), str(entry["logger"]),
            humane.one_line(message),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError):
        return LogLine("", "", "", humane.one_line(text))
