"""Jobs as commands print them: secrets masked, ids alone when that is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from lsh.commands.mode import MODE
from lsh.commands.output import emit_ids, emit_json, note, suggest, warn
from lsh.commands.shown import moment, within


def masked(job: dict[str, Any]) -> dict[str, Any]:
    """``job`` with what looks like a secret hidden: in its variables and its texts."""
    from lsh.schema.masking import mask_definition

    return mask_definition(job)


def emit_jobs(jobs: Sequence[dict[str, Any]]) -> None:
    """Jobs as one JSON list."""
    emit_json([masked(job) for job in jobs])


def emit_changed(job: dict[str, Any]) -> None:
    """What a command that made or changed a job prints: its id, or with ``--json`` all of it."""
    if MODE.json:
        emit_json(masked(job))
    else:
        emit_ids([job["id"]])


def announce(job: dict[str, Any]) -> None:
    """Tell what a new or changed definition means, when it comes next, and what may surprise."""
    for warning in job.get("warnings", ()):
        warn(warning)
    note(f"{job['name']}: {meaning(job)}")
    upcoming = parsed(job["next_fire_at"])
    if upcoming:
        now = datetime.now(UTC)
        note(f"due next: {moment(upcoming, zone_of(job))} ({within(upcoming, now)})")
    if job["state"] == "elsewhere":
        from lsh.domain.job import hosts_clause

        note(f"it does not run on this machine: {hosts_clause(job['hosts'])}")
    first = "next" if upcoming or job["state"] == "elsewhere" else "run"
    suggest(f"lsh cron {first} {job['id']}", f"lsh cron info {job['id']}")


def meaning(job: dict[str, Any]) -> str:
    """The job's schedule in plain words."""
    from lsh.domain.explain import describe

    return describe(trigger_of(job))


def trigger_of(job: dict[str, Any]) -> Any:
    """The job's trigger, in its own zone."""
    from lsh.client import timing
    from lsh.paths import find_paths

    return timing.trigger_of(job, find_paths())


def zone_of(job: dict[str, Any]) -> Any:
    """The zone by whose clock the job is due."""
    from lsh.client import timing
    from lsh.paths import find_paths

    return timing.zone_of(job, find_paths())


def default_zone() -> str:
    """The zone of jobs that name none."""
    from lsh.client import timing
    from lsh.paths import find_paths

    return timing.default_zone(find_paths())


def parsed(text: str | None) -> datetime | None:
    """The instant in a wire value."""
    return None if text is None else datetime.fromisoformat(text)
