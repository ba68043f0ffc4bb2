"""What a live view asks of the ledger again and again: slim rows of jobs and runs, by id.

Instants are microseconds since the epoch, durations seconds. A row here costs a tenth of the full
view in ``queries``: a screen holds ten thousand of them.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

_STATE = (
    "CASE WHEN NOT j.enabled THEN 'stopped' WHEN j.paused_at IS NOT NULL THEN 'paused'"
    " WHEN j.elsewhere THEN 'elsewhere' WHEN j.finished THEN 'finished' ELSE 'active' END"
)
_LAST_RUN = (
    "(SELECT id FROM runs WHERE job_id = j.key AND kind <> 'notify' AND state <> 'scheduled'"
    " ORDER BY scheduled_for DESC LIMIT 1)"
)
_JOBS = (
    "SELECT j.id, j.name, j.spec ->> '$.command', j.spec ->> '$.schedule', j.spec ->> '$.timezone',"
    f" {_STATE}, coalesce(j.spec ->> '$.queue', 'default'), coalesce(j.spec ->> '$.priority', 5),"
    " coalesce(j.spec ->> '$.category', ''), j.spec -> '$.tags', j.next_fire_at, j.failures_in_row,"
    " r.id, r.state, r.outcome, coalesce(r.started_at, r.scheduled_for), r.duration, r.exit_code,"
    f" r.signal FROM jobs j LEFT JOIN runs r ON r.id = {_LAST_RUN} WHERE j.removed_at IS NULL"
)
_RUNS = (
    "SELECT r.id, j.id, j.name, r.kind, r.state, r.outcome, r.reason, r.scheduled_for, r.due_at,"
    " r.queued_at, r.started_at, r.finished_at, r.duration, r.attempt,"
    " 1 + coalesce(v.spec ->> '$.max_retries', 0), r.exit_code, r.signal, r.cpu_seconds,"
    " r.max_rss_bytes, r.priority, coalesce(v.spec ->> '$.queue', 'default'), r.pid, r.host"
    " FROM runs r JOIN jobs j ON j.key = r.job_id"
    " JOIN job_versions v ON v.job_id = r.job_id AND v.version = r.job_version"
)
_ALIVE = "('scheduled', 'queued', 'running', 'retrying')"
# among all runs: the jobs are few, looked through once; the plus keeps the runs in the order of their ids
_OF_ALL = "+r.job_id IN (SELECT j.key FROM jobs j WHERE {})"
# among a few runs: only their own jobs are looked at
_OF_FEW = "EXISTS (SELECT 1 FROM jobs j WHERE j.key = r.job_id AND {})"
_AT_ONCE = 500  # below SQLite's bound on variables


class JobLine(NamedTuple):
    """A job as a list shows it, with its last run."""

    id: str
    name: str
    command: str
    schedule: str | None
    timezone: str | None
    state: str
    queue: str
    priority: int
    category: str
    tags: tuple[str, ...]
    next_fire_at: int | None
    failures_in_row: int
    run_id: int | None
    run_state: str | None
    run_outcome: str | None
    run_at: int | None
    run_duration: float | None
    run_exit_code: int | None
    run_signal: int | None


class RunLine(NamedTuple):
    """A run as a list shows it."""

    id: int
    job_id: str
    job_name: str
    kind: str
    state: str
    outcome: str | None
    reason: str | None
    scheduled_for: int
    due_at: int
    queued_at: int | None
    started_at: int | None
    finished_at: int | None
    duration: float | None
    attempt: int
    attempts: int
    exit_code: int | None
    signal: int | None
    cpu_seconds: float | None
    max_rss_bytes: int | None
    priority: int
    queue: str
    pid: int | None
    host: str | None


class EventMark(NamedTuple):
    """An event as it is known again: when it was (microseconds), its type, its job's key and its run."""

    at: int
    type: str
    job: int | None
    run: int | None


class RunTerm(NamedTuple):
    """A word that a run must have: in its job's id or name, or at the beginning of a field of ``RUN_FIELDS``.

    ``text`` is in folded case, and finds any case. Nothing at the beginning of a field means that the
    field is empty. ``negated`` turns it round.
    """

    text: str
    field: str | None = None
    negated: bool = False


RUN_FIELDS = {
    "state": ["r.state"], "kind": ["r.kind"], "outcome": ["r.outcome"],
    "job": ["lower(j.id)", "folded(j.name)"],
}  # fmt: skip
"""What a ``RunTerm`` may ask for, and where it is looked for: in any of these."""


