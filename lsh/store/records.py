"""Jobs and runs as the store hands them to the engine: plain data, instants in microseconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from lsh.domain.job import JobSpec, JobState, job_state
from lsh.domain.run import RunKind, RunState

if TYPE_CHECKING:
    from lsh.domain.claim import Verdict  # some commands that read runs have no use for claims


@dataclass(frozen=True, slots=True)
class StoredJob:
    """A job as it stands in the ledger. ``key`` is the ledger's own number, ``id`` the public one."""

    key: int
    id: str
    spec: JobSpec
    version: int
    enabled: bool
    paused_at: int | None
    pause_reason: str | None
    anchor_at: int
    next_fire_at: int | None
    next_due_at: int | None
    finished: bool
    elsewhere: bool  # its hosts name other machines
    failures_in_row: int
    created_at: int
    updated_at: int

    @property
    def state(self) -> JobState:
        """Whether its schedule is followed, and if not, why."""
        return job_state(
            enabled=self.enabled,
            paused=self.paused_at is not None,
            elsewhere=self.elsewhere,
            finished=self.finished,
        )


@dataclass(frozen=True, slots=True)
class StoredRun:
    """What the engine needs of a run that is not over yet."""

    id: int
    job_key: int
    job_version: int
    kind: RunKind
    state: RunState
    claim: Verdict | None  # of a shared occurrence: see ``domain.claim``
    scheduled_for: int
    due_at: int
    first_started_at: int | None
    started_at: int | None
    attempt: int
    pid: int | None
    priority: int
    parent_run_id: int | None


@dataclass(frozen=True, slots=True)
class NewRun:
    """A run to be written. ``state`` is where it begins: scheduled, queued, skipped or missed."""

    job_key: int
    job_version: int
    kind: RunKind
    state: RunState
    scheduled_for: int
    due_at: int
    priority: int
    queued_at: int | None = None
    finished_at: int | None = None
    reason: str | None = None
    host: str | None = None
    actor: str | None = None
    parent_run_id: int | None = None
    span: int = 1
    claim: Verdict | None = None
