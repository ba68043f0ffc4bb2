"""What a sink reads of the ledger, as it stands now: jobs, runs, shells and their history.

Instants are microseconds since the epoch, durations seconds, sizes bytes.
"""

from __future__ import annotations

from typing import NamedTuple


class JobRecord(NamedTuple):
    """A job, its definition as JSON, and its last run (``last_…``) that began; None: it never did."""

    key: int
    job_id: str
    spec: str
    version: int
    enabled: bool
    paused_at: int | None
    finished: bool
    elsewhere: bool
    next_fire_at: int | None
    next_due_at: int | None
    failures_in_row: int
    removed_at: int | None
    definition_hash: str
    defined_at: int
    lineage: str  # JSON: the hashes of its newest versions, this one first
    running: bool  # any run of it, not only the last
    last_run_id: int | None
    last_state: str | None
    last_started_at: int | None
    last_finished_at: int | None
    last_exit_code: int | None
    last_attempt: int | None
    last_error: str | None
    last_reason: str | None


class RunRecord(NamedTuple):
    """A run, its job's id and name, and the definition (JSON) that it ran."""

    run_id: int
    job_id: str
    job_name: str
    job_version: int
    kind: str
    state: str
    outcome: str | None
    reason: str | None
    error: str | None
    scheduled_for: int
    due_at: int
    queued_at: int | None
    first_started_at: int | None
    started_at: int | None
    finished_at: int | None
    duration: float | None
    exit_code: int | None
    signal: int | None
    attempt: int
    cpu_seconds: float | None
    max_rss_bytes: int | None
    worker: str | None
    actor: str | None
    priority: int
    span: int
    claim: str | None
    spec: str


class SessionRecord(NamedTuple):
    """An interactive shell; its environment as JSON, of the variables on the allow-list."""

    session_id: str
    shell: str
    pid: int | None
    host: str
    cwd: str | None
    environment: str
    started_at: int
    ended_at: int | None


class HistoryRecord(NamedTuple):
    """A command line that was entered in a shell."""

    entry: int
    session_id: str
    command: str
    cwd: str | None
    exit_code: int | None
    started_at: int
    duration: float | None
    host: str
