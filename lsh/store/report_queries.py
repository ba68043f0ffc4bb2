"""What reports ask of the ledger: the figures of jobs over a window of time.

Whole days come from the roll-ups; the runs that are not rolled up yet, and the parts of days at the
window's ends, are added from their rows. So the figures are those of the rows, at any moment and
wherever the window ends, and a million runs cost a few thousand rows.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from lsh.domain.run import RunState
from lsh.domain.tally import EndedRun, Tally
from lsh.domain.window import Window
from lsh.store.ended import NOT_ROLLED_UP, ended_runs
from lsh.store.jobs import resolve_job
from lsh.store.rollups import last_ends, tally_by_day, tally_by_hour
from lsh.store.whole_days import DayFigures, days_of, figures_of_day, joined, tallies

_JOB_COLUMNS = (
    "key, id, spec, enabled, paused_at, elsewhere, finished, removed_at, failures_in_row, next_fire_at,"
    " runs_since, last_success_at, last_failure_at, updated_at"
)


@dataclass(frozen=True, slots=True)
class ReportedJob:
    """What a report says of the job itself. Instants are microseconds."""

    key: int
    id: str
    spec: str
    enabled: bool
    paused_at: int | None
    elsewhere: bool
    finished: bool
    removed_at: int | None
    failures_in_row: int
    next_fire_at: int | None
    runs_since: int | None
    last_success_at: int | None
    last_failure_at: int | None
    updated_at: int = 0


@dataclass(slots=True)
class JobFigures:
    """One job over a window: its sum, and each day of it that had anything; its last ends are ever."""

    job: ReportedJob
    tally: Tally
    last_success_at: int | None
    last_failure_at: int | None
    days: list[DayFigures] = field(default_factory=list)


@dataclass(slots=True)
class AllFigures:
    """All jobs over a window (as it was aligned), and how many runs and failures each hour had."""

    window: Window
    jobs: list[JobFigures]
    hours: Counter[int]
    failed_hours: Counter[int]


@dataclass(frozen=True, slots=True)
class Samples:
    """The very durations and latenesses of runs, in seconds, ascending."""

    durations: list[float]
    latenesses: list[float]


def find_reported(connection: sqlite3.Connection, reference: str) -> ReportedJob:
    """The job meant by ``reference``, removed or not. Raises NotFound or AmbiguousReference."""
    key = resolve_job(connection, reference, removed=True)
    row = connection.execute(f"SELECT {_JOB_COLUMNS} FROM jobs WHERE key = ?", (key,)).fetchone()
    return ReportedJob(*row)


def job_figures(connection: sqlite3.Connection, job: ReportedJob, window: Window) -> JobFigures:
    """One job's figures; ``window`` is aligned to what is known of it."""
    pending = ended_runs(
        connection,
        f"runs r INDEXED BY runs_to_roll_up WHERE {NOT_ROLLED_UP} AND r.job_id = ?",
        (job.key,),
    )
    rows = []
    for edge in window.edges:
        rows += ended_runs(
            connection,
            "runs r WHERE r.job_id = ? AND r.scheduled_for >= ? AND r.scheduled_for < ?"
            " AND r.finished_at > 0",
            (job.key, edge.since, edge.until),
        )
    tally = tallies(connection, window, job.key).get(job.key) or Tally()
    return _figures(connection, job, window, tally, pending, rows)


