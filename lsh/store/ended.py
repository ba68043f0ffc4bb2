"""Runs that are over, as the roll-up and the reports add them up."""

from __future__ import annotations

import sqlite3
from typing import Any

from lsh.domain.tally import EndedRun

_COLUMNS = (
    "r.id, r.job_id, r.kind, r.state, r.scheduled_for, r.due_at, r.started_at, r.finished_at,"
    " r.attempt, r.outcome, r.reason, r.exit_code, r.signal, r.duration, r.cpu_seconds,"
    " r.max_rss_bytes, r.error, r.span"
)
# word for word the condition of the index runs_to_roll_up, or SQLite does not see that it fits
NOT_ROLLED_UP = "r.rolled_up = 0 AND r.finished_at > 0"
_IDS_A_QUERY = 500


def ended_runs(
    connection: sqlite3.Connection, source: str, parameters: tuple[Any, ...] = ()
) -> list[EndedRun]:
    """The runs ``r`` of ``source`` (all that follows FROM), with what their earlier attempts cost."""
    rows = connection.execute(f"SELECT {_COLUMNS} FROM {source}", parameters)
    runs = [EndedRun._make((*row, 0.0, 0)) for row in rows]
    retried = [run.id for run in runs if run.attempt > 1]
    if not retried:
        return runs
    earlier = _earlier_attempts(connection, retried)
    nothing = (0.0, 0)
    return [
        run._replace(attempts_cpu=cpu, attempts_rss=rss)
        for run in runs
        for cpu, rss in (earlier.get(run.id, nothing),)
    ]


def _earlier_attempts(
    connection: sqlite3.Connection, run_ids: list[int]
) -> dict[int, tuple[float, int]]:
    """CPU seconds and the peak of memory of the attempts before the last, by run."""
    found: dict[int, tuple[float, int]] = {}
    for first in range(0, len(run_ids), _IDS_A_QUERY):
        some = run_ids[first : first + _IDS_A_QUERY]
        rows = connection.execute(
            "SELECT run_id, coalesce(sum(cpu_seconds), 0.0), coalesce(max(max_rss_bytes), 0)"
            f" FROM attempts WHERE run_id IN ({','.join('?' * len(some))}) GROUP BY run_id",
            some,
        )
        found.update((run_id, (cpu, rss)) for run_id, cpu, rss in rows)
    return found
