"""What a sink asks of the ledger: what changed since its cursor, and how that stands now.

Replication is by state: an event only names what is dirty; what is sent is the present row. So it does
not matter how many events there were, nor whether some are read twice.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from lsh.domain.events import EventType
from lsh.store.retention import known_runs
from lsh.store.sync_records import HistoryRecord, JobRecord, RunRecord, SessionRecord

Range = tuple[int, int]
"""First and last id, both included."""

_LAST_RUN = (
    "(SELECT id FROM runs WHERE job_id = j.key AND kind <> 'notify'"
    " AND state IN ('running', 'retrying', 'succeeded', 'failed', 'cancelled')"
    " ORDER BY scheduled_for DESC LIMIT 1)"
)
_ACTIVE = (
    "state IN ('scheduled', 'queued', 'running', 'retrying')"  # as the partial indexes have it
)
_GOING = (
    f"EXISTS (SELECT 1 FROM runs WHERE job_id = j.key AND {_ACTIVE} AND state = 'running'"
    " AND kind <> 'notify')"
)
_LINEAGE = (
    "(SELECT json_group_array(hash) FROM (SELECT hash FROM job_versions WHERE job_id = j.key"
    " AND version <= j.version ORDER BY version DESC LIMIT 20))"
)
_SYNCED = "coalesce(j.spec ->> '$.database_sync', 1)"
_JOBS = (
    "SELECT j.key, j.id, j.spec, j.version, j.enabled, j.paused_at, j.finished, j.elsewhere,"
    " j.next_fire_at, j.next_due_at, j.failures_in_row, j.removed_at, v.hash, v.created_at,"
    f" {_LINEAGE}, {_GOING}, r.id, r.state, r.started_at, r.finished_at, r.exit_code,"
    " r.attempt, r.error, r.reason"
    " FROM jobs j JOIN job_versions v ON v.job_id = j.key AND v.version = j.version"
    f" LEFT JOIN runs r ON r.id = {_LAST_RUN} WHERE {_SYNCED}"
)
_RUNS = (
    "SELECT r.id, j.id, j.name, r.job_version, r.kind, r.state, r.outcome, r.reason, r.error,"
    " r.scheduled_for, r.due_at, r.queued_at, r.first_started_at, r.started_at, r.finished_at,"
    " r.duration, r.exit_code, r.signal, r.attempt, r.cpu_seconds, r.max_rss_bytes, r.host, r.actor,"
    " r.priority, r.span, r.claim, v.spec"
    " FROM runs r JOIN jobs j ON j.key = r.job_id"
    " JOIN job_versions v ON v.job_id = r.job_id AND v.version = r.job_version"
    f" WHERE {_SYNCED}"
)
# whose a shared occurrence is, and with it its row, is known when it was decided
_DECIDED = "NOT (r.claim IS 'pending' AND r.state = 'scheduled')"
_SESSIONS = "SELECT id, shell, pid, host, cwd, environment, started_at, ended_at FROM shell_sessions WHERE 1"
_HISTORY = (
    "SELECT id, session_id, command, cwd, exit_code, started_at, duration, host FROM shell_history"
    " WHERE 1"
)
_AMONG = "IN (SELECT value FROM json_each(?))"
_OWN = "supabase:"
_DEFINING = frozenset({EventType.JOB_CREATED, EventType.JOB_UPDATED})
_WITH_DATA = frozenset(
    {
        EventType.JOB_UPDATED,
        EventType.LEDGER_PRUNED,
        EventType.SHELL_RECORDED,
        EventType.CLOCK_JUMPED,
    }
)


@dataclass(slots=True)
class Changes:
    """What events made dirty. ``last_event`` is the last one looked at, ``more`` that others follow."""

    last_event: int
    more: bool = False
    jobs: set[int] = field(default_factory=set)  # keys
    defined: set[int] = field(default_factory=set)  # keys: another definition
    switched: set[int] = field(default_factory=set)  # keys: database_sync was turned on or off
    all_jobs: bool = False  # the whole schedule was planned afresh
    runs: set[int] = field(default_factory=set)
    sessions: set[str] = field(default_factory=set)
    history: list[Range] = field(default_factory=list)
    pruned_runs: list[Range] = field(default_factory=list)
    pruned_history: list[Range] = field(default_factory=list)
    pruned_sessions: set[str] = field(default_factory=set)


def changes_after(connection: sqlite3.Connection, after: int, limit: int) -> Changes:
    """What the next ``limit`` events after the cursor ``after`` made dirty; a sink's own do nothing."""
    rows = connection.execute(
        "SELECT id, type, job_id, run_id, data FROM events WHERE id > ? ORDER BY id LIMIT ?",
        (after, limit),
    ).fetchall()
    found = Changes(rows[-1][0] if rows else after, more=len(rows) == limit)
    for _, kind, job_key, run_id, data in rows:
        if kind.startswith(_OWN):
            continue
        if job_key is not None:
            found.jobs.add(job_key)
            if kind in _DEFINING:
                found.defined.add(job_key)
        if run_id is not None:
            found.runs.add(run_id)
        if kind in _WITH_DATA:
            _read_data(found, kind, job_key, json.loads(data) if data else {})
    return found


