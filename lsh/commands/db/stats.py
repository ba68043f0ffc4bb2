"""``lsh daemon db stats``."""

from __future__ import annotations

from typing import Any

from lsh.commands.kinds import long, watchable
from lsh.commands.mode import MODE
from lsh.commands.options import MaybeJob
from lsh.commands.output import emit_json, emit_pairs, emit_text
from lsh.commands.reports.window import Since, Until, window
from lsh.commands.session import ledger
from lsh.commands.shown import size, span
from lsh.domain.humane import percent
from lsh.paths import find_paths
from lsh.reports.comprehensive import comprehensive
from lsh.reports.summary import job_report
from lsh.store.statistics import database_stats


@watchable
@long
def command(job_id: MaybeJob = None, since: Since = None, until: Until = None) -> None:
    """Show figures of all runs, or of a job's: how many, how they ended, what they took.

    Examples:
        lsh daemon db stats
        lsh daemon db stats --job-id backup --since -7d
    """
    with ledger() as connection:
        if job_id:
            report = job_report(connection, job_id, **window(since, until, everything=True))
            figures = report
        else:
            report = comprehensive(connection, **window(since, until))
            figures = report["totals"]
        database = database_stats(connection)
    if MODE.json:
        wanted = report if job_id else figures | {"window": report["window"], "ledger": database}
        emit_json(wanted)
        return
    emit_pairs(
        [
            *_figures(figures),
            ("stored runs", str(database["runs"]["stored"])),
            ("events", str(database["events"]["stored"])),
            ("database", f"{find_paths().database} ({size(database['size_bytes'])})"),
        ]
    )
    if not MODE.plain and not MODE.quiet:
        emit_text("")
        for sentence in report["summary"]:
            emit_text(sentence)


def _figures(figures: dict[str, Any]) -> list[tuple[str, str]]:
    duration, lateness = figures["duration"], figures["lateness"]
    rate = figures["success_rate"]
    spans = [f"{name} {_span(duration[name])}" for name in ("mean", "p50", "p95", "max")]
    return [
        ("job", figures["job"]["name"] if "job" in figures else ""),
        ("jobs", str(figures.get("jobs", ""))),
        ("runs", str(figures["runs"])),
        ("success rate", "" if rate is None else f"{rate:g} %" if MODE.precise else percent(rate)),
        ("failures", str(figures["failures"])),
        ("cancelled", str(figures["cancelled"])),
        ("skipped", str(figures["skipped"])),
        ("missed", str(figures["missed"])),
        ("retries", str(figures["retries"])),
        ("duration", ", ".join(spans) if duration["mean"] is not None else ""),
        ("lateness", _lateness(lateness)),
        ("cpu time", span(figures["cpu_seconds"])),
        ("peak memory", size(figures["max_rss_bytes"])),
    ]


def _lateness(lateness: dict[str, float | None]) -> str:
    if lateness["p50"] is None:
        return ""
    return f"p50 {_span(lateness['p50'])}, p99 {_span(lateness['p99'])}"


def _span(seconds: float | None) -> str:
    return "-" if seconds is None else span(seconds)
