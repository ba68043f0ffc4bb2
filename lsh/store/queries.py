"""What lists and pages ask of the ledger: jobs and runs, as wire dictionaries."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lsh.domain.errors import InvalidInput, NotFound
from lsh.domain.instant import to_wire
from lsh.domain.job import FIELDS, JobSpec, definition_hash, job_state
from lsh.domain.run import RunState
from lsh.store.jobs import resolve_job, spec_from_json

_JOB_COLUMNS = (
    "key, id, spec, version, enabled, paused_at, pause_reason, elsewhere, finished,"
    " next_fire_at, failures_in_row, created_at, updated_at, removed_at"
)
_RUN_COLUMNS = (
    "r.id, r.job_id, j.id, j.name, r.job_version, r.kind, r.scheduled_for, r.due_at, r.queued_at,"
    " r.started_at, r.finished_at, r.duration, r.state, r.outcome, r.reason, r.error, r.exit_code,"
    " r.signal, r.attempt, r.cpu_seconds, r.max_rss_bytes, r.host, r.pid, r.actor, r.priority, r.span,"
    " r.parent_run_id, r.claim, v.spec"
)
_RUN_TABLES = (
    "runs r JOIN jobs j ON j.key = r.job_id"
    " JOIN job_versions v ON v.job_id = r.job_id AND v.version = r.job_version"
)
_LAST_RUN = (
    "SELECT id, state, scheduled_for, started_at, finished_at, duration, outcome, exit_code, reason"
    " FROM runs WHERE job_id = ? AND kind <> 'notify' AND state <> 'scheduled'"
    " ORDER BY scheduled_for DESC LIMIT 1"
)
_SUMMARY_KEYS = (
    "run_id", "state", "scheduled_for", "started_at", "finished_at", "duration", "outcome",
    "exit_code", "reason",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, slots=True)
class JobFilter:
    """Which jobs to list; None is no restriction. ``scheduled_only`` leaves out those without a trigger."""

    state: str | None = None
    tag: str | None = None
    category: str | None = None
    queue: str | None = None
    search: str | None = None
    scheduled_only: bool = False
    limit: int | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RunFilter:
    """Which runs to list, newest first. ``job`` is an id, prefix or name; instants are microseconds."""

    job: str | None = None
    state: str | None = None
    kind: str | None = None
    since: int | None = None
    until: int | None = None
    limit: int | None = 50


def list_jobs(connection: sqlite3.Connection, wanted: JobFilter) -> list[dict[str, Any]]:
    """Jobs in the order of their creation."""
    rows = connection.execute(
        f"SELECT {_JOB_COLUMNS} FROM jobs WHERE removed_at IS NULL ORDER BY key"
    )
    jobs: list[dict[str, Any]] = []
    for row in rows:
        if wanted.limit is not None and len(jobs) >= wanted.limit:
            break
        job = _job_view(connection, row)
        if _matches(job, wanted):
            jobs.append(job)
    return jobs


def get_job(
    connection: sqlite3.Connection, reference: str, *, removed: bool = False
) -> dict[str, Any]:
    """One job by id, unique prefix or name."""
    key = resolve_job(connection, reference, removed=removed)
    row = connection.execute(f"SELECT {_JOB_COLUMNS} FROM jobs WHERE key = ?", (key,)).fetchone()
    return _job_view(connection, row)


def get_spec(connection: sqlite3.Connection, reference: str) -> JobSpec:
    """One job's definition."""
    key = resolve_job(connection, reference)
    text, enabled = connection.execute(
        "SELECT spec, enabled FROM jobs WHERE key = ?", (key,)
    ).fetchone()
    return spec_from_json(text, enabled=bool(enabled))


def environment_of(connection: sqlite3.Connection, run_id: int) -> dict[str, str]:
    """The variables that a run was given by its definition; none when the run is not there."""
    row = connection.execute(
        "SELECT v.spec -> '$.environment' FROM runs r JOIN job_versions v"
        " ON v.job_id = r.job_id AND v.version = r.job_version WHERE r.id = ?",
        (run_id,),
    ).fetchone()
    return dict(json.loads(row[0])) if row is not None and row[0] else {}


