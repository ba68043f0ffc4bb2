"""The figures behind ``lsh supabase history stats``: grouped by SQLite, in a span of time."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

QUARTER = 900_000_000
"""µs. Every zone's hours and days begin with a quarter of an hour of UTC."""

_SPAN = "started_at >= ? AND started_at < ?"
# Ctrl-C (130) and Ctrl-Z (146 to 150) are no failures: a person ended it so
_FAILED = "(exit_code <> 0 AND exit_code NOT IN (130, 141, 146, 147, 148, 149, 150))"


@dataclass(frozen=True, slots=True)
class LineFigures:
    """One command line, however often it was entered. Durations are seconds."""

    command: str
    count: int
    failures: int
    seconds: float
    longest: float
    last_at: int
    last_failure: int | None  # an exit code


@dataclass(frozen=True, slots=True)
class SlowEntry:
    """One of the entries that took longest."""

    id: int
    command: str
    duration: float
    started_at: int
    exit_code: int | None


def lines(connection: sqlite3.Connection, since: int, until: int) -> list[LineFigures]:
    """Every different line that was entered from ``since`` to before ``until`` (µs)."""
    rows = connection.execute(
        f"SELECT command, count(*), coalesce(sum({_FAILED}), 0), coalesce(sum(duration), 0),"
        f" coalesce(max(duration), 0), max(started_at) FROM shell_history WHERE {_SPAN}"
        " GROUP BY command",
        (since, until),
    ).fetchall()
    codes = dict(
        connection.execute(
            "SELECT command, exit_code FROM"
            f" (SELECT command, exit_code, max(started_at) FROM shell_history WHERE {_SPAN}"
            f" AND {_FAILED} GROUP BY command)",
            (since, until),
        )
    )
    return [
        LineFigures(
            command, count, failures, float(seconds), float(longest), last, codes.get(command)
        )
        for command, count, failures, seconds, longest, last in rows
    ]


def quarters(connection: sqlite3.Connection, since: int, until: int) -> list[tuple[int, int, int]]:
    """Quarters of an hour since the epoch in which something was entered: number, lines, failures."""
    rows = connection.execute(
        f"SELECT started_at / {QUARTER}, count(*), coalesce(sum({_FAILED}), 0)"
        f" FROM shell_history WHERE {_SPAN} GROUP BY 1 ORDER BY 1",
        (since, until),
    )
    return [(int(quarter), count, failed) for quarter, count, failed in rows]


def slowest(connection: sqlite3.Connection, since: int, until: int, limit: int) -> list[SlowEntry]:
    """The entries that took longest, the longest first."""
    rows = connection.execute(
        f"SELECT id, command, duration, started_at, exit_code FROM shell_history WHERE {_SPAN}"
        " AND duration IS NOT NULL ORDER BY duration DESC, id LIMIT ?",
        (since, until, limit),
    )
    return [SlowEntry(*row) for row in rows]


def session_count(connection: sqlite3.Connection, since: int, until: int) -> int:
    """In how many sessions something was entered."""
    (count,) = connection.execute(
        f"SELECT count(DISTINCT session_id) FROM shell_history WHERE {_SPAN}", (since, until)
    ).fetchone()
    return int(count)
