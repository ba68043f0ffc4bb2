"""``lsh cron why``."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Annotated, Any

import typer

from lsh.client.door import Door
from lsh.commands.job.view import trigger_of, zone_of
from lsh.commands.kinds import long, watchable
from lsh.commands.mode import MODE
from lsh.commands.options import Job
from lsh.commands.output import emit_json, emit_text, note
from lsh.commands.runs import run_of
from lsh.commands.session import ledger
from lsh.domain.errors import InvalidInput
from lsh.domain.humane import one_line
from lsh.domain.instant import parse_instant, to_micros
from lsh.paths import find_paths
from lsh.reports.why import Instant, Why, why_no_run, why_run
from lsh.reports.why_now import why_now
from lsh.store.queries import RunFilter, get_job, get_run, list_runs

_INSTANT = timedelta(microseconds=1)
_LOOKS_BACK = (
    timedelta(minutes=2),
    timedelta(hours=2),
    timedelta(days=2),
    timedelta(days=32),
    timedelta(days=400),
)


@watchable
@long
def command(
    job: Job,
    when: Annotated[
        str | None, typer.Argument(metavar="WHEN", help="an instant: 2026-12-01T02:30, -1d")
    ] = None,
    run: Annotated[str | None, typer.Option("--run", metavar="RUN", help="a run's id")] = None,
) -> None:
    """Say in one sentence why a job ran, waits, was skipped, or did not run.

    Examples:
        lsh cron why backup
        lsh cron why backup 2026-12-01T02:30
        lsh cron why backup --run 1234
    """
    if when is not None and run is not None:
        raise InvalidInput("WHEN and --run exclude each other")
    now = datetime.now(UTC)
    with Door(find_paths()) as door:
        awake = door.daemon_running
    with ledger() as connection:
        found = get_job(connection, job, removed=True)
        zone: tzinfo = zone_of(found)
        told: dict[str, Any] | None
        if run is not None:
            answer, told = _told(run_of(connection, run, job), zone)
        elif when is not None:
            asked = parse_instant(when, now.astimezone(zone)).astimezone(UTC)
            answer, told = _at(connection, found, asked, zone, (awake, now))
        else:
            answer, told = why_now(connection, found, daemon_running=awake, now=now, zone=zone)
    _emit(answer, told)


def _emit(answer: Why, run: dict[str, Any] | None) -> None:
    if MODE.json:
        emit_json({"why": answer.sentence, "details": list(answer.details), "run": run})
        return
    emit_text(one_line(answer.sentence))
    for line in answer.details:
        note(f"  {line}")
    if run and run["state"] in {"failed", "retrying", "cancelled"} and run["attempt"]:
        note(f"  see what it printed: lsh cron logs --run {run['run_id']}")


def _told(run: dict[str, Any], zone: tzinfo) -> tuple[Why, dict[str, Any]]:
    return why_run(run, zone), run


def _at(
    connection: sqlite3.Connection,
    job: dict[str, Any],
    asked: datetime,
    zone: tzinfo,
    at: tuple[bool, datetime],
) -> tuple[Why, dict[str, Any] | None]:
    awake, now = at
    run = _run_at(connection, job, asked)
    if run is not None:
        return _told(get_run(connection, run["run_id"]), zone)
    instant = _on_schedule(job, asked)
    return why_no_run(job, instant, daemon_running=awake, now=now, zone=zone), None


def _run_at(
    connection: sqlite3.Connection, job: dict[str, Any], asked: datetime
) -> dict[str, Any] | None:
    """The run for that very second, or a row that stands for many occurrences around it."""
    first = to_micros(asked.replace(microsecond=0))
    exact = RunFilter(job=job["id"], since=first, until=first + 1_000_000, limit=1)
    for run in list_runs(connection, exact):
        return run
    before = RunFilter(job=job["id"], until=first, limit=1)
    for run in list_runs(connection, before):
        if run["span"] > 1 and _on_schedule(job, asked).due:
            return run
    return None


def _on_schedule(job: dict[str, Any], asked: datetime) -> Instant:
    trigger = trigger_of(job)
    second = asked.replace(microsecond=0)
    met = trigger.next_after(second - _INSTANT)
    due = met is not None and met < second + timedelta(seconds=1)
    after = trigger.next_after(met) if due else met
    return Instant(asked, due, _before(trigger, second), after)


def _before(trigger: Any, second: datetime) -> datetime | None:
    """The last occurrence before ``second``, looked for ever further back."""
    for distance in _LOOKS_BACK:
        at = trigger.next_after(second - distance)
        last = None
        while at is not None and at < second:
            last, at = at, trigger.next_after(at)
        if last is not None:
            return last  # type: ignore[no-any-return]
    return None