def armed_specs(connection: sqlite3.Connection) -> Iterator[tuple[str, JobSpec]]:
    """Id and definition of every job that may run here, in the order of their creation."""
    rows = connection.execute(
        "SELECT id, spec FROM jobs WHERE removed_at IS NULL AND enabled AND NOT elsewhere"
        " AND NOT finished ORDER BY key"
    )
    for job_id, text in rows:
        yield job_id, spec_from_json(text)


def job_count(connection: sqlite3.Connection) -> dict[str, int]:
    """How many jobs there are, and how many of them follow a schedule: by hand is none."""
    total, enabled = connection.execute(
        "SELECT count(*), coalesce(sum(enabled AND paused_at IS NULL AND NOT finished AND NOT elsewhere"
        " AND coalesce(lower(spec ->> '$.schedule'), 'manual') <> 'manual'), 0)"
        " FROM jobs WHERE removed_at IS NULL"
    ).fetchone()
    return {"total": total, "enabled": enabled}


def had_run(connection: sqlite3.Connection, job_id: str) -> bool:
    """Whether a run of the job ever ended by itself, be it pruned since."""
    (found,) = connection.execute(
        "SELECT count(*) FROM jobs WHERE id = ?"
        " AND (last_success_at IS NOT NULL OR last_failure_at IS NOT NULL)",
        (job_id,),
    ).fetchone()
    return bool(found)


def run_counts(connection: sqlite3.Connection) -> dict[str, int]:
    """How many runs are in each state that is not over."""
    rows = connection.execute(
        "SELECT state, count(*) FROM runs"
        " WHERE state IN ('scheduled', 'queued', 'running', 'retrying') GROUP BY state"
    )
    return dict.fromkeys(("scheduled", "queued", "running", "retrying"), 0) | dict(rows.fetchall())


def list_runs(connection: sqlite3.Connection, wanted: RunFilter) -> list[dict[str, Any]]:
    """Runs, newest first; of one job by its scheduled instants, of all by their ids."""
    conditions, parameters = _run_conditions(connection, wanted)
    order = "r.scheduled_for DESC" if wanted.job else "r.id DESC"
    limit = -1 if wanted.limit is None else wanted.limit
    where = " AND ".join(conditions) or "1"
    rows = connection.execute(
        f"SELECT {_RUN_COLUMNS} FROM {_RUN_TABLES} WHERE {where} ORDER BY {order} LIMIT ?",
        (*parameters, limit),
    )
    return [_run_view(row) for row in rows]


def get_run(connection: sqlite3.Connection, run_id: str) -> dict[str, Any]:
    """One run with all its attempts."""
    if not run_id.isascii() or not run_id.isdigit():
        raise InvalidInput(f"{run_id!r} is not a run's id", hint="lsh daemon db history shows them")
    row = connection.execute(
        f"SELECT {_RUN_COLUMNS} FROM {_RUN_TABLES} WHERE r.id = ?",
        (int(run_id[:18]),),
    ).fetchone()
    if row is None:
        raise NotFound(f"no run has the id {run_id}", hint="lsh daemon db history shows them")
    run = _run_view(row)
    run["history"] = _attempts(connection, int(run_id))
    return run


def _run_conditions(
    connection: sqlite3.Connection, wanted: RunFilter
) -> tuple[list[str], list[Any]]:
    conditions: list[str] = []
    parameters: list[Any] = []
    if wanted.job:
        conditions.append("r.job_id = ?")
        parameters.append(resolve_job(connection, wanted.job, removed=True))
    if wanted.state:
        if wanted.state not in tuple(RunState):
            raise InvalidInput(
                f"{wanted.state!r} is not a state of a run", hint=f"one of {', '.join(RunState)}"
            )
        conditions.append("r.state = ?")
        parameters.append(wanted.state)
    if wanted.kind:
        conditions.append("r.kind = ?")
        parameters.append(wanted.kind)
    bounds = {"r.scheduled_for >= ?": wanted.since, "r.scheduled_for < ?": wanted.until}
    for condition, bound in bounds.items():
        if bound is not None:
            conditions.append(condition)
            parameters.append(bound)
    return conditions, parameters


