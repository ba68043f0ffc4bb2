"""Runs in the ledger. Every change of state goes through the domain's table and leaves an event."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from lsh.domain.claim import Verdict
from lsh.domain.events import OF_STATE, EventType
from lsh.domain.run import RunKind, RunState, check_transition
from lsh.store.events import EventLog, NewEvent
from lsh.store.records import NewRun, StoredRun

_COLUMNS = (
    "id, job_id, job_version, kind, state, claim, scheduled_for, due_at, first_started_at, started_at,"
    " attempt, pid, priority, parent_run_id"
)
NEXT_ID = (
    "(SELECT max((SELECT coalesce(max(id), 0) FROM runs), coalesce((SELECT CAST(value AS INTEGER)"
    " FROM facts WHERE name = 'highest_run'), 0)) + 1)"
)
"""The id of a new run: no run's before it, be it pruned since. A log and a row in Supabase bear it."""
# SQLite takes a partial index only where its condition stands word for word, be it said twice: without
# these words every look at what is due would read the whole history
_ACTIVE = "state IN ('scheduled', 'queued', 'running', 'retrying')"


class StaleRun(AssertionError):
    """A run was not in the state that its change began from: two writers, a defect of lsh."""


class Start(NamedTuple):
    """An attempt's process has begun."""

    run_id: int
    job_key: int
    before: RunState
    attempt: int
    pid: int
    started_at: int


@dataclass(frozen=True, slots=True)
class End:
    """An attempt is over, and what that makes of its run. ``due_at`` is set when it is retried.

    ``before`` is the state that the ledger shows: an attempt whose start was never written down ends
    from scheduled or queued, and both steps become one change of the row and two events.
    """

    run_id: int
    job_key: int
    before: RunState
    after: RunState
    attempt: int
    finished_at: int
    outcome: str
    started_at: int | None = None
    due_at: int | None = None
    reason: str | None = None
    exit_code: int | None = None
    signal: int | None = None
    duration: float | None = None
    cpu_seconds: float | None = None
    max_rss_bytes: int | None = None
    error: str | None = None
    pid: int | None = None
    actor: str | None = None


