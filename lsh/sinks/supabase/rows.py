"""The ledger's records as rows of the remote tables. Pure: what it needs is given to it.

Nothing leaves that looks like a secret, and nothing that Postgres cannot keep (a NUL, half a surrogate).
Columns that are not written here are the server's (``created_at``, …) or belong to later pipelines.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from lsh.domain.claim import Verdict
from lsh.domain.instant import to_wire
from lsh.domain.job import DEFAULTS, job_state
from lsh.schema.masking import mask_definition, mask_environment, mask_text
from lsh.sinks.supabase.identity import (
    SHARED,
    history_row_id,
    job_row_id,
    run_row_id,
    session_row_id,
    shared_row_id,
)
from lsh.store.sync_records import HistoryRecord, JobRecord, RunRecord, SessionRecord

Row = dict[str, Any]

_SAME_NAME = (
    *("name", "description", "command", "schedule", "timezone", "category", "template"),
    *("priority", "queue", "tags", "hosts", "claim", "on_unreachable"),
)
FIELD_OF_COLUMN = {name: name for name in _SAME_NAME} | {"working_directory": "working_dir"}
"""What of a definition stands in columns of ``shell_jobs`` too, where people may edit it."""
ALLOWANCE = 90
"""Seconds beyond what is due before a machine counts as silent: it may be booting, or offline a moment."""
EXECUTION_STATUS = {"scheduled": "pending", "succeeded": "completed"}
"""``job_executions.status`` where it is not lsh's own word."""
_JOB_STATUS = {"succeeded": "completed", "failed": "failed", "cancelled": "stopped"}
_SECOND = 1_000_000


@dataclass(frozen=True, slots=True)
class Home:
    """Whose rows these are: the ledger's id, its machine's name, and the user that the key speaks for."""

    home_id: str
    host: str
    user_id: str | None = None


def job_row(job: JobRecord, home: Home, *, push_seq: int, output: str | None = None) -> Row:
    """A row of ``shell_jobs``. ``output`` is what its last run printed, capped and masked."""
    spec = json.loads(job.spec)
    row = {
        "id": job_row_id(home.user_id, home.home_id, job.job_id),
        "home_id": home.home_id,
        "host": home.host,
        "job_id": job.job_id,
        **_definition_columns(spec),
        "definition_hash": job.definition_hash,
        "lineage": json.loads(job.lineage),
        "version": job.version + (job.removed_at is not None),  # a removal counts as one of its own
        "defined_at": to_wire(job.removed_at or job.defined_at),
        "enabled": job.enabled,
        "state": _job_state(job),
        "status": _job_status(job),
        "next_fire_at": to_wire(job.next_fire_at),
        "expected_by": _job_expected_by(job, spec),
        "last_run_id": job.last_run_id,
        "started_at": to_wire(job.last_started_at),
        "completed_at": to_wire(job.last_finished_at),
        "exit_code": job.last_exit_code,
        "output": output,
        "error": _shown(job.last_error or job.last_reason),
        "failures_in_row": job.failures_in_row,
        "removed_at": to_wire(job.removed_at),
        "push_seq": push_seq,
    }
    cleaned: Row = _clean(row)
    return cleaned


def _definition_columns(spec: dict[str, Any]) -> Row:
    """What a person may edit, masked; not cleaned yet."""
    row = {column: _field(spec, field) for column, field in FIELD_OF_COLUMN.items()}
    for column in ("description", "command", "working_directory"):
        row[column] = _shown(row[column])
    return row | {"definition": shown_definition(spec)}


def _field(spec: Mapping[str, Any], name: str) -> Any:
    """A field of a stored definition, which holds only what differs from the default."""
    return spec[name] if name in spec else DEFAULTS[name]


def shown_definition(spec: dict[str, Any]) -> Row:
    """A definition's own fields without their secrets; one that was masked cannot be taken back."""
    cleaned: Row = _clean(mask_definition(spec))
    return cleaned


def _job_state(job: JobRecord) -> str:
    if job.removed_at is not None:
        return "removed"
    return job_state(
        enabled=job.enabled,
        paused=job.paused_at is not None,
        elsewhere=job.elsewhere,
        finished=job.finished,
    )


def _job_status(job: JobRecord) -> str | None:
    """The seed's word for how the job fares; None: it has never run."""
    if job.running:
        return "running"
    if job.last_state is None:
        return "stopped" if not job.enabled or job.removed_at is not None else None
    return _JOB_STATUS.get(job.last_state, "running")


def _job_expected_by(job: JobRecord, spec: dict[str, Any]) -> str | None:
    if job.next_due_at is None:
        return None
    grace = _field(spec, "misfire_grace")
    return to_wire(job.next_due_at + _micros(grace + ALLOWANCE))


