"""The report of one job, and of each job."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from lsh.domain.instant import to_micros, to_wire
from lsh.domain.window import Window
from lsh.reports.causes import causes_of, with_examples
from lsh.reports.collection import uncollected
from lsh.reports.figures import (
    Price,
    errors_of,
    figures_of,
    job_of,
    not_run_of,
    trend_of,
    window_of,
)
from lsh.reports.outlook import NOTHING, Outlook, promising
from lsh.reports.sentences import of_job
from lsh.store.report_queries import (
    AllFigures,
    JobFigures,
    Samples,
    all_figures,
    find_reported,
    job_figures,
    samples,
)

COMMON_ERRORS = 5
_EXACT_UP_TO = 20_000  # runs; reading them takes a tenth of a second
_READ_OF_ALL = 6_000  # runs, of all jobs together


def job_report(
    connection: sqlite3.Connection,
    reference: str,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    now: datetime,
    rate: float = 0.0,
    currency: str | None = None,
    zone: tzinfo = UTC,
) -> dict[str, Any]:
    """A ``JobReport`` of the job meant by ``reference``, removed or not.

    ``since`` and ``until`` are of scheduled instants; None is from the beginning and until now. While
    the runs themselves are all there and not too many, percentiles are exact. ``rate`` is what an
    hour of CPU time costs, in ``currency``. Hours and weekdays are those of the job's own zone, or of
    ``zone`` where it has none. Raises NotFound and AmbiguousReference.
    """
    job = find_reported(connection, reference)
    window = window_between(since, until, now).aligned(job.runs_since)
    figures = job_figures(connection, job, window)
    few = figures.tally.runs + figures.tally.skipped <= _EXACT_UP_TO
    exact = samples(connection, job, window, limit=_EXACT_UP_TO) if few else None
    outlook = Outlook(connection, window, now=to_micros(now), zone=zone).of_one_job(figures)
    price = Price(rate, currency)
    report = report_of(figures, window, now=now, price=price, exact=exact, outlook=outlook)
    with_examples(connection, report["causes"])
    return report


@uncollected()
def all_reports(
    connection: sqlite3.Connection,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    now: datetime,
    rate: float = 0.0,
    currency: str | None = None,
    zone: tzinfo = UTC,
) -> list[dict[str, Any]]:
    """A ``JobReport`` of each job that is there or did something in the window, by name.

    Percentiles are those of histograms, within 2.5 %.
    """
    everything = all_figures(connection, window_between(since, until, now))
    return reports_of(connection, everything, now=now, price=Price(rate, currency), zone=zone)


def reports_of(
    connection: sqlite3.Connection,
    everything: AllFigures,
    *,
    now: datetime,
    price: Price,
    zone: tzinfo,
) -> list[dict[str, Any]]:
    """The ``JobReport`` of each job, by name; single runs are read of the most promising ones."""
    window, moment = everything.window, to_micros(now)
    look = Outlook(connection, window, now=moment, zone=zone)
    chosen = {one.job.key for one in promising(everything.jobs, now=moment, budget=_READ_OF_ALL)}
    reports = [
        report_of(
            figures,
            window,
            now=now,
            price=price,
            outlook=look.of_job(figures) if figures.job.key in chosen else look.of_sums(figures),
        )
        for figures in everything.jobs
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
    price: Price,
    outlook: dict[str, Any],
    exact: Samples | None = None,
) -> dict[str, Any]:
    """The ``JobReport`` of figures that were read already; ``outlook`` is what single runs added."""
    job, tally = figures.job, figures.tally
    described = job_of(job)
    reference = {"id": described["id"], "name": described["name"]}
    report: dict[str, Any] = {
        "generated_at": to_wire(to_micros(now)),
        "job": described,
        "window": window_of(window, to_micros(now), exact=exact is not None),
        **figures_of(tally, price, exact),
        "last_success": to_wire(figures.last_success_at),
        "last_failure": to_wire(figures.last_failure_at),
        "common_errors": errors_of(tally, COMMON_ERRORS),
        "causes": causes_of([(reference, tally.causes)]),
        "not_run": not_run_of(tally),
        "trend": trend_of(figures.days),
        **NOTHING,
        **outlook,
    }
    report["summary"] = of_job(report)
    return report
