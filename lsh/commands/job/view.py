"""Jobs as commands print them: secrets masked, ids alone when that is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from lsh.commands.mode import MODE
from lsh.commands.output import emit_ids, emit_json, note, suggest, warn
from lsh.commands.shown import moment, within


def masked(job: dict[str, Any]) -> dict[str, Any]:
    """``job`` with what looks like a secret hidden: in its variables and its commands."""
    from lsh.schema.masking import mask_arguments, mask_environment, mask_text

    return job | {
        "environment": mask_environment(job["environment"]),
        "command": mask_text(job["command"]),
        "argv": mask_arguments(job["argv"]) if job["argv"] else job["argv"],
        "on_failure": mask_text(job["on_failure"]) if job["on_failure"] else job["on_failure"],
    }


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
    suggest(f"lsh cron next {job['id']}", f"lsh cron info {job['id']}")


def meaning(job: dict[str, Any]) -> str:
    """The job's schedule in plain words."""
    from lsh.domain.explain import describe

    return describe(trigger_of(job))


def trigger_of(job: dict[str, Any]) -> Any:
    """The job's trigger, in its own zone."""
    from lsh.domain.trigger import parse_trigger

    anchor = parsed(job["created_at"]) or datetime.now(UTC)
    if job["claim"] == "shared":  # its machines count from one instant: see ``engine.jobs``
        anchor = datetime(1970, 1, 1, tzinfo=UTC)
    return parse_trigger(job["schedule"], job["timezone"] or default_zone(), anchor=anchor)


def zone_of(job: dict[str, Any]) -> Any:
    """The zone by whose clock the job is due."""
    from lsh.domain.zones import check_timezone

    return check_timezone(job["timezone"] or default_zone())


def default_zone() -> str:
    """The zone of jobs that name none."""
    from lsh.engine.jobs import machine_zone
    from lsh.settings import find_paths, load_settings

    return load_settings(find_paths()).timezone or machine_zone()


def parsed(text: str | None) -> datetime | None:
    """The instant in a wire value."""
    return None if text is None else datetime.fromisoformat(text)