def _read_data(found: Changes, kind: str, job_key: int | None, data: dict[str, Any]) -> None:
    if kind == EventType.CLOCK_JUMPED:
        found.all_jobs = True
    elif kind == EventType.JOB_UPDATED:
        if job_key is not None and "database_sync" in data.get("changed", ()):
            found.switched.add(job_key)
    elif kind == EventType.SHELL_RECORDED:
        if data.get("first") is not None:
            found.history.append((int(data["first"]), int(data["last"])))
        found.sessions.update(map(str, data.get("sessions") or ()))
    else:
        found.pruned_runs += _ranges(data.get("runs"))
        found.pruned_history += _ranges(data.get("history"))
        found.pruned_sessions.update(map(str, data.get("sessions") or ()))


def _ranges(given: Any) -> list[Range]:
    """Ranges as an event has them; an older lsh noted only how many runs went."""
    if not isinstance(given, list):
        return []
    return [(int(e[0]), int(e[1])) if isinstance(e, list) else (int(e), int(e)) for e in given]


def event_bounds(connection: sqlite3.Connection) -> Range:
    """The oldest and the newest event that are kept; (1, 0) when there never was one."""
    first, last = connection.execute("SELECT min(id), max(id) FROM events").fetchone()
    if last is None:
        row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'events'").fetchone()
        return (int(row[0]) + 1, int(row[0])) if row else (1, 0)
    return int(first), int(last)


def lag_after(connection: sqlite3.Connection, after: int | None) -> tuple[int, int | None]:
    """How many events wait behind the cursor, a sink's own aside, and when the oldest was."""
    count, oldest = connection.execute(
        "SELECT count(*), min(at) FROM events WHERE id > ? AND type NOT LIKE 'supabase:%'",
        (after or 0,),
    ).fetchone()
    return int(count), oldest


def dead_keys(connection: sqlite3.Connection, sink: str) -> dict[tuple[str, str], int]:
    """The rows that were refused, as (remote table, row's id), with the number of their dead letter."""
    rows = connection.execute(
        "SELECT target, row_key, id FROM dead_letters WHERE sink = ?", (sink,)
    )
    return {(target, row_key): letter for target, row_key, letter in rows}


def job_records(connection: sqlite3.Connection, keys: Iterable[int]) -> list[JobRecord]:
    """These jobs, by key; without those that are not to be synced."""
    rows = connection.execute(f"{_JOBS} AND j.key {_AMONG} ORDER BY j.key", (_json(keys),))
    return list(map(_job, rows))


def jobs_after(connection: sqlite3.Connection, key: int, limit: int) -> list[JobRecord]:
    """The next jobs in the order of their keys."""
    rows = connection.execute(f"{_JOBS} AND j.key > ? ORDER BY j.key LIMIT ?", (key, limit))
    return list(map(_job, rows))


def run_records(connection: sqlite3.Connection, ids: Iterable[int]) -> list[RunRecord]:
    """These runs; without those whose job is not synced, or whose claim is not decided."""
    rows = connection.execute(
        f"{_RUNS} AND {_DECIDED} AND r.id {_AMONG} ORDER BY r.id", (_json(ids),)
    )
    return list(map(RunRecord._make, rows))


def runs_after(connection: sqlite3.Connection, run_id: int, limit: int) -> list[RunRecord]:
    """The next runs in the order of their ids."""
    rows = connection.execute(
        f"{_RUNS} AND {_DECIDED} AND r.id > ? ORDER BY r.id LIMIT ?", (run_id, limit)
    )
    return list(map(RunRecord._make, rows))


def claimed_run(connection: sqlite3.Connection, run_id: int) -> RunRecord | None:
    """A run as it is to be claimed, decided or not; None when it is gone or must not be synced."""
    row = connection.execute(f"{_RUNS} AND r.id = ?", (run_id,)).fetchone()
    return RunRecord._make(row) if row else None


def session_records(connection: sqlite3.Connection, ids: Iterable[str]) -> list[SessionRecord]:
    """These interactive shells."""
    rows = connection.execute(f"{_SESSIONS} AND id {_AMONG} ORDER BY id", (_json(ids),))
    return list(map(SessionRecord._make, rows))


