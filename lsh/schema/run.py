"""A run as every face shows it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempt:
    """One try of a run."""

    attempt: int
    started_at: str | None
    finished_at: str | None
    duration: float | None
    outcome: str | None
    reason: str | None
    exit_code: int | None
    signal: int | None
    cpu_seconds: float | None
    max_rss_bytes: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """One occurrence of a job. The figures are those of its last attempt.

    ``lateness`` is from the due instant (scheduled time plus jitter, or the end of a retry's delay) to
    the start. ``span`` above 1 stands for that many missed occurrences in a row. ``claim`` is None but
    for an occurrence of a shared job: pending, won (it runs here), lost or unreachable.
    """

    run_id: str
    job_id: str
    job_name: str
    job_version: int
    kind: str
    scheduled_for: str
    due_at: str
    queued_at: str | None
    started_at: str | None
    finished_at: str | None
    duration: float | None
    lateness: float | None
    state: str
    outcome: str | None
    reason: str | None
    error: str | None
    exit_code: int | None
    signal: int | None
    attempt: int
    attempts: int
    cpu_seconds: float | None
    max_rss_bytes: int | None
    host: str | None
    pid: int | None
    actor: str | None
    priority: int
    span: int
    parent_run_id: str | None
    claim: str | None
    command: str
    log: str | None = None
    output_tail: str | None = None
    history: list[Attempt] = field(default_factory=list)