def execution_row(run: RunRecord, home: Home, *, output: str | None = None) -> Row:
    """A row of ``job_executions``. ``output`` is what its last attempt printed, capped and masked."""
    spec, command = _read_definition(run.spec)
    shared = run.claim == Verdict.WON
    return {
        "id": shared_row_id(home.user_id, run.job_id, run.scheduled_for)
        if shared
        else run_row_id(home.home_id, run.run_id),
        "claim_key": SHARED if shared else home.home_id,
        "home_id": home.home_id,
        "host": home.host,
        "job_id": run.job_id,
        "job_name": clean(run.job_name),
        "job_version": run.job_version,
        "execution_number": run.run_id,
        "kind": run.kind,
        "state": run.state,
        "status": EXECUTION_STATUS.get(run.state, run.state),
        "outcome": run.outcome,
        "reason": _shown(run.reason),
        "error_message": _shown(run.error or _failure(run)),
        **_times(run, spec),
        **_results(run),
        "command": command,
        "output": output,
        "log_url": None,
        "priority": run.priority,
        "span": run.span,
        "actor": run.actor,
    }


@lru_cache(maxsize=256)
def _read_definition(text: str) -> tuple[Mapping[str, Any], str | None]:
    """A definition, and its command as it is shown: the runs of a job share theirs."""
    spec = json.loads(text)
    return spec, _shown(spec["command"])


def _failure(run: RunRecord) -> str | None:
    return run.reason if run.state == "failed" else None


def _times(run: RunRecord, spec: Mapping[str, Any]) -> Row:
    lateness = None if run.started_at is None else (run.started_at - run.due_at) / 1000
    return {
        "scheduled_for": to_wire(run.scheduled_for),
        "due_at": to_wire(run.due_at),
        "queued_at": to_wire(run.queued_at),
        "started_at": to_wire(run.started_at),
        "completed_at": to_wire(run.finished_at),
        "duration_ms": _milliseconds(run.duration),
        "lateness_ms": lateness,
        "expected_by": _run_expected_by(run, spec),
    }


def _results(run: RunRecord) -> Row:
    return {
        "exit_code": run.exit_code,
        "signal": run.signal,
        "retry_count": max(run.attempt - 1, 0),
        "cpu_used": run.cpu_seconds,
        "memory_used": run.max_rss_bytes,
        "executor": "local",
        "worker_node": run.worker,
    }


def _run_expected_by(run: RunRecord, spec: Mapping[str, Any]) -> str | None:
    """When a run that goes on must be over by its own limits; None when it has none."""
    if run.state != "running" or run.started_at is None:
        return None
    ends = []
    if spec.get("timeout") is not None:
        ends.append(run.started_at + _micros(spec["timeout"]))
    if spec.get("run_timeout") is not None:
        ends.append((run.first_started_at or run.started_at) + _micros(spec["run_timeout"]))
    grace = _field(spec, "kill_grace")
    return to_wire(min(ends) + _micros(grace + ALLOWANCE)) if ends else None


def session_row(session: SessionRecord, home: Home) -> Row:
    """A row of ``shell_sessions``."""
    return {
        "id": session_row_id(home.home_id, session.session_id),
        "home_id": home.home_id,
        "session_id": clean(session.session_id),
        "hostname": session.host,
        "shell": session.shell,
        "pid": session.pid,
        "working_directory": _shown(session.cwd),
        "environment_variables": _clean(mask_environment(json.loads(session.environment))),
        "started_at": to_wire(session.started_at),
        "ended_at": to_wire(session.ended_at),
        "is_active": session.ended_at is None,
    }


def history_row(entry: HistoryRecord, home: Home) -> Row:
    """A row of ``shell_history``."""
    return {
        "id": history_row_id(home.home_id, entry.entry),
        "home_id": home.home_id,
        "entry": entry.entry,
        "session_id": clean(entry.session_id),
        "command": _shown(entry.command),
        "working_directory": _shown(entry.cwd),
        "exit_code": entry.exit_code,
        "timestamp": to_wire(entry.started_at),
        "duration_ms": _milliseconds(entry.duration),
        "hostname": entry.host,
    }


def clean(text: str) -> str:
    """``text`` without what a ``text`` or ``jsonb`` of Postgres refuses: NUL, lone surrogates."""
    if "\0" in text:
        text = text.replace("\0", "")
    if not text.isascii():
        text = text.encode("utf-8", "replace").decode()
    return text


def _shown(text: str | None) -> str | None:
    return None if text is None else clean(mask_text(text))


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, dict):
        return {clean(str(name)): _clean(each) for name, each in value.items()}
    return [_clean(each) for each in value] if isinstance(value, list) else value


def _micros(seconds: float) -> int:
    return round(seconds * _SECOND)


def _milliseconds(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds * 1000)
