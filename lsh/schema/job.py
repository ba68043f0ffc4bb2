"""A job as every face shows it."""

from __future__ import annotations

from dataclasses import dataclass

from lsh.domain.job import JobSpec, JobState


@dataclass(frozen=True, kw_only=True, slots=True)
class RunSummary:
    """The newest run of a job, in short."""

    run_id: str
    state: str
    scheduled_for: str
    started_at: str | None
    finished_at: str | None
    duration: float | None
    outcome: str | None
    exit_code: int | None
    reason: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Job(JobSpec):
    """A definition together with where it stands."""

    id: str
    state: JobState
    version: int
    definition: str  # hash of the definition; every run names the version that it ran
    next_fire_at: str | None
    last_run: RunSummary | None
    failures_in_row: int
    pause_reason: str | None
    created_at: str
    updated_at: str
