"""Whole days of jobs, read from the roll-ups: what they sum up to, each of them, and their causes.

SQLite adds up what is only wanted as a sum, and joins the texts of histograms: a row of a day that
never becomes one of Python's costs a quarter. Of single days only what a trend shows is read.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from typing import Any

from lsh.domain.histogram import Histogram
from lsh.domain.tally import MAXIMA, SUMS, Cause, Causes, Tally
from lsh.domain.window import Window
from lsh.store.rollups import FIGURES

DAY_FIGURES = (
    "succeeded", "failed", "cancelled", "skipped", "missed", "timed", "duration_us", "cpu_us",
)  # fmt: skip
"""The sums of a tally that single days are told by."""

DayFigures = tuple[int, ...]
"""A day (since the epoch, UTC) and its ``DAY_FIGURES``, in their order."""

# jobs first: then each one's days lie side by side, and the rest of the table is not read
_DAYS = "jobs j CROSS JOIN daily d ON d.job_id = j.key AND d.day BETWEEN ? AND ?"
_CAUSES = "jobs j CROSS JOIN daily_causes c ON c.job_id = j.key AND c.day BETWEEN ? AND ?"
_ADDED = ", ".join(
    (
        *(f"sum(d.{name})" for name in SUMS),
        *(f"max(d.{name})" for name in MAXIMA),
        "group_concat(d.durations, '')",
        "group_concat(d.latenesses, '')",
    )
)


def tallies(
    connection: sqlite3.Connection, window: Window, job: int | None = None
) -> dict[int, Tally]:
    """The sum of the whole days of each job that had any, or of the one ``job``, by its key."""
    where, parameters = _asked(window, job)
    rows = connection.execute(
        f"SELECT j.key, {_ADDED} FROM {_DAYS} WHERE {where} GROUP BY j.key", parameters
    )
    found = {key: _tally(figures) for key, *figures in rows}
    for key, causes in _causes(connection, window, job).items():
        found[key].causes = causes
    return found


def _tally(row: list[Any]) -> Tally:
    *figures, durations, latenesses = row
    return Tally(
        **dict(zip(FIGURES, figures, strict=True)),
        durations=Histogram.decode(durations),
        latenesses=Histogram.decode(latenesses),
    )


def days_of(connection: sqlite3.Connection, window: Window, job: int) -> list[DayFigures]:
    """Each whole day of a job that had anything, the oldest first."""
    return connection.execute(
        f"SELECT day, {', '.join(DAY_FIGURES)} FROM daily WHERE job_id = ? AND day BETWEEN ? AND ?"
        " ORDER BY day",
        (job, window.first_day, window.last_day),
    ).fetchall()


def figures_of_day(day: int, tally: Tally) -> DayFigures:
    """The ``DayFigures`` of a day that was added up here."""
    return (day, *(getattr(tally, name) for name in DAY_FIGURES))


def joined(days: list[DayFigures], more: list[DayFigures]) -> list[DayFigures]:
    """Two lists of days as one in their order, with days that both have added up."""
    by_day: dict[int, DayFigures] = {one[0]: one for one in days}
    for day, *figures in more:
        known = by_day.get(day)
        sums = figures if known is None else map(sum, zip(known[1:], figures, strict=True))
        by_day[day] = (day, *sums)
    return [by_day[day] for day in sorted(by_day)]


def _causes(
    connection: sqlite3.Connection, window: Window, job: int | None
) -> defaultdict[int, Causes]:
    where, parameters = _asked(window, job)
    rows = connection.execute(
        "SELECT j.key, c.state, c.cause, sum(c.count), max(c.last_run_id), max(c.last_at), min(c.day)"
        f" FROM {_CAUSES} WHERE {where} GROUP BY j.key, c.state, c.cause",
        parameters,
    )
    found: defaultdict[int, Causes] = defaultdict(dict)
    for key, state, cause, *counts in rows:
        found[key][state, cause] = Cause(*counts)
    return found


def _asked(window: Window, job: int | None) -> tuple[str, tuple[int, ...]]:
    """The condition on jobs, and the parameters of a query with the days of ``window`` before it."""
    days = (window.first_day, window.last_day)
    return ("1", days) if job is None else ("j.key = ?", (*days, job))
