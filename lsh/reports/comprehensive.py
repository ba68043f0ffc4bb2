"""The report of everything: totals, what stands out, and a section for each job."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any

from lsh.domain.instant import to_micros, to_wire
from lsh.domain.tally import Tally
from lsh.reports import rankings
from lsh.reports.causes import causes_of, with_examples
from lsh.reports.collection import uncollected
from lsh.reports.figures import Price, errors_of, figures_of, newest_error, trend_of, window_of
from lsh.reports.sentences import of_all
from lsh.reports.summary import reports_of, window_between
from lsh.store.report_queries import AllFigures, JobFigures, all_figures
from lsh.store.whole_days import DayFigures

_ERROR_GROUPS = 20
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@uncollected()
def comprehensive(
    connection: sqlite3.Connection,
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    now: datetime,
    rate: float = 0.0,
    currency: str | None = None,
    zone: tzinfo = UTC,
) -> dict[str, Any]:
    """A ``ComprehensiveReport``; None is from the beginning and until now.

    ``rate`` is what an hour of CPU time costs, in ``currency``. Hours of the day and weekdays are told
    by the clock of ``zone``, counted by whole UTC hours; all else is UTC. A window that begins at
    midnight UTC is the cheapest.
    """
    everything = all_figures(connection, window_between(since, until, now))
    figures = sorted(everything.jobs, key=lambda one: one.job.key)
    price = Price(rate, currency)
    jobs = reports_of(connection, everything, now=now, price=price, zone=zone)
    causes = _causes(figures, jobs)
    with_examples(connection, causes)
    report: dict[str, Any] = {
        "generated_at": to_wire(to_micros(now)),
        "window": window_of(everything.window, to_micros(now), exact=False),
        "zone": str(zone),
        "totals": _totals(figures, jobs, price),
        **_standing_out(figures, jobs),
        "errors": _errors(figures, jobs),
        "causes": causes,
        **_hours(everything, zone),
        "trend": _trend(figures),
        "jobs": jobs,
    }
    report["summary"] = of_all(report)
    return report


def _standing_out(figures: list[JobFigures], jobs: list[dict[str, Any]]) -> dict[str, Any]:
    errors = {one.job.id: newest_error(one.tally) for one in figures}
    return {
        "failing_now": rankings.failing_now(jobs, errors),
        "anomalies": rankings.anomalies(jobs),
        "riskiest": rankings.riskiest(jobs),
        "not_run": rankings.not_run(jobs),
        "idle": rankings.idle(jobs),
        "slowest": rankings.slowest(jobs),
        "flakiest": rankings.flakiest(jobs),
        "latest": rankings.latest(jobs),
        "hungriest": rankings.hungriest(jobs),
    }


def _totals(figures: list[JobFigures], jobs: list[dict[str, Any]], price: Price) -> dict[str, Any]:
    total = Tally()
    for one in figures:
        total.merge(one.tally)
    living = [job for job in jobs if job["job"]["state"] != "removed"]
    return {
        **figures_of(total, price),
        "jobs": len(living),
        "active_jobs": sum(
            job["job"]["state"] == "active" and job["job"]["schedule"] is not None for job in living
        ),
        "ran_jobs": sum(job["runs"] > 0 for job in jobs),
    }


def _errors(figures: list[JobFigures], jobs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    references = {job["job"]["id"]: rankings.reference(job) for job in jobs}
    causes = (
        (references[one.job.id], error)
        for one in figures
        for error in errors_of(one.tally, len(one.tally.causes))
    )
    return rankings.error_groups(causes, _ERROR_GROUPS)


def _causes(figures: list[JobFigures], jobs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    references = {job["job"]["id"]: rankings.reference(job) for job in jobs}
    return causes_of((references[one.job.id], one.tally.causes) for one in figures)


def _trend(figures: list[JobFigures]) -> list[dict[str, Any]]:
    by_day: defaultdict[int, list[DayFigures]] = defaultdict(list)
    for one in figures:
        for of_job in one.days:
            by_day[of_job[0]].append(of_job)
    return trend_of((day, *_added(by_day[day])) for day in sorted(by_day))


def _added(days: list[DayFigures]) -> Iterator[int]:
    _, *columns = zip(*days, strict=True)
    return map(sum, columns)


def _hours(everything: AllFigures, zone: tzinfo) -> dict[str, Any]:
    week = [[0] * 24 for _ in range(7)]
    failed = [[0] * 24 for _ in range(7)]
    runs: Counter[int] = Counter()
    failures: Counter[int] = Counter()
    for slot, count in everything.hours.items():
        local = (_EPOCH + timedelta(hours=slot)).astimezone(zone)
        week[local.weekday()][local.hour] += count
        failed[local.weekday()][local.hour] += everything.failed_hours[slot]
        runs[local.hour] += count
        failures[local.hour] += everything.failed_hours[slot]
    by_hour = [{"hour": h, "runs": runs[h], "failures": failures[h]} for h in range(24)]
    heatmap = {"zone": str(zone), "runs": week, "failures": failed}
    return {"busiest_hours": by_hour, "week": week, "heatmap": heatmap}
