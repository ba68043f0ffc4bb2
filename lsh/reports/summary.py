"""The report of one job, and of each job."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from typing import Any

from lsh.domain.instant import to_micros, to_wire
from lsh.domain.window import Window
from lsh.reports.collection import uncollected
from lsh.reports.figures import errors_of, figures_of, job_of, not_run_of, trend_day, window_of
from lsh.reports.sentences import of_job
from lsh.store.report_queries import (
    JobFigures,
    Samples,
    all_figures,
    find_reported,
    job_figures,
    samples,
)

COMMON_ERRORS = 5
_EXACT_UP_TO = 20_000  # runs; reading them takes a tenth of a second


def job_report(
    connection: sqlite3.Connection,
    reference: str,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    now: datetime,
    rate: float = 0.0,
) -> dict[str, Any]:
    """A ``JobReport`` of the job meant by ``reference``, removed or not.

    ``since`` and ``until`` are of scheduled instants; None is from the beginning and until now. While
    the runs themselves are all there and not too many, percentiles are exact. ``rate`` is what an
    hour of CPU time costs. Raises NotFound and AmbiguousReference.
    """
    job = find_reported(connection, reference)
    window = window_between(since, until, now).aligned(job.runs_since)
    figures = job_figures(connection, job, window)
    few = figures.tally.runs + figures.tally.skipped <= _EXACT_UP_TO
    exact = samples(connection, job, window, limit=_EXACT_UP_TO) if few else None
    return report_of(figures, window, now=now, rate=rate, exact=exact)


@uncollected()
def all_reports(
    connection: sqlite3.Connection,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    now: datetime,
    rate: float = 0.0,
) -> list[dict[str, Any]]:
    """A ``JobReport`` of each job that is there or did something in the window, by name.

    Percentiles are those of histograms, within 2.5 %.
    """
    everything = all_figures(connection, window_between(since, until, now))
    reports = [
        report_of(figures, everything.window, now=now, rate=rate) for figures in everything.jobs
    ]
    return sorted(reports, key=by_name)


def by_name(report: dict[str, Any]) -> tuple[str, str]:
    """The order of job reports: by the job's name, then its id."""
    return report["job"]["name"].lower(), report["job"]["id"]


def recent(now: datetime, days: int = 30) -> datetime:
    """When the last ``days`` days began, today being one of them: a midnight (UTC), which is cheap."""
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=days - 1)


def window_between(since: datetime | None, until: datetime | None, now: datetime) -> Window:
    """The window of a report; one that ends now or later is open, as nothing ends later than now."""
    return Window(
        None if since is None else to_micros(since),
        None if until is None or until >= now else to_micros(until),
    )


def report_of(
    figures: JobFigures,
    window: Window,
    *,
    now: datetime,
    rate: float,
    exact: Samples | None = None,
) -> dict[str, Any]:
    """The ``JobReport`` of figures that were read already."""
    job, tally = figures.job, figures.tally
    report: dict[str, Any] = {
        "generated_at": to_wire(to_micros(now)),
        "job": job_of(job),
        "window": window_of(window, to_micros(now), exact=exact is not None),
        **figures_of(tally, rate, exact),
        "last_success": to_wire(figures.last_success_at),
        "last_failure": to_wire(figures.last_failure_at),
        "common_errors": errors_of(tally, COMMON_ERRORS),
        "not_run": not_run_of(tally),
        "trend": [trend_day(day, of_day) for day, of_day in figures.days.items()],
    }
    report["summary"] = of_job(report)
    return report
