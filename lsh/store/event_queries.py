"""Reading the event log from a cursor on, or back from one, as wire dictionaries.

An event is ``{id, at, type, job_id, job_name, run_id, actor, data}``.
"""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from lsh.domain.instant import to_wire

_EVENTS = (
    "SELECT e.id, e.at, e.type, j.id, j.name, e.run_id, e.actor, e.data FROM events e"
    " LEFT JOIN jobs j ON j.key = e.job_id"
)


def read_events(connection: sqlite3.Connection, *, after: int, limit: int) -> list[dict[str, Any]]:
    """Events with ids above ``after``, oldest first."""
    rows = connection.execute(f"{_EVENTS} WHERE e.id > ? ORDER BY e.id LIMIT ?", (after, limit))
    return list(map(_event, rows))


def read_events_before(
    connection: sqlite3.Connection, *, before: int | None, limit: int
) -> list[dict[str, Any]]:
    """Events with ids below ``before``, newest first; None is from the newest on."""
    rows = connection.execute(
        f"{_EVENTS} WHERE e.id < ? ORDER BY e.id DESC LIMIT ?",
        (2**63 - 1 if before is None else before, limit),
    )
    return list(map(_event, rows))


def _event(row: tuple[Any, ...]) -> dict[str, Any]:
    event_id, at, event_type, job_id, job_name, run_id, actor, data = row
    return {
        "id": str(event_id),
        "at": to_wire(at),
        "type": event_type,
        "job_id": job_id,
        "job_name": job_name,
        "run_id": None if run_id is None else str(run_id),
        "actor": actor,
        "data": json.loads(data) if data else {},
    }
