"""``lsh daemon db history``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from lsh.commands.kinds import columns, long, watchable
from lsh.commands.mode import MODE
from lsh.commands.options import MaybeJob, bounded, check_one_of
from lsh.commands.output import emit_ids, emit_json, emit_table, note
from lsh.commands.session import ledger
from lsh.commands.shown import clock, size, span
from lsh.domain.instant import parse_instant, to_micros
from lsh.domain.run import RunKind, RunState
from lsh.store.queries import RunFilter, list_runs

HEADINGS = (
    "RUN", "JOB", "SCHEDULED", "STARTED", "TOOK", "STATE", "EXIT", "TRY", "CPU", "MEMORY", "REASON",
)  # fmt: skip
PLAIN = (
    "run_id", "job_id", "job_name", "scheduled_for", "started_at", "finished_at", "duration",
    "state", "outcome", "exit_code", "signal", "attempt", "reason",
)  # fmt: skip


@watchable
@long
@columns(*PLAIN)
def command(
    job_id: MaybeJob = None,
    state: Annotated[
        str | None, typer.Option(metavar="STATE", help="succeeded, failed, running, skipped, …")
    ] = None,
    kind: Annotated[
        str | None, typer.Option(metavar="KIND", help="scheduled, catch_up, manual, test, notify")
    ] = None,
    since: Annotated[
        str | None, typer.Option(metavar="WHEN", help="due at or after: 2026-12-01, -2h")
    ] = None,
    until: Annotated[str | None, typer.Option(metavar="WHEN", help="due before")] = None,
    limit: Annotated[
        int,
        typer.Option(
            "--limit", "-l", min=0, callback=bounded, metavar="N", help="at most N; 0: all"
        ),
    ] = 50,
) -> None:
    """List runs, newest first: when each was due, how it ended, and what it took.

    Examples:
        lsh daemon db history
        lsh daemon db history --job-id backup --limit 10
        lsh daemon db history --state failed --since -1d --json
        lsh daemon db history --state running --watch
    """
    check_one_of("--state", state, tuple(RunState))
    check_one_of("--kind", kind, tuple(RunKind))
    wanted = RunFilter(
        job=job_id,
        state=state,
        kind=kind,
        since=_micros(since),
        until=_micros(until),
        limit=limit or None,
    )
    with ledger() as connection:
        runs = list_runs(connection, wanted)
    show_runs(runs)


def show_runs(runs: list[dict[str, Any]]) -> None:
    """Runs as JSON, ids or a table."""
    if MODE.json:
        from lsh.commands.runs import with_output

        emit_json(with_output(runs))
    elif MODE.quiet:
        emit_ids(run["run_id"] for run in runs)
    elif runs or MODE.plain:
        now = datetime.now(UTC)
        emit_table(HEADINGS, [_plain(run) if MODE.plain else _row(run, now) for run in runs])
    else:
        note("no runs")


def _row(run: dict[str, Any], now: datetime) -> tuple[str, ...]:
    return (
        run["run_id"],
        run["job_name"],
        _clock(run["scheduled_for"], now),
        _clock(run["started_at"], now),
        span(run["duration"]) if run["duration"] is not None else "",
        run["state"],
        ending(run),
        f"{run['attempt']}/{run['attempts']}" if run["attempt"] else "",
        span(run["cpu_seconds"]) if run["cpu_seconds"] is not None else "",
        size(run["max_rss_bytes"]) if run["max_rss_bytes"] is not None else "",
        run["reason"] or "",
    )


def _plain(run: dict[str, Any]) -> tuple[str, ...]:
    return tuple("" if run[key] is None else str(run[key]) for key in PLAIN)


def ending(run: dict[str, Any]) -> str:
    """The exit code or the signal: ``0``, ``2``, ``TERM``."""
    if run["signal"]:
        from signal import Signals

        try:
            return Signals(run["signal"]).name.removeprefix("SIG")
        except ValueError:
            return f"signal {run['signal']}"
    return "" if run["exit_code"] is None else str(run["exit_code"])


def _clock(text: str | None, now: datetime) -> str:
    return clock(datetime.fromisoformat(text), now) if text else ""


def _micros(text: str | None) -> int | None:
    if text is None:
        return None
    return to_micros(parse_instant(text, datetime.now().astimezone()))
