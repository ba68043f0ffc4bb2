"""Single runs of the past, for what the sums of days cannot tell: order, hours, and their words."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from lsh.domain.past import PastRun

_OPEN_END = 1 << 62
# word for word the condition of the index runs_active_by_job
_ACTIVE = "state IN ('scheduled', 'queued', 'running', 'retrying')"
# tests and failure notifications are not the job's work
_COUNTED = (
    "finished_at > 0 AND state IN ('succeeded', 'failed', 'cancelled')"
    " AND kind NOT IN ('test', 'notify')"
)


def past_runs(
    connection: sqlite3.Connection, key: int, *, since: int, until: int | None, limit: int
) -> list[PastRun]:
    """A job's newest ``limit`` runs that are over, scheduled between two instants; the oldest first.

    Those that retention deleted are not among them.
    """
    rows = connection.execute(
        "SELECT id, scheduled_for, state, duration, attempt FROM runs WHERE job_id = ?"
        f" AND scheduled_for >= ? AND scheduled_for < ? AND {_COUNTED}"
        " ORDER BY scheduled_for DESC LIMIT ?",
        (key, since, _OPEN_END if until is None else until, limit),
    ).fetchall()
    return list(map(PastRun._make, reversed(rows)))


def is_under_way(connection: sqlite3.Connection, key: int) -> bool:
    """Whether a run of the job has begun, or waits for a slot or its next attempt."""
    (found,) = connection.execute(
        f"SELECT EXISTS (SELECT 1 FROM runs WHERE job_id = ? AND {_ACTIVE} AND state <> 'scheduled')",
        (key,),
    ).fetchone()
    return bool(found)


def last_words(connection: sqlite3.Connection, run_ids: Iterable[int]) -> dict[int, str]:
    """The very message that each of these runs failed with, where it is still known."""
    rows = connection.execute(
        "SELECT id, coalesce(error, reason) FROM runs"
        " WHERE id IN (SELECT value FROM json_each(?)) AND coalesce(error, reason) IS NOT NULL",
        (json.dumps(list(run_ids)),),
    )
    return dict(rows.fetchall())
