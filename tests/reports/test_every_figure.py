"""Every figure of the comprehensive report, computed once more by the plain way from the rows themselves.

Nothing here asks the code that it examines: rows in, sums by hand. What is judged, not counted (anomalies,
forecasts, sentences), is tested in ``tests/domain`` and ``test_outlook``.
"""

from __future__ import annotations

import math
import tempfile
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lsh.domain.histogram import RELATIVE_ERROR
from lsh.domain.run import RunKind
from lsh.reports.comprehensive import comprehensive
from lsh.store.rollups import roll_up
from tests.support.ledger import History, history

START = datetime(2026, 10, 23, tzinfo=UTC)  # summer time ends in the midst of these days
NOW = START + timedelta(days=5)
RATE = 0.36
CAUSES = {
    "disk full": "disk full", "open /a/b: denied": "open <path>: denied",
    "open /a/c: denied": "open <path>: denied", "13 bytes left": "N bytes left", None: "error",
}  # fmt: skip
SECONDS = st.none() | st.floats(0, 5000).map(lambda value: round(value, 6))
RUNS = st.fixed_dictionaries(
    {
        "job": st.integers(0, 2),
        "minutes": st.integers(0, 4 * 24 * 60),
        "state": st.sampled_from(("succeeded", "failed", "cancelled", "skipped", "missed")),
        "kind": st.sampled_from(list(RunKind)),
        "duration": SECONDS,
        "cpu": SECONDS,
        "rss": st.none() | st.integers(1, 1 << 34),
        "late": st.floats(0, 100).map(lambda value: round(value, 6)),
        "tries": st.integers(1, 3),
        "span": st.integers(1, 50),
        "error": st.sampled_from(list(CAUSES)),
    }
)
HISTORIES = st.lists(RUNS, max_size=30, unique_by=lambda run: (run["job"], run["minutes"]))
MINUTE = st.none() | st.integers(0, 4 * 24 * 60)


class Row(NamedTuple):
    """A run as the ledger has it, with what its earlier attempts used."""

    id: int
    job: str
    state: str
    at: datetime
    late: float | None
    finished: datetime
    attempt: int
    cause: str | None
    duration: float | None
    cpu: float
    rss: int
    span: int

    @property
    def ran(self) -> bool:
        return self.state in ("succeeded", "failed", "cancelled")


