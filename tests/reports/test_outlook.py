"""What single runs add to reports: read from a real ledger, by one job and by all."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from lsh.domain.instant import to_micros
from lsh.domain.window import Window
from lsh.reports.comprehensive import comprehensive
from lsh.reports.outlook import promising
from lsh.reports.summary import job_report
from lsh.schema.report import ComprehensiveReport, JobReport
from lsh.store.jobs import Moment
from lsh.store.records import StoredJob
from lsh.store.report_queries import all_figures
from tests.support.ledger import CREATED, History

NOW = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
TWO = timedelta(hours=2)


def days(ago: int) -> datetime:
    return NOW.replace(hour=2, minute=0) - timedelta(days=ago)


def nightly(written: History, took: dict[int, float], **spec: Any) -> StoredJob:
    """Forty nights of ten seconds, but for those ``took`` tells of by how many days ago."""
    job = written.job("Nightly", next_fire_at=days(-1), **spec)
    chance = random.Random(3)
    for ago in range(40, 0, -1):
        written.run(job, days(ago), duration=took.get(ago, 10 * chance.lognormvariate(0, 0.05)))
    return job


def one(written: History, name: str = "nightly", **options: Any) -> dict[str, Any]:
    report = job_report(written.connection, name, now=NOW, **options)
    msgspec.convert(report, JobReport, strict=True)
    return report


def every(written: History, **options: Any) -> dict[str, Any]:
    report = comprehensive(written.connection, now=NOW, **options)
    msgspec.convert(report, ComprehensiveReport, strict=True)
    return report


def test_a_slow_run_is_told_with_its_numbers(written: History) -> None:
    nightly(written, {4: 42.0})
    (found,) = one(written)["anomalies"]
    assert (found["kind"], found["value"], found["runs"]) == ("slow", 42.0, 40)
    assert found["at"] == "2026-11-18T02:00:00+00:00"
    assert found["season"] == {"weekday": None, "hour": 2}
    assert found["limit"] < 42 < 5 * found["usual"]
    start, end = f"usual for 02:00 is {found['usual']:.1f}s ± ", "(40 runs)."
    assert found["sentence"].startswith(f"Took 42.0s on Wed 18 Nov 02:00; {start}")
    assert found["sentence"].endswith(end)


def test_all_jobs_tell_the_same_as_one(written: History) -> None:
    nightly(written, {4: 42.0})
    written.roll_up()
    (found,) = every(written)["anomalies"]
    assert found == {"job": {"id": "nightly", "name": "Nightly"}, **one(written)["anomalies"][0]}


def test_an_anomaly_lies_in_the_window_its_measure_may_be_older(written: History) -> None:
    nightly(written, {30: 42.0})
    assert len(one(written)["anomalies"]) == 1
    assert one(written, since=days(20))["anomalies"] == []
    nightly_again = one(written, since=days(31), until=days(29))
    assert nightly_again["runs"] == 2, "too few by themselves"
    assert nightly_again["anomalies"] == [], "and of what came before there were only ten"


def test_hours_are_those_of_the_jobs_zone(written: History) -> None:
    nightly(written, {4: 42.0}, timezone="Asia/Tokyo")
    (found,) = one(written)["anomalies"]
    assert found["season"]["hour"] == 11
    assert one(written)["heatmap"]["zone"] == "Asia/Tokyo"
    assert sum(row[11] for row in one(written)["heatmap"]["runs"]) == 40


def silent(written: History, **spec: Any) -> StoredJob:
    """A job that ran every day until five days ago."""
    job = written.job("Import", **{"schedule": None, **spec})
    for ago in range(40, 4, -1):
        written.run(job, days(ago))
    return job


def test_a_run_that_did_not_come(written: History) -> None:
    silent(written)
    (found,) = one(written, "import")["anomalies"]
    assert (found["kind"], found["usual"], found["runs"]) == ("absent", 86400.0, 35)
    assert found["limit"] == 2 * 86400
    assert found["sentence"] == (
        "Last ran on Tue 17 Nov 02:00, 5d 4h ago; of 35 pauses before, the longest was 1d."
    )
    assert every(written)["anomalies"][0]["kind"] == "absent"
    assert one(written, "import", until=days(0))["anomalies"] == [], "of a past window nobody waits"


@pytest.mark.parametrize("reason", ["paused", "changed", "removed"])
def test_silence_that_has_a_reason_is_none(written: History, reason: str) -> None:
    job = silent(written)
    at = to_micros(days(3))
    with written.ledger.transaction():
        if reason == "paused":
            written.ledger.jobs.pause(job, at=at, actor="test", reason=None)
        elif reason == "removed":
            written.ledger.jobs.remove(job, at=at, actor="test")
        else:
            written.ledger.jobs.pause(job, at=at, actor="test", reason=None)
            written.ledger.jobs.resume(job, Moment(None, None), at=at, actor="test")
    assert one(written, "import")["anomalies"] == []


def test_the_forecast_of_one_job(written: History) -> None:
    nightly(written, {})
    ahead = one(written)["forecast"]
    assert ahead["at"] == "2026-11-23T02:00:00+00:00"
    assert ahead["duration"]["low"] < 10 < ahead["duration"]["high"]
    assert (ahead["duration"]["runs"], ahead["duration"]["trend"]) == (40, None)
    assert (ahead["failure"]["risk"], ahead["failure"]["runs"]) == (0.0, 39)
    assert ahead["sentences"][1] == (
        "None of 39 runs that followed a success failed: the risk is below 7.4 %,"
        " with 95 % confidence."
    )


def test_too_few_runs_for_a_forecast(written: History) -> None:
    job = written.job("Young", next_fire_at=days(-1))
    for ago in range(11, 0, -1):
        written.run(job, days(ago))
    for report in (one(written, "young"), every(written)["jobs"][0]):
        ahead = report["forecast"]
        assert ahead["duration"] is ahead["failure"] is None
        assert all("cannot be told: it needs 12 runs" in text for text in ahead["sentences"])


def test_flips_and_runs_that_a_retry_saved(written: History) -> None:
    job = written.job("Flaky", max_retries=2)
    for number, state in enumerate("ssfsffss"):
        written.run(
            job, days(20 - number), {"s": "succeeded", "f": "failed"}[state],
            tries=2 if number in (0, 6) else 1,
        )  # fmt: skip
    report = one(written, "flaky")
    assert (report["flips"], report["saved"]) == (4, 2)
    (row,) = every(written)["flakiest"]
    assert (row["flips"], row["saved"]) == (4, 2)


def test_of_a_part_of_the_runs_no_flips_are_told(written: History) -> None:
    """They would be too few: some runs are deleted, of which the figures of days still tell."""
    job = written.job("Flaky")
    first, *_ = [
        written.run(job, days(20 - number), ("failed", "succeeded")[number % 2])
        for number in range(8)
    ]
    written.roll_up()
    written.connection.execute("DELETE FROM runs WHERE id = ?", (first,))
    for report in (one(written, "flaky"), every(written)["jobs"][0]):
        assert (report["runs"], report["flips"], report["saved"]) == (8, None, None)


def test_a_job_that_runs_is_not_silent(written: History) -> None:
    job = silent(written)
    run_id = written.run(job, days(4))
    written.connection.execute(
        "UPDATE runs SET state = 'running', finished_at = NULL WHERE id = ?", (run_id,)
    )
    assert one(written, "import")["anomalies"] == []


def test_the_error_of_a_failing_job_is_its_newest(written: History) -> None:
    """Be it as rare as can be, among however many commoner ones."""
    job = written.job("Failing")
    words = [word for word in ("ash", "birch", "cedar", "elm", "fir") for _ in range(2)] + ["oak"]
    for number, word in enumerate(words):
        written.run(job, days(20 - number), "failed", error=f"no {word}")
    written.fail_in_row(job, len(words))
    assert every(written)["failing_now"][0]["error"] == "no oak"


def test_causes_that_differ_in_a_path_are_one(written: History) -> None:
    for name in ("Alpha", "Beta"):
        job = written.job(name)
        for ago in range(3 if name == "Alpha" else 1, 0, -1):
            written.run(job, days(ago), "failed", error=f"open /srv/{name}/{ago}00000: denied")
        written.run(job, days(9), "failed", error="always /etc/the/same")
    written.roll_up()
    shared, same = sorted(every(written)["causes"], key=lambda cause: -cause["count"])
    assert (shared["cause"], shared["count"], shared["variants"]) == ("open <path>: denied", 4, 2)
    assert [job["name"] for job in shared["jobs"]] == ["Alpha", "Beta"]
    assert (shared["first_day"], shared["last_at"][:10]) == ("2026-11-19", "2026-11-21")
    assert shared["example"] in {"open /srv/Alpha/100000: denied", "open /srv/Beta/100000: denied"}
    assert (same["cause"], same["variants"]) == ("always /etc/the/same", 1)
    (_, alpha) = one(written, "alpha")["causes"]
    assert alpha["jobs"] == [{"id": "alpha", "name": "Alpha"}]


def test_a_heat_map_is_of_all_runs_or_not_there(written: History) -> None:
    job = nightly(written, {})
    written.run(job, days(2) + TWO, "failed")
    found = one(written)["heatmap"]
    assert sum(map(sum, found["runs"])) == 41
    assert found["failures"][4][4] == 1, "a Friday at four"
    written.roll_up()
    written.connection.execute("DELETE FROM runs WHERE scheduled_for < ?", (to_micros(days(20)),))
    assert one(written)["runs"] == 41
    assert one(written)["heatmap"] is None


def test_what_it_cost(written: History) -> None:
    job = written.job("Hungry")
    written.run(job, days(1), cpu=7200.0)
    report = every(written, rate=0.05, currency="EUR")
    assert (report["totals"]["cost"], report["totals"]["currency"]) == (0.1, "EUR")
    assert (report["hungriest"][0]["cost"], report["hungriest"][0]["currency"]) == (0.1, "EUR")
    free = every(written, currency="EUR")
    assert free["totals"]["cost"] is free["totals"]["currency"] is None
    assert free["totals"]["cpu_seconds"] == 7200.0


def test_the_lateness_of_runs_by_bins(written: History) -> None:
    job = written.job("Late")
    for number, late in enumerate([0.0015, 0.0015, 0.03, 9000.0]):
        written.run(job, days(number), late=late)
    bins = one(written, "late")["lateness"]["histogram"]
    assert [(one["up_to"], one["count"]) for one in (bins[0], bins[4], bins[-1])] == [
        (0.002, 2), (0.05, 1), (None, 1),
    ]  # fmt: skip
    assert sum(one["count"] for one in bins) == 4


def test_what_is_read_of_many_jobs_has_a_limit(written: History) -> None:
    nightly(written, {4: 42.0})
    dull = written.job("Dull")
    for ago in range(30, 0, -1):
        written.run(dull, days(ago))
    written.roll_up()
    jobs = all_figures(written.connection, Window()).jobs
    now = to_micros(NOW)
    assert [one.job.id for one in promising(jobs, now=now, budget=10_000)] == ["nightly", "dull"]
    assert [one.job.id for one in promising(jobs, now=now, budget=120)] == ["nightly"]
    assert promising(jobs, now=now, budget=0) == []
    assert to_micros(CREATED) < now