class Runs:
    """Reads and writes runs. Writers are called inside a transaction of the ledger."""

    def __init__(self, connection: sqlite3.Connection, events: EventLog) -> None:
        self._connection = connection
        self._events = events

    def insert(self, new: Sequence[NewRun], *, at: int) -> list[int | None]:
        """Write runs and their events; None stands for an occurrence that was there already."""
        ids: list[int | None] = []
        events: list[NewEvent] = []
        for run in new:
            cursor = self._connection.execute(
                "INSERT OR IGNORE INTO runs (id, job_id, job_version, kind, state, scheduled_for, due_at,"
                " queued_at, finished_at, reason, host, actor, parent_run_id, priority, span, attempt,"
                f" claim, rolled_up) VALUES ({NEXT_ID}, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, 0)",
                (
                    run.job_key,
                    run.job_version,
                    run.kind,
                    run.state,
                    run.scheduled_for,
                    run.due_at,
                    run.queued_at,
                    run.finished_at,
                    run.reason,
                    run.host,
                    run.actor,
                    run.parent_run_id,
                    run.priority,
                    run.span,
                    run.claim,
                ),
            )
            if not cursor.rowcount:
                ids.append(None)
                continue
            ids.append(cursor.lastrowid)
            events.append(
                NewEvent(at, OF_STATE[run.state], run.job_key, cursor.lastrowid, run.actor)
            )
        self._events.extend(events)
        return ids

    def queue(self, runs: Iterable[tuple[int, int, RunState]], *, at: int) -> None:
        """The instant of these (run id, job key, state before) has come; they wait for a slot."""
        rows = [(run_id, job_key, before) for run_id, job_key, before in runs]
        for _, _, before in rows:
            check_transition(before, RunState.QUEUED)
        self._change(
            "UPDATE runs SET state = 'queued', queued_at = ? WHERE id = ? AND state = ?",
            [(at, run_id, before) for run_id, _, before in rows],
        )
        self._events.extend(
            NewEvent(at, EventType.RUN_QUEUED, job_key, run_id) for run_id, job_key, _ in rows
        )

    def start(self, starts: Sequence[Start], *, host: str) -> None:
        """Processes have begun."""
        for start in starts:
            check_transition(start.before, RunState.RUNNING)
        self._change(
            "UPDATE runs SET state = 'running', attempt = ?, pid = ?, started_at = ?,"
            " first_started_at = coalesce(first_started_at, ?), finished_at = NULL, host = ?"
            " WHERE id = ? AND state = ?",
            [
                (s.attempt, s.pid, s.started_at, s.started_at, host, s.run_id, s.before)
                for s in starts
            ],
        )
        self._events.extend(
            NewEvent(
                s.started_at, EventType.RUN_STARTED, s.job_key, s.run_id, None, _attempt(s.attempt)
            )
            for s in starts
        )

    def end(self, ends: Sequence[End]) -> None:
        """Attempts are over: each run is finished, or waits for its next attempt."""
        for end in ends:
            _check_end(end)
        self._change(
            "UPDATE runs SET state = ?, attempt = ?, outcome = ?, reason = ?, exit_code = ?,"
            " signal = ?, started_at = coalesce(?, started_at), finished_at = ?, duration = ?,"
            " first_started_at = coalesce(first_started_at, ?), cpu_seconds = ?, max_rss_bytes = ?,"
            " error = ?, due_at = coalesce(?, due_at), pid = coalesce(?, pid)"
            " WHERE id = ? AND state = ?",
            [_end_parameters(end) for end in ends],
        )
        retried = [end for end in ends if end.after is RunState.RETRYING]
        if retried:
            self._keep_attempts(retried)
        self._events.extend(event for end in ends for event in _end_events(end))

    def _keep_attempts(self, ends: Iterable[End]) -> None:
        # finished_at of a run says that it is over; an attempt that is retried ends elsewhere
        for end in ends:
            self._connection.execute(
                "INSERT OR REPLACE INTO attempts (run_id, attempt, started_at, finished_at, outcome,"
                " reason, exit_code, signal, duration, cpu_seconds, max_rss_bytes)"
                " SELECT id, attempt, started_at, finished_at, outcome, reason, exit_code, signal,"
                " duration, cpu_seconds, max_rss_bytes FROM runs WHERE id = ?",
                (end.run_id,),
            )
            self._connection.execute(
                "UPDATE runs SET finished_at = NULL WHERE id = ?", (end.run_id,)
            )

    def close(
        self,
        runs: Iterable[tuple[int, int, RunState]],
        after: RunState,
        *,
        at: int,
        reason: str,
        actor: str | None = None,
    ) -> None:
        """End runs that no process belongs to: skipped, missed, or cancelled before they began."""
        rows = list(runs)
        for _, _, before in rows:
            check_transition(before, after)
        outcome = "cancelled" if after is RunState.CANCELLED else None
        self._change(
            "UPDATE runs SET state = ?, outcome = coalesce(?, outcome), reason = ?, finished_at = ?"
            " WHERE id = ? AND state = ?",
            [(after, outcome, reason, at, run_id, before) for run_id, _, before in rows],
        )
        self._events.extend(
            NewEvent(at, OF_STATE[after], job_key, run_id, actor) for run_id, job_key, _ in rows
        )

    def keep_for_version(self, run_ids: Iterable[int], version: int, *, shared: bool) -> None:
        """These runs, committed ahead, follow another version of their job's definition.

        If that is ``shared`` they must be claimed, unless they are; otherwise they need no claim.
        """
        self._connection.executemany(
            "UPDATE runs SET job_version = ?, claim = CASE WHEN ? THEN coalesce(claim, 'pending')"
            " ELSE nullif(claim, 'pending') END WHERE id = ?",
            [(version, shared, each) for each in run_ids],
        )

    def catch_up(self, run_id: int, reason: str, *, due_at: int | None = None) -> None:
        """This run's instant is long past; it is run all the same, or claimed anew at ``due_at``."""
        self._connection.execute(
            "UPDATE runs SET kind = 'catch_up', reason = ?, due_at = coalesce(?, due_at)"
            " WHERE id = ?",
            (reason, due_at, run_id),
        )

    def _change(self, sql: str, parameters: Sequence[tuple[Any, ...]]) -> None:
        changed = self._connection.executemany(sql, parameters).rowcount if parameters else 0
        if changed != len(parameters):
            raise StaleRun(f"{len(parameters) - changed} of {len(parameters)} runs had moved on")

    def get(self, run_id: int) -> StoredRun | None:
        """The run with this id."""
        return self._first("id = ?", run_id)

    def active(self) -> list[StoredRun]:
        """Every run that is not over."""
        return self._select(f"{_ACTIVE} ORDER BY id")

    def active_of(self, job_key: int) -> list[StoredRun]:
        """A job's runs that are not over, oldest first; failure notifications aside."""
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} FROM runs INDEXED BY runs_active_by_job WHERE job_id = ?"
            f" AND {_ACTIVE} AND kind <> 'notify' ORDER BY scheduled_for",
            (job_key,),
        )
        return [_stored_run(row) for row in rows]

    def due(self, before: int, *, unclaimed_before: int) -> list[StoredRun]:
        """Runs whose instant was committed ahead, and retries, that are due at or before ``before``.

        Of those that wait for their claim, the ones that are due at or before ``unclaimed_before``.
        """
        return self._select(
            f"{_ACTIVE} AND state IN ('scheduled', 'retrying') AND due_at <= ?"
            " AND (claim IS NOT 'pending' OR due_at <= ?) ORDER BY id",
            before,
            unclaimed_before,
        )

    def next_due_at(self, in_hand: Container[int], unclaimed: Container[int] = ()) -> int | None:
        """The earliest instant of a scheduled run or a retry that is not already ``in_hand``.

        Those that are ``unclaimed`` wait for something else than their instant.
        """
        earliest: int | None = None
        for state in ("scheduled", "retrying"):
            rows = self._connection.execute(
                f"SELECT id, due_at FROM runs WHERE {_ACTIVE} AND state = ? ORDER BY due_at",
                (state,),
            )
            for run_id, due_at in rows:
                if run_id not in in_hand and run_id not in unclaimed:
                    earliest = due_at if earliest is None else min(earliest, due_at)
                    break
        return earliest

    def busy_jobs(self) -> set[int]:
        """The jobs that have a run which is not over; failure notifications aside."""
        rows = self._connection.execute(
            f"SELECT DISTINCT job_id FROM runs WHERE {_ACTIVE} AND kind <> 'notify'"
        )
        return {job_key for (job_key,) in rows}

    def queued(self) -> Iterator[StoredRun]:
        """Runs that wait for a slot, most urgent first; read as they are asked for."""
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} FROM runs WHERE {_ACTIVE} AND state = 'queued'"
            " ORDER BY priority DESC, id"
        )
        return map(_stored_run, rows)

    def later_occurrence(self, run: StoredRun, before: int) -> int | None:
        """The newest instant after ``run``'s, up to ``before``, for which its job has a run."""
        (latest,) = self._connection.execute(
            "SELECT max(scheduled_for) FROM runs WHERE job_id = ? AND scheduled_for > ?"
            " AND scheduled_for <= ? AND kind IN ('scheduled', 'catch_up')"
            " AND state NOT IN ('skipped', 'missed')",
            (run.job_key, run.scheduled_for, before),
        ).fetchone()
        return None if latest is None else int(latest)

    def instant_taken(self, job_key: int, scheduled_for: int) -> bool:
        """Whether the job has a run for this very instant."""
        row = self._connection.execute(
            "SELECT 1 FROM runs WHERE job_id = ? AND scheduled_for = ?", (job_key, scheduled_for)
        ).fetchone()
        return row is not None

    def is_awaited(self, job_key: int, scheduled_for: int) -> bool:
        """Whether a run for this very instant is committed and has not begun."""
        row = self._connection.execute(
            "SELECT 1 FROM runs WHERE job_id = ? AND scheduled_for = ? AND state = 'scheduled'",
            (job_key, scheduled_for),
        ).fetchone()
        return row is not None

    def _first(self, condition: str, *parameters: Any) -> StoredRun | None:
        found = self._select(condition, *parameters)
        return found[0] if found else None

    def _select(self, condition: str, *parameters: Any) -> list[StoredRun]:
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} FROM runs WHERE {condition}", parameters
        )
        return [_stored_run(row) for row in rows]


