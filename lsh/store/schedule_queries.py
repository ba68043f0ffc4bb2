"""What a calendar asks of the ledger: every job that follows its schedule, and by what."""

from __future__ import annotations

import sqlite3
from typing import NamedTuple

_SCHEDULED = (
    "SELECT id, spec ->> '$.schedule', spec ->> '$.timezone', spec ->> '$.claim' IS 'shared',"
    " anchor_at, next_due_at - next_fire_at, coalesce(spec ->> '$.queue', 'default') FROM jobs"
    " WHERE next_fire_at IS NOT NULL AND removed_at IS NULL ORDER BY key"
)


class Scheduled(NamedTuple):
    """A job that is due again. ``shared``: it counts from the epoch, not from ``anchor_at``.

    ``anchor_at`` and ``offset``, by how much it is due after its schedule's instants, are microseconds.
    """

    job_id: str
    schedule: str
    timezone: str | None
    shared: bool
    anchor_at: int
    offset: int
    queue: str


def scheduled_jobs(connection: sqlite3.Connection) -> list[Scheduled]:
    """All of them, in the order of their creation."""
    rows = connection.execute(_SCHEDULED)
    return [Scheduled._make((*row[:3], bool(row[3]), *row[4:])) for row in rows]