def sessions_after(
    connection: sqlite3.Connection, session_id: str, limit: int
) -> list[SessionRecord]:
    """The next interactive shells in the order of their ids."""
    rows = connection.execute(f"{_SESSIONS} AND id > ? ORDER BY id LIMIT ?", (session_id, limit))
    return list(map(SessionRecord._make, rows))


def history_records(connection: sqlite3.Connection, ranges: Iterable[Range]) -> list[HistoryRecord]:
    """The lines of shell history with these ids."""
    found: dict[int, HistoryRecord] = {}
    for first, last in ranges:
        rows = connection.execute(f"{_HISTORY} AND id BETWEEN ? AND ?", (first, last))
        found |= {row[0]: HistoryRecord._make(row) for row in rows}
    return [found[entry] for entry in sorted(found)]


def history_after(connection: sqlite3.Connection, entry: int, limit: int) -> list[HistoryRecord]:
    """The next lines of shell history in the order of their ids."""
    rows = connection.execute(f"{_HISTORY} AND id > ? ORDER BY id LIMIT ?", (entry, limit))
    return list(map(HistoryRecord._make, rows))


def job_keys_synced(connection: sqlite3.Connection) -> set[int]:
    """All jobs that are synced and not removed."""
    rows = connection.execute(f"SELECT key FROM jobs j WHERE removed_at IS NULL AND {_SYNCED}")
    return {key for (key,) in rows}


def active_runs_of(connection: sqlite3.Connection, keys: Iterable[int]) -> set[int]:
    """The runs of these jobs that are not over: they follow a change of the definition."""
    rows = connection.execute(
        f"SELECT id FROM runs WHERE {_ACTIVE} AND job_id {_AMONG}", (_json(keys),)
    )
    return {run_id for (run_id,) in rows}


def runs_of(connection: sqlite3.Connection, keys: Iterable[int]) -> set[int]:
    """Every run of these jobs."""
    rows = connection.execute(f"SELECT id FROM runs WHERE job_id {_AMONG}", (_json(keys),))
    return {run_id for (run_id,) in rows}


def unsynced(connection: sqlite3.Connection, keys: Iterable[int]) -> list[str]:
    """The ids of those of these jobs that are not to be synced."""
    rows = connection.execute(
        f"SELECT id FROM jobs j WHERE key {_AMONG} AND NOT {_SYNCED} ORDER BY key", (_json(keys),)
    )
    return [job_id for (job_id,) in rows]


def job_key(connection: sqlite3.Connection, job_id: str) -> int | None:
    """The key of the job with exactly this id, removed or not."""
    row = connection.execute("SELECT key FROM jobs WHERE id = ?", (job_id,)).fetchone()
    return int(row[0]) if row else None


def gone_runs(connection: sqlite3.Connection, ranges: Iterable[Range]) -> list[Range]:
    """``ranges`` without the runs that are there: an id at the end may have been given again."""
    gone: list[Range] = []
    for first, last in ranges:
        start = first
        for living in sorted(known_runs(connection, first, last + 1)):
            if living > start:
                gone.append((start, living - 1))
            start = living + 1
        if start <= last:
            gone.append((start, last))
    return gone


def gone_sessions(connection: sqlite3.Connection, ids: Iterable[str]) -> list[str]:
    """``ids`` without the sessions that are there."""
    rows = connection.execute(
        "SELECT value FROM json_each(?) WHERE value NOT IN (SELECT id FROM shell_sessions)",
        (_json(ids),),
    )
    return [session_id for (session_id,) in rows]


def ends_of(connection: sqlite3.Connection, table: str) -> Range | None:
    """The smallest and the largest id in ``runs`` or ``shell_history``; None when it is empty."""
    assert table in {"runs", "shell_history"}
    first, last = connection.execute(f"SELECT min(id), max(id) FROM {table}").fetchone()
    return None if first is None else (int(first), int(last))


def totals(connection: sqlite3.Connection) -> dict[str, int]:
    """How many rows of each table a sync of everything sends, by the ledger's names."""
    tables = {
        "jobs": f"jobs j WHERE {_SYNCED}",
        "runs": f"runs r JOIN jobs j ON j.key = r.job_id WHERE {_SYNCED} AND {_DECIDED}",
        "shell_sessions": "shell_sessions",
        "shell_history": "shell_history",
    }
    return {
        name: int(connection.execute(f"SELECT count(*) FROM {rows}").fetchone()[0])
        for name, rows in tables.items()
    }


def _job(row: tuple[Any, ...]) -> JobRecord:
    record = JobRecord._make(row)
    return record._replace(
        enabled=bool(record.enabled),
        finished=bool(record.finished),
        elsewhere=bool(record.elsewhere),
        running=bool(record.running),
    )


def _json(values: Iterable[int] | Iterable[str]) -> str:
    return json.dumps(list(values))
