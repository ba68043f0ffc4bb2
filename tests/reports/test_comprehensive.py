from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from lsh.reports.comprehensive import comprehensive
from lsh.reports.summary import all_reports
from lsh.schema.report import ComprehensiveReport
from tests.reports.household import NOW, SINCE
from tests.support.ledger import History


def report_of(written: History, **options: Any) -> dict[str, Any]:
    report = comprehensive(written.connection, since=SINCE, now=NOW, **options)
    msgspec.convert(report, ComprehensiveReport, strict=True)
    return report


def names(rows: list[dict[str, Any]]) -> list[str]:
    return [row["job"]["name"] for row in rows]


def test_totals_are_those_of_the_jobs(household: History) -> None:
    report = report_of(household, rate=0.05)
    totals = report["totals"]
    for name in ("runs", "successes", "failures", "skipped", "missed", "attempts", "retries"):
        assert totals[name] == sum(job[name] for job in report["jobs"]), name
        if name in ("runs", "successes", "failures", "skipped", "missed"):
            assert totals[name] == sum(day[name] for day in report["trend"]), name
    assert totals["runs"] == sum(hour["runs"] for hour in report["busiest_hours"])
    assert totals["runs"] == sum(map(sum, report["week"]))
    assert (totals["jobs"], totals["active_jobs"], totals["ran_jobs"]) == (5, 5, 5)


def test_what_holds_for_99_of_100_is_not_said_of_fewer(written: History) -> None:
    job = written.job("Young")
    for ago in range(1, 3):
        written.run(job, NOW - timedelta(days=ago), late=0.25 * ago)
    report = report_of(written)
    assert "The latest start was about 489ms after its instant." in report["summary"]


def test_the_same_before_and_after_rolling_up(household: History) -> None:
    before = report_of(household)
    household.roll_up()
    assert report_of(household) == before


def test_what_stands_out(household: History) -> None:
    report = report_of(household)
    assert names(report["failing_now"]) == ["Sales Report"]
    assert report["failing_now"][0]["failures_in_row"] == 3
    assert "orders_2026" in report["failing_now"][0]["error"]
    assert names(report["flakiest"])[0] == "Data Sync"
    assert names(report["slowest"])[0] == "Daily Backup"
    assert names(report["hungriest"])[0] == "Daily Backup"
    assert names(report["not_run"]) == ["Data Sync", "Daily Backup"]
    assert report["idle"] == [
        {"job": {"id": "quarterly-audit", "name": "Quarterly Audit"}, "why": "none was due"}
    ]
    assert report["errors"][0]["jobs"] == [{"id": "data-sync", "name": "Data Sync"}]
    assert report["errors"][0]["error"].startswith("ssh: connect to host <address>")
    assert "1 job is failing now: Sales Report." in report["summary"]


def test_jobs_are_those_of_all_reports(household: History) -> None:
    report = report_of(household)
    assert report["jobs"] == all_reports(household.connection, since=SINCE, now=NOW)
    assert [job["job"]["name"] for job in report["jobs"]][3] == "Old Importer", (
        "removed, but it ran"
    )


def test_hours_go_by_the_zones_clock(written: History) -> None:
    job = written.job("Backup")
    # both at two in the morning in Berlin, a Sunday before and a Monday after clocks went back
    written.run(job, datetime(2026, 10, 25, 0, 0, tzinfo=UTC))
    written.run(job, datetime(2026, 10, 26, 1, 0, tzinfo=UTC), "failed")
    report = report_of(written, zone=ZoneInfo("Europe/Berlin"))
    assert report["zone"] == "Europe/Berlin"
    assert report["busiest_hours"][2] == {"hour": 2, "runs": 2, "failures": 1}
    assert (report["week"][6][2], report["week"][0][2]) == (1, 1)


def test_one_cause_in_several_jobs_is_one(written: History) -> None:
    for number in range(3):
        job = written.job(f"Job {number}")
        for hour in range(number + 1):
            at = SINCE + timedelta(hours=hour)
            written.run(job, at, "failed", error=f"db {number} refused", exit_code=1)
    (group,) = report_of(written)["errors"]
    assert (group["error"], group["count"]) == ("db N refused", 6)
    assert [job["name"] for job in group["jobs"]] == ["Job 2", "Job 1", "Job 0"]


def test_why_a_job_is_idle(written: History) -> None:
    stopped = written.job("Stopped", enabled=False)
    paused = written.job("Paused")
    skipped = written.job("Skipped")
    written.job("By Hand", schedule=None)
    written.run(skipped, SINCE, "skipped", reason="still running")
    with written.ledger.transaction():
        written.ledger.jobs.pause(paused, at=0, actor="test", reason=None)
    report = report_of(written)
    assert stopped.enabled is False
    assert {row["job"]["name"]: row["why"] for row in report["idle"]} == {
        "Stopped": "its schedule is stopped",
        "Paused": "it is paused",
        "Skipped": "each occurrence was skipped",
        "By Hand": "it has no schedule and nobody ran it",
    }


def test_nothing_at_all(written: History) -> None:
    report = report_of(written)
    assert report["totals"]["runs"] == 0
    assert report["jobs"] == report["trend"] == []
    assert report["summary"] == ["There are no jobs yet."]
