"""``lsh cron simulate``."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer

from lsh.commands.job.view import trigger_of
from lsh.commands.kinds import columns, long
from lsh.commands.mode import MODE
from lsh.commands.output import emit_ids, emit_json, emit_table, emit_text, note, warn
from lsh.commands.progress import Progress
from lsh.commands.session import ledger
from lsh.commands.shown import length, moment
from lsh.domain.errors import InvalidInput
from lsh.domain.humane import plural
from lsh.domain.instant import parse_instant
from lsh.domain.policy import Overlap
from lsh.domain.simulate import SimJob, Simulation, simulate
from lsh.paths import find_paths
from lsh.settings import load_settings
from lsh.store.queries import JobFilter, RunFilter, get_job, list_jobs, list_runs

_WEEK = timedelta(days=7)
_SAMPLES = 20  # runs of a job from which its duration is guessed
_SHOWN = 10


@long
@columns("name", "due", "started", "skipped", "cut_short", "waited")
def command(
    jobs: Annotated[
        list[str] | None,
        typer.Argument(metavar="JOB...", help="only these; default: all that are active"),
    ] = None,
    start: Annotated[str, typer.Option("--from", metavar="WHEN", help="default: now")] = "now",
    end: Annotated[
        str | None, typer.Option("--to", metavar="WHEN", help="default: a week later")
    ] = None,
) -> None:
    """Replay a span of time on a fake clock: what collides, what overlaps, where the clock changes.

    A run is taken to last as long as the job's latest ones did. Without names it is of the jobs whose
    schedule is followed on this machine.

    Examples:
        lsh cron simulate
        lsh cron simulate --from 2026-10-24 --to 2026-10-27
        lsh cron simulate backup sync --to +1d --json
    """
    now = datetime.now().astimezone()
    first = parse_instant(start, now).astimezone(UTC)
    last = parse_instant(end, now).astimezone(UTC) if end else first + _WEEK
    if last <= first:
        raise InvalidInput("--to is not after --from")
    with ledger() as connection:
        simulated = [_sim_job(connection, job) for job in _chosen(connection, jobs)]
    with Progress("replaying") as progress:
        watcher = _hours_of(progress, first, last)
        result = simulate(simulated, first, last, watcher=watcher)
    if MODE.json:
        emit_json(_wire(result))
    else:
        _show(result)


def _hours_of(progress: Progress, first: datetime, last: datetime) -> Callable[[datetime], None]:
    hours = (last - first).total_seconds() / 3600

    def tell(instant: datetime) -> None:
        progress.update((instant - first).total_seconds() / 3600, hours, "replaying hours")

    return tell


def _chosen(connection: sqlite3.Connection, jobs: list[str] | None) -> list[dict[str, Any]]:
    if jobs:
        return [get_job(connection, reference) for reference in jobs]
    # one that is paused, or another machine's, collides with nothing here
    return list_jobs(connection, JobFilter(state="active", scheduled_only=True))


def _sim_job(connection: sqlite3.Connection, job: dict[str, Any]) -> SimJob:
    runs = list_runs(connection, RunFilter(job=job["id"], limit=_SAMPLES))
    known = sorted(run["duration"] for run in runs if run["duration"] is not None)
    middle = known[len(known) // 2] if known else 0.0
    return SimJob(
        id=job["id"],
        name=job["name"],
        trigger=trigger_of(job),
        offset=_jitter(job),
        duration=timedelta(seconds=middle),
        overlap=Overlap(job["overlap"]),
    )


def _jitter(job: dict[str, Any]) -> timedelta:
    if not job["jitter"]:
        return timedelta()
    from socket import gethostname

    from lsh.domain.jitter import stable_offset

    host = load_settings(find_paths()).host or gethostname()  # as the engine calls itself
    return stable_offset(job["id"], host, timedelta(seconds=job["jitter"]))


def _show(result: Simulation) -> None:
    if MODE.quiet:
        emit_ids(job.id for job in result.jobs if job.due)
        return
    if MODE.plain:
        _show_jobs(result)
        return
    emit_text(f"from {moment(result.start)} to {moment(result.end)}")
    if not result.jobs:
        note("no job has a schedule")
        return
    emit_text("")
    _show_jobs(result)
    emit_text("")
    if result.peak_at is not None:
        emit_text(f"peak: {plural(result.peak, 'run')} at once, first {moment(result.peak_at)}")
    if result.busiest is not None:
        starts = plural(result.busiest.starts, "start")
        emit_text(f"busiest minute: {starts} in {moment(result.busiest.minute)}")
    _show_collisions(result)
    for job in result.jobs:
        for change in job.clock_changes:
            warn(f"{job.name}: {change}")
    if result.cut:
        covered = length((result.end - result.start).total_seconds())
        warn(f"too much is due: only the first {covered} were replayed")


def _show_jobs(result: Simulation) -> None:
    emit_table(
        ("JOB", "DUE", "STARTED", "SKIPPED", "CUT SHORT", "WAITED"),
        [
            (job.name, str(job.due), str(job.started), str(job.skipped), str(job.cut_short),
             str(job.waited))
            for job in result.jobs
        ],
    )  # fmt: skip


def _show_collisions(result: Simulation) -> None:
    if not result.collision_count:
        emit_text("collisions: none")
        return
    names = {job.id: job.name for job in result.jobs}
    emit_text(f"collisions: {plural(result.collision_count, 'instant')}, the most crowded:")
    for collision in result.collisions[:_SHOWN]:
        together = ", ".join(names[job_id] for job_id in collision.jobs)
        emit_text(f"  {moment(collision.at)}  {together}")


def _wire(result: Simulation) -> Any:
    def plain(value: Any) -> Any:
        if isinstance(value, datetime):
            return value.isoformat()
        if isinstance(value, dict):
            return {key: plain(item) for key, item in value.items()}
        if isinstance(value, list | tuple):
            return [plain(item) for item in value]
        return value

    return plain(asdict(result))
