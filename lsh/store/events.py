"""The event log: every transition of anything, in order, for all readers. The outbox is the ledger."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Any, NamedTuple

from lsh.domain.events import EventType


class NewEvent(NamedTuple):
    """An event to be written; a NamedTuple because the hot path hands them to SQLite as they are."""

    at: int
    type: str
    job_key: int | None = None
    run_id: int | None = None
    actor: str | None = None
    data: str | None = None


class EventLog:
    """Appends only. Ids grow and are never given twice, so that a reader's cursor is enough."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def append(
        self,
        event_type: EventType,
        at: int,
        *,
        job_key: int | None = None,
        run_id: int | None = None,
        actor: str | None = None,
        data: dict[str, Any] | None = None,
    ) -> None:
        """Write one event."""
        text = json.dumps(data, separators=(",", ":"), ensure_ascii=False) if data else None
        self.extend([NewEvent(at, event_type, job_key, run_id, actor, text)])

    def extend(self, events: Iterable[NewEvent]) -> None:
        """Write many events in one go."""
        self._connection.executemany(
            "INSERT INTO events (at, type, job_id, run_id, actor, data) VALUES (?, ?, ?, ?, ?, ?)",
            events,
        )

    def last_id(self) -> int:
        """The id of the newest event, 0 when there is none."""
        (last,) = self._connection.execute("SELECT coalesce(max(id), 0) FROM events").fetchone()
        return int(last)

    def last_at(self) -> int:
        """When the newest event was, 0 when there is none: the engine's last sign of life."""
        row = self._connection.execute("SELECT at FROM events ORDER BY id DESC LIMIT 1").fetchone()
        return int(row[0]) if row else 0
