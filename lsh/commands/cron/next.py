"""``lsh cron next``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from lsh.commands.job.info import wire
from lsh.commands.job.view import default_zone, trigger_of
from lsh.commands.kinds import columns, long, watchable
from lsh.commands.mode import MODE
from lsh.commands.output import emit_ids, emit_json, emit_table, note, warn
from lsh.commands.session import ledger
from lsh.commands.shown import left, moment
from lsh.domain.errors import InvalidInput, NotFound
from lsh.domain.explain import Upcoming, describe, lint, upcoming
from lsh.domain.instant import parse_instant
from lsh.domain.job import hosts_clause
from lsh.domain.trigger import Trigger, parse_trigger
from lsh.domain.zones import check_timezone
from lsh.engine.hashed import resolve_hashed
from lsh.store.queries import get_job


@watchable
@long
@columns("at", "local", "note")
def command(
    what: Annotated[str, typer.Argument(metavar="JOB|WHEN", help="a job, or a schedule in quotes")],
    count: Annotated[
        int,
        typer.Option("--count", "--limit", "-n", min=1, max=10_000, metavar="N", help="how many"),
    ] = 10,
    explain: Annotated[
        bool, typer.Option("--explain", help="say what it means and what may surprise")
    ] = False,
    timezone: Annotated[
        str | None, typer.Option("--timezone", metavar="ZONE", help="by the clock of this zone")
    ] = None,
    start: Annotated[
        str | None, typer.Option("--from", metavar="WHEN", help="after this instant; default: now")
    ] = None,
) -> None:
    """Show when a job or a schedule is due next, clock changes told.

    Examples:
        lsh cron next '30 2 * * *' --timezone Europe/Berlin --explain
        lsh cron next backup -n 3
        lsh cron next '*/15 9-17 * * 1-5' --from 2026-12-24
    """
    trigger = _trigger(what, timezone)
    zone = getattr(trigger, "zone", UTC)
    now = datetime.now(UTC)
    after = parse_instant(start, now.astimezone(zone)).astimezone(UTC) if start else now
    ahead = upcoming(trigger, after, count)
    if MODE.json:
        emit_json([wire(item) for item in ahead])
    elif MODE.quiet:
        emit_ids(item.at.isoformat() for item in ahead)
    else:
        _show(trigger, ahead, now)
    if explain:
        note(f"meaning: {describe(trigger)}")
        for warning in lint(trigger, after):
            warn(warning)


def _trigger(what: str, timezone: str | None) -> Trigger:
    if not what.strip():
        raise InvalidInput("the schedule is empty", hint="write one like '30 2 * * *'")
    written = " " in what or what.startswith("@")
    try:
        with ledger() as connection:
            job = get_job(connection, what)
    except NotFound:
        if not written:
            raise
        if resolve_hashed(what, "") != what:
            raise InvalidInput(
                f"what H is in {what!r} depends on the job's id, and is settled when it is created",
                hint="create the job, then ask with its name",
            ) from None
        zone = timezone or default_zone()
        return parse_trigger(what, zone, anchor=datetime.now(UTC).replace(microsecond=0))
    if job["state"] == "elsewhere":
        note(f"it does not run on this machine: {hosts_clause(job['hosts'])}")
    if timezone is None:
        return trigger_of(job)  # type: ignore[no-any-return]
    check_timezone(timezone)
    return trigger_of(job | {"timezone": timezone})  # type: ignore[no-any-return]


def _show(trigger: Trigger, ahead: list[Upcoming], now: datetime) -> None:
    if not ahead:
        note(f"nothing is due: {describe(trigger)}")
        return
    zone = getattr(trigger, "zone", None)
    emit_table(("NEXT", "LEFT", "NOTE"), [_row(item, zone, now) for item in ahead])


def _row(item: Upcoming, zone: Any, now: datetime) -> tuple[str, str, str]:
    if MODE.plain:
        return item.at.isoformat(), item.local.isoformat(), item.note or ""
    return moment(item.at, zone), left(item.at, now), item.note or " "
