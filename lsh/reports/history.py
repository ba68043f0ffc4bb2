"""What was typed in a span of time, added up: most used, failing, slowest; by day and by hour."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from datetime import date, datetime, timedelta, tzinfo
from typing import Any

from lsh.domain.instant import from_micros, to_micros, to_wire
from lsh.store import history_figures as figures
from lsh.store.history_figures import QUARTER, LineFigures

_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=\S*")
_BEFORE = frozenset(
    {
        "sudo",
        "doas",
        "time",
        "nohup",
        "exec",
        "command",
        "builtin",
        "env",
        "nice",
        "then",
        "do",
        "!",
    }
)
# programs of which the second word says what is done
_VERBS = frozenset(
    {
        "git",
        "docker",
        "kubectl",
        "lsh",
        "npm",
        "cargo",
        "systemctl",
        "apt",
        "pip",
        "go",
        "make",
        "uv",
    }
)


def history_report(
    connection: sqlite3.Connection, since: datetime, until: datetime, zone: tzinfo, *, top: int = 10
) -> dict[str, Any]:
    """A ``HistoryStats``: durations in seconds, days and hours by the clock of ``zone``.

    ``{window: {from, to}, commands, distinct, sessions, failures, failure_rate, duration,
    most_used: [{command, count, failures, duration}], programs: [{program, count, failures}],
    failing: [{command, failures, count, exit_code, last_at}],
    slowest: [{id, command, duration, started_at, exit_code}],
    by_day: [{day, commands, failures}], by_hour: [24 numbers]}``
    """
    span = to_micros(since), to_micros(until)
    lines = figures.lines(connection, *span)
    count = sum(line.count for line in lines)
    failures = sum(line.failures for line in lines)
    by_day, by_hour = _by_clock(figures.quarters(connection, *span), since, until, zone)
    return {
        "window": {"from": to_wire(span[0]), "to": to_wire(span[1])},
        "commands": count,
        "distinct": len(lines),
        "sessions": figures.session_count(connection, *span),
        "failures": failures,
        "failure_rate": round(100 * failures / count, 1) if count else None,
        "duration": round(sum(line.seconds for line in lines), 3),
        "most_used": _most_used(lines)[:top],
        "programs": _programs(lines)[:top],
        "failing": _failing(lines)[:top],
        "slowest": [
            {
                "id": str(entry.id),
                "command": entry.command,
                "duration": round(entry.duration, 3),
                "started_at": to_wire(entry.started_at),
                "exit_code": entry.exit_code,
            }
            for entry in figures.slowest(connection, *span, top)
        ],
        "by_day": by_day,
        "by_hour": by_hour,
    }


def program_of(command: str) -> str:
    """What a line runs: its first word past assignments and the like; ``git push`` where that helps."""
    words = command.split()
    while words and (words[0] in _BEFORE or _ASSIGNMENT.fullmatch(words[0])):
        words.pop(0)
    if not words:
        return "".join(command.split(maxsplit=1)[:1])
    program = words[0].rpartition("/")[2] or words[0]
    if program in _VERBS and len(words) > 1 and re.fullmatch(r"[a-z][\w-]*", words[1]):
        return f"{program} {words[1]}"
    return program


def _most_used(lines: Sequence[LineFigures]) -> list[dict[str, Any]]:
    ranked = sorted(lines, key=lambda line: (-line.count, -line.last_at))
    return [
        {
            "command": line.command,
            "count": line.count,
            "failures": line.failures,
            "duration": round(line.seconds, 3),
        }
        for line in ranked
    ]


def _programs(lines: Sequence[LineFigures]) -> list[dict[str, Any]]:
    found: dict[str, list[int]] = {}
    for line in lines:
        sums = found.setdefault(program_of(line.command), [0, 0])
        sums[0] += line.count
        sums[1] += line.failures
    ranked = sorted(found.items(), key=lambda item: (-item[1][0], item[0]))
    return [
        {"program": program, "count": count, "failures": failures}
        for program, (count, failures) in ranked
    ]


def _failing(lines: Sequence[LineFigures]) -> list[dict[str, Any]]:
    ranked = sorted(
        (line for line in lines if line.failures), key=lambda line: (-line.failures, -line.last_at)
    )
    return [
        {
            "command": line.command,
            "failures": line.failures,
            "count": line.count,
            "exit_code": line.last_failure,
            "last_at": to_wire(line.last_at),
        }
        for line in ranked
    ]


def _by_clock(
    quarters: Sequence[tuple[int, int, int]], since: datetime, until: datetime, zone: tzinfo
) -> tuple[list[dict[str, Any]], list[int]]:
    """Lines and failures of each day, and lines of each hour of the day."""
    first, last = since.astimezone(zone).date(), _last_day(until, zone)
    days: dict[date, list[int]] = {
        first + timedelta(days=n): [0, 0] for n in range((last - first).days + 1)
    }
    hours = [0] * 24
    for quarter, count, failed in quarters:
        local = from_micros(quarter * QUARTER).astimezone(zone)
        hours[local.hour] += count
        # a window may begin in the middle of a quarter
        sums = days[min(max(local.date(), first), last)]
        sums[0] += count
        sums[1] += failed
    by_day = [
        {"day": day.isoformat(), "commands": count, "failures": failed}
        for day, (count, failed) in days.items()
    ]
    return by_day, hours


def _last_day(until: datetime, zone: tzinfo) -> date:
    return (until - timedelta(microseconds=1)).astimezone(zone).date()
