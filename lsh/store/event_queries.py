"""Reading the event log from a cursor on, as wire dictionaries."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from lsh.domain.instant import to_wire


def read_events(connection: sqlite3.Connection, *, after: int, limit: int) -> list[dict[str, Any]]:
    """Events with ids above ``after``, oldest first: ``{id, at, type, job_id, run_id, actor, data}``."""
    rows = connection.execute(
        "SELECT e.id, e.at, e.type, j.id, j.name, e.run_id, e.actor, e.data FROM events e"
        " LEFT JOIN jobs j ON j.key = e.job_id WHERE e.id > ? ORDER BY e.id LIMIT ?",
        (after, limit),
    )
    return [
        {
            "id": str(event_id),
            "at": to_wire(at),
            "type": event_type,
            "job_id": job_id,
            "job_name": job_name,
            "run_id": None if run_id is None else str(run_id),
            "actor": actor,
            "data": json.loads(data) if data else {},
        }
        for event_id, at, event_type, job_id, job_name, run_id, actor, data in rows
    ]
