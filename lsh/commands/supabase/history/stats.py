"""``lsh supabase history stats``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import Annotated, Any

import typer

from lsh.commands.kinds import long, watchable
from lsh.commands.mode import MODE
from lsh.commands.output import emit_json, emit_pairs, emit_text
from lsh.commands.session import ledger
from lsh.commands.shown import span
from lsh.commands.supabase.history.taking import micros, say_how, take_in
from lsh.domain.errors import InvalidInput
from lsh.domain.humane import one_line, plural
from lsh.domain.instant import from_micros
from lsh.reports.history import history_report
from lsh.reports.plots import bar, sparkline

_BAR = 12
_INDENT = "  "


@watchable
@long
def command(
    day: Annotated[bool, typer.Option("--day", help="of today")] = False,
    week: Annotated[
        bool, typer.Option("--week", help="of the last seven days (the default)")
    ] = False,
    since: Annotated[str | None, typer.Option(metavar="WHEN", help="from: 30d, 2026-12-01")] = None,
    until: Annotated[str | None, typer.Option(metavar="WHEN", help="before this instant")] = None,
    top: Annotated[
        int, typer.Option("--top", min=1, max=1000, metavar="N", help="lines in each list")
    ] = 10,
) -> None:
    """Show what was typed most, what failed and what took long, by day and by hour.

    A line that was ended by Ctrl-C or put to sleep by Ctrl-Z counts as no failure.

    Examples:
        lsh supabase history stats
        lsh supabase history stats --day
        lsh supabase history stats --since 30d --top 5 --json
    """
    if day + week + (since is not None) > 1:
        raise InvalidInput("--day, --week and --since exclude each other")
    begin, end = _window(day, since, until)
    take_in()
    zone = datetime.now().astimezone().tzinfo
    assert zone is not None, "astimezone() gives the machine's zone"
    with ledger() as connection:
        report = history_report(connection, begin, end, zone, top=top)
    if MODE.json:
        emit_json(report)
    elif MODE.plain or MODE.quiet:
        emit_pairs(_figures(report))
    elif report["commands"]:
        emit_text("\n".join(_view(report)))
    else:
        emit_text("Nothing was typed in this span of time.")
        say_how()


def _window(day: bool, since: str | None, until: str | None) -> tuple[datetime, datetime]:
    now = datetime.now().astimezone()
    begin_of_day = datetime.combine(now.date(), time()).astimezone()
    begin = begin_of_day if day else begin_of_day - timedelta(days=6)
    instants = micros(since), micros(until)
    begin = begin if instants[0] is None else from_micros(instants[0])
    # half a second on: what was typed just now belongs to it, whatever the hook's clock rounds to
    end = now + timedelta(seconds=1) if instants[1] is None else from_micros(instants[1])
    if begin >= end:
        raise InvalidInput("the span of time ends before it begins")
    return begin, end


def _figures(report: dict[str, Any]) -> list[tuple[str, str]]:
    rate = report["failure_rate"]
    return [
        ("commands", f"{report['commands']:,}"),
        ("different", f"{report['distinct']:,}"),
        ("sessions", f"{report['sessions']:,}"),
        ("failures", f"{report['failures']:,}" + ("" if rate is None else f" ({rate:g} %)")),
        ("time", span(report["duration"])),
    ]


def _view(report: dict[str, Any]) -> Iterator[str]:
    begin = datetime.fromisoformat(report["window"]["from"]).astimezone()
    end = datetime.fromisoformat(report["window"]["to"]).astimezone()
    yield f"{plural(report['commands'], 'command')}, {begin:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M}"
    for name, value in _figures(report)[1:]:
        yield f"{_INDENT}{name:<10} {value}"
    if len(report["by_day"]) > 1:
        yield from _days(report["by_day"])
    yield from _hours(report["by_hour"])
    yield from _ranking("Most used", report["most_used"], "command", "count")
    yield from _ranking("Programs", report["programs"], "program", "count")
    yield from _ranking("Failing", report["failing"], "command", "failures")
    yield from _slowest(report["slowest"])


def _days(days: Sequence[dict[str, Any]]) -> Iterator[str]:
    yield from ("", "By day")
    most = max(day["commands"] for day in days) or 1
    wide = max(len(f"{day['commands']:,}") for day in days)
    for day in days:
        failed = f"  {day['failures']:,} failed" if day["failures"] else ""
        drawn = bar(day["commands"] / most, 2 * _BAR)
        weekday = datetime.fromisoformat(day["day"])
        yield f"{_INDENT}{weekday:%a} {day['day']}  {drawn} {day['commands']:>{wide},}{failed}"


def _hours(hours: Sequence[int]) -> Iterator[str]:
    yield from ("", "By hour")
    yield f"{_INDENT}{''.join(2 * column for column in sparkline(hours))}"
    yield f"{_INDENT}{''.join(f'{hour:02}'.ljust(12) for hour in range(0, 24, 6)).rstrip()}"


def _ranking(title: str, rows: Sequence[dict[str, Any]], name: str, key: str) -> Iterator[str]:
    if not rows:
        return
    yield from ("", title)
    wide = max(len(f"{row[key]:,}") for row in rows)
    for row in rows:
        more = ""
        if key == "failures":
            more = f" (of {row['count']:,}, exit {row['exit_code']})"
        drawn = bar(row[key] / rows[0][key], _BAR)
        yield f"{_INDENT}{drawn} {row[key]:>{wide},}  {_short(row[name])}{more}"


def _slowest(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    slow = [row for row in rows if row["duration"] >= 1]
    if not slow:
        return
    yield from ("", "Slowest")
    for row in slow:
        drawn = bar(row["duration"] / slow[0]["duration"], _BAR)
        yield f"{_INDENT}{drawn} {span(row['duration']):>8}  {_short(row['command'])}"


def _short(text: str) -> str:
    from shutil import get_terminal_size

    room = max(get_terminal_size().columns - _BAR - 16, 24)
    line = one_line(text)
    return line if len(line) <= room else f"{line[: room - 1]}…"
