"""Adding ended runs to their day, so that a report over a million runs reads a few thousand rows.

The engine calls ``roll_up`` in idle moments. Reports add the runs that it has not come to yet, so
they are exact however far behind it is (``report_queries.py``).
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from typing import Any

from lsh.domain.histogram import Histogram
from lsh.domain.run import RunState
from lsh.domain.tally import MAXIMA, SUMS, EndedRun, Tally
from lsh.store.ended import NOT_ROLLED_UP, ended_runs

FIGURES = (*SUMS, *MAXIMA)
"""The columns of ``daily`` that hold a number, in their order; ``durations, latenesses`` follow."""

COLUMNS = ", ".join((*FIGURES, "durations", "latenesses"))
LAST_ENDS = {"last_success_at": RunState.SUCCEEDED, "last_failure_at": RunState.FAILED}
HOURLY_STATES = (RunState.SUCCEEDED, RunState.FAILED, RunState.CANCELLED)


def roll_up(connection: sqlite3.Connection, limit: int = 500) -> int:
    """Add up to ``limit`` runs that are over to their days, those of one job together; how many it were.

    Call it inside a transaction of the ledger, until it returns 0: a run is added and marked in one.
    """
    runs = ended_runs(
        connection,
        f"runs r INDEXED BY runs_to_roll_up WHERE {NOT_ROLLED_UP} ORDER BY r.job_id, r.id LIMIT ?",
        (limit,),
    )
    if not runs:
        return 0
    _write_days(connection, tally_by_day(runs))
    _write_hours(connection, runs)
    _write_last_ends(connection, runs)
    connection.executemany("UPDATE runs SET rolled_up = 1 WHERE id = ?", [(r.id,) for r in runs])
    return len(runs)


def tally_by_day(runs: Iterable[EndedRun]) -> dict[tuple[int, int], Tally]:
    """The runs that count, added up by (job key, UTC day)."""
    days: dict[tuple[int, int], Tally] = {}
    for run in runs:
        if run.counted:
            days.setdefault((run.job_key, run.day), Tally()).add(run)
    return days


def tally_by_hour(runs: Iterable[EndedRun]) -> tuple[Counter[int], Counter[int]]:
    """How many runs each hour (since the epoch) had, and how many of them failed."""
    ran = [run for run in runs if run.counted and run.state in HOURLY_STATES]
    failed = Counter(run.hour for run in ran if run.state == RunState.FAILED)
    return Counter(run.hour for run in ran), failed


def read_tally(row: tuple[Any, ...]) -> Tally:
    """A row of ``COLUMNS`` as the tally that it was written from, its causes aside."""
    *figures, durations, latenesses = row
    return Tally(
        **dict(zip(FIGURES, figures, strict=True)),
        durations=Histogram.decode(durations),
        latenesses=Histogram.decode(latenesses),
    )


def _write_days(connection: sqlite3.Connection, days: dict[tuple[int, int], Tally]) -> None:
    # histograms are merged here, not in SQL: read, add and replace, one row a job and day
    rows: list[tuple[Any, ...]] = []
    causes: list[tuple[Any, ...]] = []
    for key, tally in sorted(days.items()):
        causes += [
            (*key, *what, cause.count, cause.last_run_id, cause.last_at)
            for what, cause in tally.causes.items()
        ]
        before = connection.execute(
            f"SELECT {COLUMNS} FROM daily WHERE job_id = ? AND day = ?", key
        ).fetchone()
        if before:
            tally.merge(read_tally(before))
        figures = (getattr(tally, name) for name in FIGURES)
        rows.append((*key, *figures, tally.durations.encode(), tally.latenesses.encode()))
    places = ",".join("?" * (len(FIGURES) + 4))
    connection.executemany(
        f"INSERT OR REPLACE INTO daily (job_id, day, {COLUMNS}) VALUES ({places})", rows
    )
    connection.executemany(
        "INSERT INTO daily_causes (job_id, day, state, cause, count, last_run_id, last_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count,"
        " last_run_id = max(last_run_id, excluded.last_run_id),"
        " last_at = max(last_at, excluded.last_at)",
        causes,
    )


def _write_hours(connection: sqlite3.Connection, runs: Iterable[EndedRun]) -> None:
    ran, failed = tally_by_hour(runs)
    connection.executemany(
        "INSERT INTO hourly (hour, runs, failed) VALUES (?, ?, ?) ON CONFLICT DO UPDATE"
        " SET runs = runs + excluded.runs, failed = failed + excluded.failed",
        [(hour, count, failed[hour]) for hour, count in sorted(ran.items())],
    )


def last_ends(runs: Iterable[EndedRun], state: RunState) -> dict[int, int]:
    """When a run last ended in ``state``, by job key; of the runs that count."""
    ends: dict[int, int] = {}
    for run in runs:
        if run.counted and run.state == state:
            ends[run.job_key] = max(run.finished_at, ends.get(run.job_key, 0))
    return ends


def _write_last_ends(connection: sqlite3.Connection, runs: Iterable[EndedRun]) -> None:
    for column, state in LAST_ENDS.items():
        connection.executemany(
            f"UPDATE jobs SET {column} = max(coalesce({column}, 0), ?) WHERE key = ?",
            [(at, key) for key, at in last_ends(runs, state).items()],
        )
