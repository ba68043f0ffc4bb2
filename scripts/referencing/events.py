"""Every type of event: its name out of the code, and when it is written in words."""

from __future__ import annotations

from lsh.domain.events import OF_STATE, EventType
from referencing.markdown import code, page, table

WHEN = {
    EventType.JOB_CREATED: "a job was defined",
    EventType.JOB_UPDATED: "its definition changed; `data` says what",
    EventType.JOB_REMOVED: "it was removed; its history stays",
    EventType.JOB_ARMED: "its schedule is followed (again)",
    EventType.JOB_DISARMED: "its schedule is no longer followed",
    EventType.JOB_PAUSED: "it was paused, by a person or after failures",
    EventType.JOB_RESUMED: "it goes on after a pause",
    EventType.JOB_FINISHED: "its schedule names no further time",
    EventType.RUN_CLAIMED: "who runs a shared occurrence was decided; no change of state",
    EventType.SUPABASE_SYNC: "definitions were taken in from the project",
    EventType.SUPABASE_CONFLICT: "two edits of one definition met; the one that lost is in `data`",
    EventType.SUPABASE_REJECTED: "a definition that was offered cannot be taken",
    EventType.SUPABASE_RENEWED: "this home goes on under another id",
    EventType.SHELL_RECORDED: "command lines of shells were taken in",
    EventType.DAEMON_STARTED: "the daemon is ready",
    EventType.DAEMON_STOPPED: "the daemon was told to stop",
    EventType.CLOCK_JUMPED: "the wall clock was set, or the machine slept; `data` says how far",
    EventType.STORAGE_FULL: "the disk takes nothing more; nothing new is started",
    EventType.STORAGE_RECOVERED: "there is room again",
    EventType.SPAWNER_LOST: "the spawner died; its runs go on",
    EventType.LEDGER_PRUNED: "old runs were deleted; `data` names them",
}


def pages() -> dict[str, str]:
    """The page of the events. Raises KeyError for a type without words."""
    states = {kind: state for state, kind in OF_STATE.items()}
    rows = [
        (code(kind), f"a run is now *{states[kind]}*" if kind in states else WHEN[kind])
        for kind in EventType
    ]
    return {
        "events.md": page(
            "Events",
            "Every transition of anything is a row of the ledger's table `events`, written in the"
            "\ntransaction that made it. A row has `id` (it only grows), `at`, `type`, `job_id`,"
            "\n`run_id`, `actor` (who asked for it) and `data` (a JSON object).",
            table(("Type", "Written when"), rows),
            "How to listen: [the socket](../reference.md#the-socket).",
        )
    }