def all_figures(connection: sqlite3.Connection, window: Window) -> AllFigures:
    """The figures of every job that is not removed, and of removed ones that did something."""
    jobs = [ReportedJob(*row) for row in connection.execute(f"SELECT {_JOB_COLUMNS} FROM jobs")]
    oldest = max((job.runs_since for job in jobs if job.runs_since), default=None)
    window = window.aligned(oldest)
    pending = ended_runs(connection, f"runs r INDEXED BY runs_to_roll_up WHERE {NOT_ROLLED_UP}")
    at_edges = []
    for edge in window.edges:
        at_edges += ended_runs(
            connection,
            "jobs j CROSS JOIN runs r ON r.job_id = j.key AND r.scheduled_for >= ?"
            " AND r.scheduled_for < ? WHERE r.finished_at > 0",
            (edge.since, edge.until),
        )
    pending_of, at_edges_of = _by_job(pending), _by_job(at_edges)
    tally_of = tallies(connection, window)
    figures = [
        _figures(
            connection, job, window, tally_of.get(job.key) or Tally(), pending_of[job.key],
            at_edges_of[job.key],
        )
        for job in jobs
    ]  # fmt: skip
    rows = [run for run in pending if window.holds_day(run.day)] + at_edges
    return AllFigures(
        window,
        [one for one in figures if one.job.removed_at is None or one.days],
        *_hours(connection, window, rows),
    )


def samples(
    connection: sqlite3.Connection, job: ReportedJob, window: Window, *, limit: int
) -> Samples | None:
    """The very figures of each run in the window; None if some are gone, or there are over ``limit``."""
    if job.runs_since is not None and (window.since is None or window.since < job.runs_since):
        return None
    rows = connection.execute(
        "SELECT CASE WHEN state IN ('succeeded', 'failed') THEN duration END,"
        " CASE WHEN kind = 'scheduled' THEN max(started_at - due_at, 0) / 1e6 END"
        " FROM runs WHERE job_id = ? AND scheduled_for >= ? AND scheduled_for < ?"
        " AND finished_at > 0 AND kind NOT IN ('test', 'notify') LIMIT ?",
        (job.key, *_bounds(window), limit + 1),
    ).fetchall()
    if len(rows) > limit:
        return None
    return Samples(
        sorted(duration for duration, _ in rows if duration is not None),
        sorted(lateness for _, lateness in rows if lateness is not None),
    )


def _bounds(window: Window) -> tuple[int, int]:
    open_end = 1 << 62
    return (
        -open_end if window.since is None else window.since,
        open_end if window.until is None else window.until,
    )


def _by_job(runs: Iterable[EndedRun]) -> defaultdict[int, list[EndedRun]]:
    grouped: defaultdict[int, list[EndedRun]] = defaultdict(list)
    for run in runs:
        grouped[run.job_key].append(run)
    return grouped


def _figures(
    connection: sqlite3.Connection,
    job: ReportedJob,
    window: Window,
    tally: Tally,
    pending: list[EndedRun],
    at_edges: list[EndedRun],
) -> JobFigures:
    """Whole days from the roll-ups, of which ``tally`` is the sum; on top of them single runs.

    These are the pending ones of whole days, and those of the parts of days at the edges.
    """
    days = days_of(connection, window, job.key)
    more_runs = [run for run in pending if window.holds_day(run.day)] + at_edges
    if more_runs:
        more = {day: added for (_, day), added in tally_by_day(more_runs).items()}
        for added in more.values():
            tally.merge(added)
        days = joined(days, [figures_of_day(day, added) for day, added in more.items()])
    success = last_ends(pending, RunState.SUCCEEDED).get(job.key, 0)
    failure = last_ends(pending, RunState.FAILED).get(job.key, 0)
    return JobFigures(
        job,
        tally,
        max(success, job.last_success_at or 0) or None,
        max(failure, job.last_failure_at or 0) or None,
        days,
    )


def _hours(
    connection: sqlite3.Connection, window: Window, runs: Iterable[EndedRun]
) -> tuple[Counter[int], Counter[int]]:
    ran, failed = tally_by_hour(runs)
    rows = connection.execute(
        "SELECT hour, runs, failed FROM hourly WHERE hour >= ? AND hour < ?",
        (window.first_day * 24, (window.last_day + 1) * 24),
    )
    for hour, count, failures in rows:
        ran[hour] += count
        failed[hour] += failures
    return ran, failed