def instant(micros: int) -> datetime:
    return datetime.fromtimestamp(micros // 10**6, UTC) + timedelta(microseconds=micros % 10**6)


def rows_of(connection: Any) -> list[Row]:
    """Every run that counts, in the order of its instants."""
    found = []
    for run in connection.execute(
        "SELECT r.id, j.id, r.state, r.scheduled_for, r.due_at, r.started_at, r.finished_at, r.attempt,"
        " coalesce(r.error, r.reason), r.duration, r.cpu_seconds, r.max_rss_bytes, r.span, r.kind"
        " FROM runs r JOIN jobs j ON j.key = r.job_id ORDER BY r.scheduled_for"
    ):
        (
            key,
            job,
            state,
            at,
            due,
            started,
            finished,
            attempt,
            cause,
            duration,
            cpu,
            rss,
            span,
            kind,
        ) = run
        if kind in ("test", "notify"):
            continue
        used = connection.execute(
            "SELECT cpu_seconds, max_rss_bytes FROM attempts WHERE run_id = ?", (key,)
        ).fetchall()
        late = (started - due) / 1e6 if kind == "scheduled" and started is not None else None
        found.append(
            Row(
                key, job, state, instant(at), late, instant(finished), attempt, cause, duration,
                (cpu or 0) + sum(one or 0 for one, _ in used), max([rss or 0, *(m or 0 for _, m in used)]),
                span,
            )
        )  # fmt: skip
    return found


def near(told: float | None, values: list[float], share: float) -> None:
    """The percentile of values by the nearest rank, as exact as a histogram has it."""
    if not values:
        assert told is None
        return
    exact = sorted(values)[max(math.ceil(share * len(values) - 1e-9), 1) - 1]
    assert told == pytest.approx(exact, rel=RELATIVE_ERROR + 1e-6, abs=2e-6)


def check_figures(told: dict[str, Any], rows: list[Row]) -> None:
    """What a job's report and the totals have in common."""
    ran = [row for row in rows if row.ran]
    good, bad = ([row for row in ran if row.state == state] for state in ("succeeded", "failed"))
    assert (told["runs"], told["successes"], told["failures"]) == (len(ran), len(good), len(bad))
    assert told["cancelled"] == len(ran) - len(good) - len(bad)
    for state in ("skipped", "missed"):
        assert told[state] == sum(row.span for row in rows if row.state == state)
    decided = len(good) + len(bad)
    assert told["success_rate"] == (round(100 * len(good) / decided, 4) if decided else None)
    assert told["attempts"] == sum(row.attempt for row in rows)
    assert told["retries"] == sum(row.attempt - 1 for row in ran)
    timed = [row.duration for row in (*good, *bad) if row.duration is not None]
    total = told["duration"]["total"]
    assert total == pytest.approx(sum(timed), abs=1e-5)
    assert told["duration"]["mean"] == (
        pytest.approx(sum(timed) / len(timed), abs=1e-5) if timed else None
    )
    assert told["duration"]["max"] == (max(timed) if timed else None)
    near(told["duration"]["p50"], timed, 0.5)
    near(told["duration"]["p95"], timed, 0.95)
    late = [row.late for row in rows if row.late is not None]
    near(told["lateness"]["p50"], late, 0.5)
    near(told["lateness"]["p99"], late, 0.99)
    check_bins(told["lateness"]["histogram"], late)
    assert told["cpu_seconds"] == pytest.approx(sum(row.cpu for row in rows), abs=1e-4)
    assert told["max_rss_bytes"] == (max((row.rss for row in rows), default=0) or None)
    assert told["cost"] == pytest.approx(told["cpu_seconds"] / 3600 * RATE, abs=1e-4)


def check_bins(bins: list[dict[str, Any]], late: list[float]) -> None:
    """At every edge the count of those below lies between those surely below and those perhaps."""
    assert sum(one["count"] for one in bins) == len(late)
    reached = 0
    for one in bins:
        reached += one["count"]
        if one["up_to"] is not None:
            surely = sum(value * (1 + 2 * RELATIVE_ERROR) <= one["up_to"] for value in late)
            perhaps = sum(value <= one["up_to"] * (1 + 2 * RELATIVE_ERROR) for value in late)
            assert surely <= reached <= perhaps


def check_trend(trend: list[dict[str, Any]], rows: list[Row]) -> None:
    days = sorted({row.at.date().isoformat() for row in rows})
    assert [day["day"] for day in trend] == days
    for day in trend:
        of_day = [row for row in rows if row.at.date().isoformat() == day["day"]]
        states = Counter({row.state: 0 for row in of_day})
        for row in of_day:
            states[row.state] += 1 if row.ran else row.span
        told = {name: day[name] for name in ("cancelled", "skipped", "missed")}
        assert told == {name: states[name] for name in told}
        assert (day["successes"], day["failures"]) == (states["succeeded"], states["failed"])
        assert day["runs"] == sum(row.ran for row in of_day)
        timed = [
            row.duration
            for row in of_day
            if row.state in ("succeeded", "failed") and row.duration is not None
        ]
        mean = pytest.approx(sum(timed) / len(timed), abs=1e-5) if timed else None
        assert day["mean_duration"] == mean
        assert day["cpu_seconds"] == pytest.approx(sum(row.cpu for row in of_day), abs=1e-4)


def check_causes(told: list[dict[str, Any]], rows: list[Row]) -> None:
    failed = [row for row in rows if row.state == "failed"]
    groups: dict[str, list[Row]] = {}
    for row in failed:
        groups.setdefault(CAUSES[row.cause], []).append(row)
    assert sum(one["count"] for one in told) == len(failed)
    for one, (shared, found) in zip(
        sorted(told, key=lambda one: one["last_run_id"]),
        sorted(groups.items(), key=lambda item: str(max(item[1], key=lambda row: row.at).id)),
        strict=True,
    ):
        texts = {row.cause for row in found}
        last = max(found, key=lambda row: row.at)
        # the path is told where all have the same
        cause = next(iter(texts)) if shared.startswith("open") and len(texts) == 1 else shared
        assert (one["cause"], one["count"], one["variants"]) == (cause, len(found), len(texts))
        assert read(one["last_at"]) == last.at
        assert one["first_day"] == min(row.at for row in found).date().isoformat()
        assert {job["id"] for job in one["jobs"]} == {row.job for row in found}
        assert one["example"] == last.cause


def read(wire: str | None) -> datetime | None:
    return None if wire is None else datetime.fromisoformat(wire)


def check_hours(report: dict[str, Any], rows: list[Row], zone: ZoneInfo) -> None:
    for name, some in (("runs", [row for row in rows if row.ran]),
                       ("failures", [row for row in rows if row.state == "failed"])):  # fmt: skip
        week = Counter(
            (row.at.astimezone(zone).weekday(), row.at.astimezone(zone).hour) for row in some
        )
        told = report["heatmap"][name]
        assert all(told[day][hour] == week[day, hour] for day in range(7) for hour in range(24))
        hours = Counter(row.at.astimezone(zone).hour for row in some)
        assert [hour[name] for hour in report["busiest_hours"]] == [
            hours[hour] for hour in range(24)
        ]
    assert report["week"] == report["heatmap"]["runs"]


def check_job(told: dict[str, Any], rows: list[Row], ever: list[Row]) -> None:
    """What only a job's own report has. All its runs are few enough to be read singly."""
    for key, state in (("last_success", "succeeded"), ("last_failure", "failed")):
        ends = [row.finished for row in ever if row.state == state]
        assert read(told[key]) == max(ends, default=None)
    not_run = Counter[tuple[str, str]]()
    for row in rows:
        if not row.ran:
            not_run[row.state, "no reason given"] += row.span
    assert {(one["state"], one["reason"]): one["count"] for one in told["not_run"]} == not_run
    if told["runs"]:
        decided = [row.state for row in rows if row.state in ("succeeded", "failed")]
        assert told["flips"] == sum(one != other for one, other in pairwise(decided))
        assert told["saved"] == sum(row.state == "succeeded" and row.attempt > 1 for row in rows)


def check_rankings(report: dict[str, Any], rows: list[Row]) -> None:
    """Each line of a table is its job's own figure, the greatest first, and none is left out."""
    jobs = {job["job"]["id"]: job for job in report["jobs"]}
    running = sum(job["duration"]["total"] for job in jobs.values())
    cpu = sum(job["cpu_seconds"] for job in jobs.values())
    for row in report["slowest"]:
        own = jobs[row["job"]["id"]]
        assert row["share"] == (
            round(100 * own["duration"]["total"] / running, 2) if running else 0
        )
        assert all(row[key] == own["duration"][key] for key in ("p50", "p95", "max", "total"))
    for row in report["hungriest"]:
        own = jobs[row["job"]["id"]]
        assert row["share"] == (round(100 * own["cpu_seconds"] / cpu, 2) if cpu else 0)
        assert all(row[key] == own[key] for key in ("cpu_seconds", "max_rss_bytes", "cost"))
    for row in report["latest"]:
        assert {key: row[key] for key in ("p50", "p99")} == {
            key: jobs[row["job"]["id"]]["lateness"][key] for key in ("p50", "p99")
        }
    for row in report["flakiest"]:
        own = jobs[row["job"]["id"]]
        lost = own["failures"] + own["retries"]
        assert row["trouble"] == round(100 * lost / own["attempts"], 2)
        assert all(
            row[key] == own[key] for key in ("runs", "failures", "retries", "flips", "saved")
        )
    there = {
        "slowest": {name for name, job in jobs.items() if job["duration"]["max"] is not None},
        "latest": {row.job for row in rows if row.late is not None},
        "hungriest": {row.job for row in rows if row.cpu or row.rss},
        "idle": set(jobs) - {row.job for row in rows if row.ran},
    }
    for name, expected in there.items():
        assert {row["job"]["id"] for row in report[name]} == expected, name
    for name, key in (
        ("slowest", "p95"),
        ("latest", "p99"),
        ("hungriest", "cpu_seconds"),
        ("flakiest", "trouble"),
    ):
        values = [row[key] for row in report[name]]
        assert values == sorted(values, reverse=True), name


def write(written: History, runs: list[dict[str, Any]], rolled: int) -> None:
    jobs = [written.job(f"Job {number}") for number in range(3)]
    for run in runs:
        details = {k: v for k, v in run.items() if k not in ("job", "minutes", "state", "span")}
        span = run["span"] if run["state"] in ("skipped", "missed") else 1
        at = START + timedelta(minutes=run["minutes"])
        written.run(jobs[run["job"]], at, run["state"], span=span, **details)
    with written.ledger.transaction():
        roll_up(written.connection, rolled)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(HISTORIES, st.integers(0, 30), MINUTE, MINUTE, st.sampled_from(["UTC", "Europe/Berlin"]))
def test_every_figure_is_that_of_the_rows(
    runs: list[dict[str, Any]], rolled: int, since: int | None, until: int | None, name: str
) -> None:
    """However much is rolled up, and wherever the window begins and ends."""
    if since is not None and until is not None:
        since, until = sorted((since, until))
    begin, end = (None if one is None else START + timedelta(minutes=one) for one in (since, until))
    zone = ZoneInfo(name)
    with tempfile.TemporaryDirectory() as folder, history(Path(folder) / "lsh.db") as written:
        write(written, runs, rolled)
        report = comprehensive(
            written.connection,
            since=begin,
            until=end,
            now=NOW,
            rate=RATE,
            currency="EUR",
            zone=zone,
        )
        ever = rows_of(written.connection)
    rows = [row for row in ever if (not begin or row.at >= begin) and (not end or row.at < end)]
    check_figures(report["totals"], rows)
    assert report["totals"]["ran_jobs"] == len({row.job for row in rows if row.ran})
    check_trend(report["trend"], rows)
    check_causes(report["causes"], rows)
    check_hours(report, rows, zone)
    assert [job["job"]["id"] for job in report["jobs"]] == ["job-0", "job-1", "job-2"]
    for job in report["jobs"]:
        own = [row for row in rows if row.job == job["job"]["id"]]
        check_figures(job, own)
        check_trend(job["trend"], own)
        check_job(job, own, [row for row in ever if row.job == job["job"]["id"]])
    check_rankings(report, rows)