def _stored_run(row: tuple[Any, ...]) -> StoredRun:
    run_id, job_key, version, kind, state, claim, *rest = row
    verdict = None if claim is None else Verdict(claim)
    return StoredRun(run_id, job_key, version, RunKind(kind), RunState(state), verdict, *rest)


def _attempt(number: int) -> str | None:
    return None if number == 1 else json.dumps({"attempt": number})


def _check_end(end: End) -> None:
    if end.before is RunState.RUNNING or end.started_at is None:
        check_transition(end.before, end.after)
    else:  # its start was not written down before: both steps, one after the other
        check_transition(end.before, RunState.RUNNING)
        check_transition(RunState.RUNNING, end.after)


def _end_parameters(end: End) -> tuple[Any, ...]:
    return (
        end.after,
        end.attempt,
        end.outcome,
        end.reason,
        end.exit_code,
        end.signal,
        end.started_at,
        end.finished_at,
        end.duration,
        end.started_at,
        end.cpu_seconds,
        end.max_rss_bytes,
        end.error,
        end.due_at,
        end.pid,
        end.run_id,
        end.before,
    )


def _end_events(end: End) -> list[NewEvent]:
    events = []
    if end.before is not RunState.RUNNING and end.started_at is not None:
        events.append(
            NewEvent(
                end.started_at,
                EventType.RUN_STARTED,
                end.job_key,
                end.run_id,
                None,
                _attempt(end.attempt),
            )
        )
    data = None
    if end.after is not RunState.SUCCEEDED:
        details = {"attempt": end.attempt, "outcome": end.outcome, "reason": end.reason}
        details |= {"exit_code": end.exit_code, "signal": end.signal}
        data = json.dumps({k: v for k, v in details.items() if v is not None}, ensure_ascii=False)
    events.append(
        NewEvent(end.finished_at, OF_STATE[end.after], end.job_key, end.run_id, end.actor, data)
    )
    return events
