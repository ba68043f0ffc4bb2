"""``lsh cron list``, ``lsh daemon job list``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from lsh.commands.kinds import columns, long, watchable
from lsh.commands.mode import MODE
from lsh.commands.options import Limit, check_one_of
from lsh.commands.output import emit_ids, emit_table, note
from lsh.commands.session import ledger, warn_when_idle
from lsh.commands.shown import ago, clock, left
from lsh.domain.instant import from_micros, to_wire
from lsh.store.glance import jobs_at_a_glance

STATES = (
    "active",
    "paused",
    "stopped",
    "elsewhere",
    "finished",
)  # JobState, without what that would import
HEADINGS = ("NAME", "ID", "SCHEDULE", "NEXT", "LEFT", "LAST", "OUTCOME", "STATE")


State = Annotated[
    str | None, typer.Option("--state", metavar="STATE", help=f"one of {', '.join(STATES)}")
]
Tag = Annotated[str | None, typer.Option("--tag", "-t", metavar="TAG", help="with this tag")]
Category = Annotated[
    str | None, typer.Option("--category", metavar="CATEGORY", help="of this category")
]
Queue = Annotated[str | None, typer.Option("--queue", metavar="QUEUE", help="in this queue")]
Search = Annotated[
    str | None,
    typer.Option("--search", metavar="TEXT", help="with this in id, name or command"),
]
Scheduled = Annotated[
    bool, typer.Option("--scheduled", help="leave out jobs that only run by hand")
]


@watchable
@long
@columns("name", "id", "schedule", "next_fire_at", "last_at", "last_outcome", "state")
def command(
    state: State = None,
    tag: Tag = None,
    category: Category = None,
    queue: Queue = None,
    search: Search = None,
    scheduled: Scheduled = False,
    limit: Limit = None,
) -> None:
    """List all jobs: when each is due, and how its last run ended.

    Examples:
        lsh cron list
        lsh cron list --tag backup --state active
        lsh cron list --watch
        lsh cron list --quiet --limit 3 | xargs -n1 lsh cron report
    """
    check_one_of("--state", state, STATES)
    wanted = {"state": state, "tag": tag, "category": category, "queue": queue, "search": search}
    given = {name: value for name, value in wanted.items() if value is not None}
    if MODE.json:
        _emit_json(given, scheduled, limit)
        return
    with ledger() as connection:
        jobs = jobs_at_a_glance(connection, given, scheduled_only=scheduled, limit=limit)
    if MODE.quiet:
        emit_ids(job["id"] for job in jobs)
        return
    if jobs or MODE.plain:
        _show(jobs)
    elif given:
        note("no job fits")
    else:
        note("there are no jobs yet; 'lsh cron create --help' shows how to make one")
    warn_when_idle()


def _emit_json(given: dict[str, str], scheduled: bool, limit: int | None) -> None:
    from lsh.commands.job.view import emit_jobs
    from lsh.store.queries import JobFilter, list_jobs

    with ledger() as connection:
        emit_jobs(list_jobs(connection, JobFilter(**given, scheduled_only=scheduled, limit=limit)))


def _show(jobs: list[dict[str, Any]]) -> None:
    now = datetime.now(UTC)
    emit_table(HEADINGS, [_plain(job) if MODE.plain else _row(job, now) for job in jobs])


def _row(job: dict[str, Any], now: datetime) -> tuple[str, ...]:
    upcoming, last = _instant(job["next_fire_at"]), _instant(job["last_at"])
    return (
        job["name"],
        job["id"],
        job["schedule"] or "manual",
        clock(upcoming, now),
        left(upcoming, now),
        ago(last, now),
        outcome(job),
        job["state"],
    )


def _plain(job: dict[str, Any]) -> tuple[str, ...]:
    return (
        job["name"],
        job["id"],
        job["schedule"] or "manual",
        to_wire(job["next_fire_at"]) or "",
        to_wire(job["last_at"]) or "",
        job["last_outcome"] or job["last_state"] or "",
        job["state"],
    )


def outcome(job: dict[str, Any]) -> str:
    """How the last run stands or ended: ``succeeded``, ``failed (exit 2)``, ``running``."""
    state = job["last_state"] or ""
    if state != "failed":
        return str(state)
    if job["last_outcome"] not in {None, "error"}:
        return f"failed ({job['last_outcome'].replace('_', ' ')})"
    if job["last_signal"]:
        return f"failed (signal {job['last_signal']})"
    return f"failed (exit {job['last_exit_code']})" if job["last_exit_code"] else "failed"


def _instant(micros: int | None) -> datetime | None:
    return None if micros is None else from_micros(micros)
