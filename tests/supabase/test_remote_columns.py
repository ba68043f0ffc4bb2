"""Every column of the ledger that a sink reads is carried to Supabase, or left out for a reason."""

from __future__ import annotations

from typing import Any

import pytest
from sqlmodel import SQLModel

from lsh.sinks.supabase.rows import Home, execution_row, history_row, job_row, session_row
from lsh.store import tables as ledger
from lsh.store.remote import tables as remote
from lsh.store.sync_records import HistoryRecord, JobRecord, RunRecord, SessionRecord

HOME = Home("11111111-0000-4000-8000-000000000001", "laptop")
SPEC = '{"name": "Backup", "command": "true"}'
JOB = job_row(
    JobRecord(
        key=1, job_id="backup", spec=SPEC, version=1, enabled=True, paused_at=None, finished=False,
        elsewhere=False, next_fire_at=1, next_due_at=1, failures_in_row=0, removed_at=None,
        definition_hash="h", defined_at=1, lineage="[]", running=False, last_run_id=None,
        last_state=None, last_started_at=None, last_finished_at=None, last_exit_code=None,
        last_attempt=None, last_error=None, last_reason=None,
    ),
    HOME,
    push_seq=1,
)  # fmt: skip
RUN = execution_row(
    RunRecord(
        run_id=1, job_id="backup", job_name="Backup", job_version=1, kind="scheduled",
        state="succeeded", outcome="success", reason=None, error=None, scheduled_for=1, due_at=1,
        queued_at=1, first_started_at=1, started_at=1, finished_at=1, duration=1.0, exit_code=0,
        signal=None, attempt=1, cpu_seconds=0.1, max_rss_bytes=1, worker=None, actor=None,
        priority=5, span=1, claim=None, spec=SPEC,
    ),
    HOME,
)  # fmt: skip
SESSION = session_row(
    SessionRecord(
        session_id="s", shell="bash", pid=1, host="laptop", cwd="/", environment="{}",
        started_at=1, ended_at=None,
    ),
    HOME,
)  # fmt: skip
ENTRY = history_row(
    HistoryRecord(
        entry=1, session_id="s", command="ls", cwd="/", exit_code=0, started_at=1, duration=0.1,
        host="laptop",
    ),
    HOME,
)  # fmt: skip

JOB_CARRIED = {
    "id": "job_id", "name": "name", "spec": "definition", "version": "version",
    "enabled": "enabled", "next_fire_at": "next_fire_at", "next_due_at": "expected_by",
    "failures_in_row": "failures_in_row", "removed_at": "removed_at", "paused_at": "state",
    "finished": "state", "elsewhere": "state",
}  # fmt: skip
JOB_LEFT = {
    "key": "a number of this ledger only; job_id names the job everywhere",
    "pause_reason": "said by an event; the state says that it is paused",
    "anchor_at": "where intervals are counted from: of the machine that runs it",
    "created_at": "the remote created_at is when the row came there; defined_at is the version's",
    "updated_at": "defined_at says when the definition changed, updated_at when the row did",
    "last_success_at": "job_health tells it from the runs",
    "last_failure_at": "job_health tells it from the runs",
    "runs_since": "retention's own note",
}
RUN_CARRIED = {
    "id": "execution_number", "job_id": "job_id", "job_version": "job_version", "kind": "kind",
    "state": "state", "scheduled_for": "scheduled_for", "due_at": "due_at",
    "queued_at": "queued_at", "started_at": "started_at", "finished_at": "completed_at",
    "attempt": "retry_count", "outcome": "outcome", "reason": "reason", "exit_code": "exit_code",
    "signal": "signal", "duration": "duration_ms", "cpu_seconds": "cpu_used",
    "max_rss_bytes": "memory_used", "error": "error_message", "host": "worker_node",
    "actor": "actor", "priority": "priority", "span": "span", "claim": "claim_key",
}  # fmt: skip
RUN_LEFT = {
    "first_started_at": "started_at and retry_count tell of the last attempt; it only bounds expected_by",
    "pid": "means nothing on another machine, nor after the run",
    "parent_run_id": "another run of this home; kind 'notify' says what this one is",
    "rolled_up": "the roll-up's own note",
}
SESSION_CARRIED = {
    "id": "session_id", "shell": "shell", "pid": "pid", "host": "hostname",
    "cwd": "working_directory", "environment": "environment_variables",
    "started_at": "started_at", "ended_at": "ended_at",
}  # fmt: skip
ENTRY_CARRIED = {
    "id": "entry", "session_id": "session_id", "command": "command", "cwd": "working_directory",
    "exit_code": "exit_code", "started_at": "timestamp", "duration": "duration_ms",
    "host": "hostname",
}  # fmt: skip

PAIRS = [
    (ledger.JobRow, remote.ShellJob, JOB, JOB_CARRIED, JOB_LEFT),
    (ledger.RunRow, remote.JobExecution, RUN, RUN_CARRIED, RUN_LEFT),
    (ledger.ShellSessionRow, remote.ShellSession, SESSION, SESSION_CARRIED, {}),
    (ledger.ShellHistoryRow, remote.ShellHistory, ENTRY, ENTRY_CARRIED, {}),
]


def columns(table: type[SQLModel]) -> set[str]:
    return set(table.__table__.columns.keys())  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("mine", "theirs", "row", "carried", "left"),
    PAIRS,
    ids=lambda value: getattr(value, "__tablename__", ""),
)
def test_every_column_of_the_ledger_is_carried_or_left_out_for_a_reason(
    mine: type[SQLModel],
    theirs: type[SQLModel],
    row: dict[str, Any],
    carried: dict[str, str],
    left: dict[str, str],
) -> None:
    assert columns(mine) == carried.keys() | left.keys()
    assert not carried.keys() & left.keys()
    assert set(carried.values()) <= row.keys(), "what is carried is written"
    assert row.keys() <= columns(theirs), "what is written has a column"
