"""The report of one job, against figures worked out by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import msgspec
import pytest

from lsh.domain.errors import AmbiguousReference, NotFound
from lsh.domain.instant import to_micros
from lsh.domain.run import RunKind
from lsh.reports.summary import all_reports, job_report, recent
from lsh.schema.report import JobReport
from lsh.store.retention import delete_runs
from tests.support.ledger import History

NOW = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
DAY = datetime(2026, 11, 20, tzinfo=UTC)
NOTHING = {"mean": None, "p50": None, "p95": None, "max": None, "total": 0.0}


def report_on(written: History, name: str = "backup", **window: Any) -> dict[str, Any]:
    """The report, once before rolling up and once after: they must be the same."""
    before = job_report(written.connection, name, now=NOW, **window)
    written.roll_up()
    after = job_report(written.connection, name, now=NOW, **window)
    assert before == after
    msgspec.convert(after, JobReport, strict=True)
    return after


def test_no_run_at_all(written: History) -> None:
    written.job("Backup")
    report = report_on(written)
    assert report["runs"] == report["successes"] == report["failures"] == 0
    assert report["success_rate"] is None
    assert report["duration"] == NOTHING
    assert report["lateness"] == {"p50": None, "p99": None, "histogram": []}
    assert report["last_success"] is report["last_failure"] is report["max_rss_bytes"] is None
    assert report["common_errors"] == report["trend"] == report["not_run"] == []
    assert report["summary"] == ["Nothing ran in this time."]


def test_one_run(written: History) -> None:
    job = written.job("Backup")
    written.run(job, DAY, duration=12.5, late=0.004, cpu=3.6, rss=1_000_000)
    report = report_on(written, rate=10.0)
    assert (report["runs"], report["successes"], report["success_rate"]) == (1, 1, 100.0)
    assert report["duration"] == {
        "mean": 12.5,
        "p50": 12.5,
        "p95": 12.5,
        "max": 12.5,
        "total": 12.5,
    }
    assert report["lateness"] == {
        "p50": 0.004,
        "p99": 0.004,
        "histogram": [{"up_to": 0.005, "count": 1}],
    }
    assert (report["cpu_seconds"], report["max_rss_bytes"]) == (3.6, 1_000_000)
    assert report["cost"] == 0.01, "3.6 seconds are a thousandth of an hour"
    assert report["last_success"] == "2026-11-20T00:00:12.504+00:00"
    assert report["window"] == {"since": None, "until": "2026-11-22T06:30:00+00:00", "exact": True}
    assert report["trend"] == [
        {"day": "2026-11-20", "runs": 1, "successes": 1, "failures": 0, "cancelled": 0, "skipped": 0,
         "missed": 0, "mean_duration": 12.5, "cpu_seconds": 3.6}
    ]  # fmt: skip
    assert report["summary"] == ["The one run succeeded."]


def test_all_failed(written: History) -> None:
    job = written.job("Backup")
    messages = ("disk full, 13 bytes left", "disk full, 7 bytes left", "no route to host")
    for hour, message in enumerate(messages):
        at = DAY + timedelta(hours=hour)
        written.run(job, at, "failed", duration=2.0, error=message, exit_code=1)
    written.fail_in_row(job, 3)
    report = report_on(written)
    assert (report["failures"], report["success_rate"]) == (3, 0.0)
    assert report["last_success"] is None
    found = [(error["error"], error["count"]) for error in report["common_errors"]]
    assert found == [("disk full, N bytes left", 2), ("no route to host", 1)]
    assert report["common_errors"][0]["last_run_id"] == "2"
    assert report["summary"] == [
        "All 3 runs failed.",
        "The newest 3 runs failed; it has never succeeded.",
        "Most often (2 of 3 failures): disk full, N bytes left.",
    ]


def test_only_skipped(written: History) -> None:
    job = written.job("Backup")
    for hour in range(3):
        written.run(job, DAY + timedelta(hours=hour), "skipped", reason="still running")
    written.run(job, DAY + timedelta(hours=5), "missed", span=40, reason="the machine was off")
    report = report_on(written)
    assert (report["runs"], report["skipped"], report["missed"]) == (0, 3, 40)
    assert report["success_rate"] is None
    assert report["common_errors"] == []
    assert [(one["state"], one["reason"], one["count"]) for one in report["not_run"]] == [
        ("missed", "the machine was off", 40),
        ("skipped", "still running", 3),
    ]
    assert report["summary"] == [
        "Nothing ran in this time.",
        "3 occurrences were skipped and 40 were missed, most often because the machine was off.",
    ]


def test_percentiles_and_counts(written: History) -> None:
    job = written.job("Backup", max_retries=1)
    for number in range(1, 21):
        written.run(job, DAY + timedelta(minutes=number), duration=float(number))
    written.run(job, DAY + timedelta(minutes=30), "cancelled", duration=500.0)
    written.run(job, DAY + timedelta(minutes=40), tries=2, duration=1.0)
    written.run(job, DAY + timedelta(minutes=50), kind=RunKind.TEST, duration=900.0)
    report = report_on(written)
    assert (report["runs"], report["successes"], report["cancelled"]) == (22, 21, 1)
    assert (report["attempts"], report["retries"], report["success_rate"]) == (23, 1, 100.0)
    assert report["duration"]["total"] == 211.0, "of cancelled runs and tests no duration counts"
    assert (report["duration"]["p50"], report["duration"]["p95"]) == (10.0, 19.0)
    assert report["duration"]["max"] == 20.0


def test_a_window_holds_what_is_scheduled_in_it(written: History) -> None:
    job = written.job("Backup")
    for hour in range(48):
        written.run(job, DAY + timedelta(hours=hour), duration=1.0)
    since, until = DAY + timedelta(hours=5), DAY + timedelta(hours=30)
    report = report_on(written, since=since, until=until)
    assert report["runs"] == 25
    assert [day["runs"] for day in report["trend"]] == [19, 6]
    assert report["last_success"].startswith("2026-11-21T23"), "the last ever"


def test_after_retention_percentiles_are_near(written: History) -> None:
    job = written.job("Backup")
    ids = [
        written.run(job, DAY - timedelta(days=9) + timedelta(hours=hour), duration=1 + hour / 10)
        for hour in range(240)
    ]
    exact = report_on(written)
    with written.ledger.transaction():
        delete_runs(written.connection, ids[:100])
    near = job_report(written.connection, "backup", now=NOW)
    assert exact["window"]["exact"]
    assert not near["window"]["exact"]
    assert near["runs"] == 240
    for name in ("p50", "p95"):
        assert near["duration"][name] == pytest.approx(exact["duration"][name], rel=0.025)
    for name in ("mean", "max", "total"):
        assert near["duration"][name] == exact["duration"][name]
    midday = DAY - timedelta(days=9) + timedelta(hours=12)
    whole = job_report(written.connection, "backup", since=midday, now=NOW)
    assert whole["window"]["since"] == "2026-11-11T00:00:00+00:00"
    assert whole["runs"] == 240


def test_slowing_down_is_said(written: History) -> None:
    job = written.job("Backup")
    for number in range(20):
        at = DAY - timedelta(days=20 - number)
        for hour in range(2):
            written.run(job, at + timedelta(hours=hour), duration=10.0 if number < 10 else 15.0)
    sentence = "In the later half of these days a run took 50.0 % longer than in the earlier."
    assert sentence in report_on(written)["summary"]


def test_which_job(written: History) -> None:
    written.job("Backup One")
    removed = written.job("Old")
    written.run(removed, DAY)
    with written.ledger.transaction():
        written.ledger.jobs.remove(removed, at=to_micros(NOW), actor="test")
    written.job("Backup Two")
    assert report_on(written, "backup-o")["job"]["name"] == "Backup One"
    assert report_on(written, "old")["job"]["state"] == "removed"
    with pytest.raises(NotFound):
        job_report(written.connection, "nothing", now=NOW)
    with pytest.raises(AmbiguousReference):
        job_report(written.connection, "backup", now=NOW)


def test_recent_days_begin_at_midnight() -> None:
    assert recent(NOW) == datetime(2026, 10, 24, tzinfo=UTC)
    berlin = datetime(2026, 11, 22, 0, 30, tzinfo=timezone(timedelta(hours=1)))
    assert recent(berlin, 1) == datetime(2026, 11, 21, tzinfo=UTC)


def test_each_job_by_name(written: History) -> None:
    for name in ("beta", "Alpha", "gone"):
        job = written.job(name)
    with written.ledger.transaction():
        written.ledger.jobs.remove(job, at=to_micros(NOW), actor="test")
    reports = all_reports(written.connection, now=NOW)
    assert [report["job"]["name"] for report in reports] == ["Alpha", "beta"]
