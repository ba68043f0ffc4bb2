"""How much the ledger holds, and how big its file is."""

from __future__ import annotations

import sqlite3
from typing import Any

from lsh.domain.instant import to_wire

_ENDED = ("succeeded", "failed", "cancelled", "skipped", "missed")


def database_stats(connection: sqlite3.Connection) -> dict[str, Any]:
    """What ``lsh daemon db stats`` shows of the whole ledger: a ``DatabaseStats``."""
    return {
        "jobs": _jobs(connection),
        "runs": _runs(connection),
        "ended": _ended(connection),
        "events": _events(connection),
        "cursors": _cursors(connection),
        **_size(connection),
    }


def ended_count(connection: sqlite3.Connection, job_id: str | None = None) -> int:
    """How many stored runs are over, of all jobs or of one."""
    (count,) = connection.execute(
        "SELECT count(*) FROM runs"
        " WHERE state NOT IN ('scheduled', 'queued', 'running', 'retrying')"
        " AND (:job IS NULL OR job_id = (SELECT key FROM jobs WHERE id = :job))",
        {"job": job_id},
    ).fetchone()
    return int(count)


def _jobs(connection: sqlite3.Connection) -> dict[str, int]:
    total, removed = connection.execute(
        "SELECT count(*), coalesce(sum(removed_at IS NOT NULL), 0) FROM jobs"
    ).fetchone()
    return {"total": total - removed, "removed": removed}


def _runs(connection: sqlite3.Connection) -> dict[str, Any]:
    (stored,) = connection.execute("SELECT count(*) FROM runs").fetchone()
    pending = connection.execute(
        "SELECT count(*) FROM runs WHERE rolled_up = 0 AND finished_at > 0"
    ).fetchone()[0]
    bounds = []
    for order in ("ASC", "DESC"):
        # runs are numbered as they are planned: near enough in the order of their instants
        row = connection.execute(
            f"SELECT scheduled_for FROM runs ORDER BY id {order} LIMIT 1"
        ).fetchone()
        bounds.append(to_wire(row[0]) if row else None)
    return {"stored": stored, "oldest": bounds[0], "newest": bounds[1], "not_rolled_up": pending}


def _ended(connection: sqlite3.Connection) -> dict[str, int]:
    """How all runs ended that ever were rolled up, deleted ones too."""
    sums = ", ".join(f"coalesce(sum({state}), 0)" for state in _ENDED)
    row = connection.execute(f"SELECT {sums} FROM daily").fetchone()
    return dict(zip(_ENDED, row, strict=True))


def _events(connection: sqlite3.Connection) -> dict[str, Any]:
    first, last = connection.execute(
        "SELECT (SELECT min(id) FROM events), (SELECT max(id) FROM events)"
    ).fetchone()
    # only the oldest are ever deleted, so the log has no holes
    stored = 0 if last is None else last - first + 1
    oldest = connection.execute("SELECT at FROM events WHERE id = ?", (first,)).fetchone()
    return {
        "stored": stored,
        "oldest": to_wire(oldest[0]) if oldest else None,
        "last_id": last or 0,
    }


def _cursors(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    rows = connection.execute(
        "SELECT name, event_id, (SELECT coalesce(max(id), 0) FROM events) - event_id, updated_at"
        " FROM cursors ORDER BY name"
    )
    return [
        {"name": name, "event_id": event_id, "behind": behind, "updated_at": to_wire(updated_at)}
        for name, event_id, behind, updated_at in rows
    ]


def _size(connection: sqlite3.Connection) -> dict[str, int]:
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    (free,) = connection.execute("PRAGMA freelist_count").fetchone()
    (size,) = connection.execute("PRAGMA page_size").fetchone()
    return {"size_bytes": pages * size, "free_bytes": free * size}
