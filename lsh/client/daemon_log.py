"""The daemon's log as every face reads it: an entry a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from typing import Any

Entry = dict[str, Any]
"""``message``; what the daemon wrote has ``at``, ``level``, ``logger`` too, perhaps ``hint`` or ``error``."""


def entries(data: bytes) -> Iterator[Entry]:
    """The entries in ``data``, oldest first."""
    return (_entry(line) for line in data.decode(errors="replace").split("\n") if line.strip())


def _entry(line: str) -> Entry:
    """One that a crash cut short, or that something else wrote, is a message as it stands."""
    with suppress(ValueError):
        entry = json.loads(line)
        if isinstance(entry, dict) and "message" in entry:
            return entry
    return {"message": line}


def written_at(entry: Entry) -> datetime | None:
    """When it was written, by the clock of the caller; None where that cannot be read."""
    try:
        return datetime.fromisoformat(entry["at"]).astimezone()
    except (KeyError, TypeError, ValueError):
        return None