def _attempts(connection: sqlite3.Connection, run_id: int) -> list[dict[str, Any]]:
    columns = (
        "attempt, started_at, finished_at, duration, outcome, reason, exit_code, signal,"
        " cpu_seconds, max_rss_bytes"
    )
    keys = columns.replace(" ", "").split(",")
    rows = connection.execute(
        f"SELECT {columns} FROM attempts WHERE run_id = :run"
        f" UNION SELECT {columns} FROM runs WHERE id = :run AND attempt > 0 AND state <> 'retrying'"
        " ORDER BY attempt",
        {"run": run_id},
    )
    attempts = []
    for row in rows:
        attempt = dict(zip(keys, row, strict=True))
        attempt["started_at"] = to_wire(attempt["started_at"])
        attempt["finished_at"] = to_wire(attempt["finished_at"])
        attempts.append(attempt)
    return attempts


def _job_view(connection: sqlite3.Connection, row: tuple[Any, ...]) -> dict[str, Any]:
    key, job_id, text, version, enabled, paused_at, pause_reason, elsewhere, finished, *rest = row
    next_fire_at, failures_in_row, created_at, updated_at, removed_at = rest
    spec = spec_from_json(text)
    state: str = job_state(
        enabled=enabled, paused=paused_at is not None, elsewhere=elsewhere, finished=finished
    )
    if removed_at is not None:
        state = "removed"
    last = connection.execute(_LAST_RUN, (key,)).fetchone()
    view: dict[str, Any] = {"id": job_id, "name": spec.name, "command": spec.command}
    view |= {name: getattr(spec, name) for name in FIELDS if name not in view}
    view |= {
        "state": state,
        "enabled": bool(enabled) and paused_at is None,
        "version": version,
        "definition": definition_hash(spec),
        "next_fire_at": to_wire(next_fire_at),
        "last_run": _summary(last) if last else None,
        "failures_in_row": failures_in_row,
        "pause_reason": pause_reason,
        "created_at": to_wire(created_at),
        "updated_at": to_wire(updated_at),
    }
    return view


def _summary(row: tuple[Any, ...]) -> dict[str, Any]:
    summary = dict(zip(_SUMMARY_KEYS, row, strict=True))
    summary["run_id"] = str(summary["run_id"])
    for name in ("scheduled_for", "started_at", "finished_at"):
        summary[name] = to_wire(summary[name])
    return summary


def _matches(job: dict[str, Any], wanted: JobFilter) -> bool:
    if wanted.scheduled_only and job["schedule"] is None:
        return False
    if wanted.tag and wanted.tag not in job["tags"]:
        return False
    for name in ("state", "category", "queue"):
        value = getattr(wanted, name)
        if value and job[name] != value:
            return False
    text = f"{job['id']} {job['name']} {job['command']}".lower()
    return not wanted.search or wanted.search.lower() in text


def _run_view(row: tuple[Any, ...]) -> dict[str, Any]:
    run_id, _, job_id, job_name, version, kind, scheduled_for, due_at, queued_at, *rest = row
    started_at, finished_at, duration, state, outcome, reason, error, exit_code, *rest = rest
    signal, attempt, cpu_seconds, max_rss_bytes, host, pid, actor, priority, span, *rest = rest
    parent, claim, spec = rest
    definition = json.loads(spec)
    return {
        "run_id": str(run_id),
        "job_id": job_id,
        "job_name": job_name,
        "job_version": version,
        "kind": kind,
        "scheduled_for": to_wire(scheduled_for),
        "due_at": to_wire(due_at),
        "queued_at": to_wire(queued_at),
        "started_at": to_wire(started_at),
        "finished_at": to_wire(finished_at),
        "duration": duration,
        "lateness": None if started_at is None else (started_at - due_at) / 1e6,
        "state": state,
        "outcome": outcome,
        "reason": reason,
        "error": error,
        "exit_code": exit_code,
        "signal": signal,
        "attempt": attempt,
        "attempts": 1 + definition.get("max_retries", 0),
        "cpu_seconds": cpu_seconds,
        "max_rss_bytes": max_rss_bytes,
        "host": host,
        "pid": pid,
        "actor": actor,
        "priority": priority,
        "span": span,
        "parent_run_id": None if parent is None else str(parent),
        "claim": claim,
        "command": definition["command"],
    }