def job_lines(connection: sqlite3.Connection, ids: Iterable[str] | None = None) -> list[JobLine]:
    """All jobs in the order of their creation, or those of ``ids`` that there are, in any order."""
    if ids is None:
        return [_job(row) for row in connection.execute(f"{_JOBS} ORDER BY j.key")]
    return [_job(row) for row in _by_ids(connection, f"{_JOBS} AND j.id IN ", list(ids))]


def run_lines(connection: sqlite3.Connection, ids: Sequence[int]) -> dict[int, RunLine]:
    """Those of these runs that there are, by id."""
    rows = _by_ids(connection, f"{_RUNS} WHERE r.id IN ", list(ids))
    return {row[0]: RunLine(*row) for row in rows}


def run_ids(connection: sqlite3.Connection, terms: Sequence[RunTerm], limit: int) -> array[int]:
    """The ids of the newest ``limit`` runs that have all terms, newest first: eight bytes a run."""
    where, parameters = _having(connection, terms, _OF_ALL)
    rows = connection.execute(
        f"SELECT r.id FROM runs r WHERE {where} ORDER BY r.id DESC LIMIT ?", (*parameters, limit)
    )
    return array("q", (run_id for (run_id,) in rows))


def run_ids_among(
    connection: sqlite3.Connection, terms: Sequence[RunTerm], ids: Sequence[int]
) -> set[int]:
    """Those of these runs that there are and that have all terms."""
    where, parameters = _having(connection, terms, _OF_FEW)
    sql = f"SELECT r.id FROM runs r WHERE {where} AND r.id IN "
    return {run_id for (run_id,) in _by_ids(connection, sql, ids, parameters)}


def runs_of_job(connection: sqlite3.Connection, job_id: str, limit: int) -> list[RunLine]:
    """The newest ``limit`` runs of a job by their scheduled instants, newest first."""
    rows = connection.execute(
        f"{_RUNS} WHERE r.job_id = (SELECT key FROM jobs WHERE id = ?)"
        " ORDER BY r.scheduled_for DESC LIMIT ?",
        (job_id, limit),
    )
    return [RunLine(*row) for row in rows]


def living_runs(connection: sqlite3.Connection) -> list[RunLine]:
    """Runs that are not over, in the order in which they are or will be served."""
    rows = connection.execute(
        f"{_RUNS} WHERE r.state IN {_ALIVE}"
        " ORDER BY r.state <> 'running', r.state = 'scheduled', r.priority DESC, r.due_at, r.id"
    )
    return [RunLine(*row) for row in rows]


def event_mark(connection: sqlite3.Connection, event_id: int) -> EventMark | None:
    """What tells this event from one that has its id in another ledger; None where there is none."""
    row = connection.execute(
        "SELECT at, type, job_id, run_id FROM events WHERE id = ?", (event_id,)
    ).fetchone()
    return None if row is None else EventMark(*row)


def last_event_id(connection: sqlite3.Connection) -> int:
    """The newest event's id; 0 without any."""
    (found,) = connection.execute("SELECT coalesce(max(id), 0) FROM events").fetchone()
    return int(found)


def _having(
    connection: sqlite3.Connection, terms: Sequence[RunTerm], of_jobs: str
) -> tuple[str, Sequence[str]]:
    """The condition on ``runs r`` that they have all terms, and its parameters.

    ``of_jobs`` makes a condition on runs of one on their jobs ``j``.
    """
    connection.create_function("folded", 1, str.casefold, deterministic=True)  # lower() is ASCII's
    conditions = ["1"]
    parameters = []
    for text, name, negated in terms:
        if name is None:
            condition = of_jobs.format("instr(folded(j.id || ' ' || j.name), ?) > 0")
        else:
            columns = [f"coalesce({column}, '')" for column in RUN_FIELDS[name]]
            begins = "substr({0}, 1, length(?)) = ?" if text else "{0} = ?"
            condition = (" OR " if text else " AND ").join(
                begins.format(column) for column in columns
            )
            condition = of_jobs.format(f"({condition})") if name == "job" else condition
            parameters += [text] * (len(columns) * (2 if text else 1) - 1)
        conditions.append(f"NOT ({condition})" if negated else condition)
        parameters.append(text)
    return " AND ".join(conditions), parameters


def _by_ids(
    connection: sqlite3.Connection,
    sql: str,
    ids: Sequence[str] | Sequence[int],
    parameters: Sequence[str] = (),
) -> Iterable[tuple[Any, ...]]:
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        marks = ", ".join("?" * len(some))
        yield from connection.execute(f"{sql}({marks})", (*parameters, *some))


def _job(row: tuple[Any, ...]) -> JobLine:
    tags = row[9]
    found = tuple(json.loads(tags)) if isinstance(tags, str) and tags != "[]" else ()
    return JobLine._make((*row[:9], found, *row[10:]))
