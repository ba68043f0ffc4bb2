"""The names of everything that the event log records. Seed names keep their ``job:`` prefix."""

from __future__ import annotations

from enum import StrEnum

from lsh.domain.run import RunState


class EventType(StrEnum):
    """A row's type in the event log; readers filter by it and by its prefix."""

    JOB_CREATED = "job:created"
    JOB_UPDATED = "job:updated"
    JOB_REMOVED = "job:removed"
    JOB_ARMED = "job:armed"
    JOB_DISARMED = "job:disarmed"
    JOB_PAUSED = "job:paused"
    JOB_RESUMED = "job:resumed"
    JOB_FINISHED = "job:finished"

    RUN_SCHEDULED = "job:scheduled"
    RUN_QUEUED = "job:queued"
    RUN_STARTED = "job:started"
    RUN_RETRYING = "job:retrying"
    RUN_COMPLETED = "job:completed"
    RUN_FAILED = "job:failed"
    RUN_STOPPED = "job:stopped"
    RUN_SKIPPED = "job:skipped"
    RUN_MISSED = "job:missed"

    RUN_CLAIMED = "job:claimed"  # who runs a shared occurrence was decided; not a change of state

    SUPABASE_SYNC = "supabase:sync"
    SUPABASE_CONFLICT = "supabase:conflict"
    SUPABASE_REJECTED = "supabase:rejected"
    SUPABASE_RENEWED = "supabase:renewed"  # this home goes on under another id
    SHELL_RECORDED = "shell:recorded"

    DAEMON_STARTED = "daemon:started"
    DAEMON_STOPPED = "daemon:stopped"
    CLOCK_JUMPED = "clock:jumped"
    STORAGE_FULL = "storage:full"
    STORAGE_RECOVERED = "storage:recovered"
    SPAWNER_LOST = "spawner:lost"
    LEDGER_PRUNED = "ledger:pruned"


OF_STATE: dict[RunState, EventType] = {
    RunState.SCHEDULED: EventType.RUN_SCHEDULED,
    RunState.QUEUED: EventType.RUN_QUEUED,
    RunState.RUNNING: EventType.RUN_STARTED,
    RunState.RETRYING: EventType.RUN_RETRYING,
    RunState.SUCCEEDED: EventType.RUN_COMPLETED,
    RunState.FAILED: EventType.RUN_FAILED,
    RunState.CANCELLED: EventType.RUN_STOPPED,
    RunState.SKIPPED: EventType.RUN_SKIPPED,
    RunState.MISSED: EventType.RUN_MISSED,
}
