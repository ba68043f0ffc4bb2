"""However the work is split, the figures are those of the runs themselves."""

from __future__ import annotations

import sqlite3
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lsh.domain.instant import to_micros
from lsh.domain.run import RunKind
from lsh.domain.tally import DAY, Tally
from lsh.domain.window import Window
from lsh.store.ended import ended_runs
from lsh.store.report_queries import all_figures, find_reported, job_figures, samples
from lsh.store.rollups import roll_up
from tests.support.ledger import History, history

START = datetime(2026, 11, 1, tzinfo=UTC)
JOBS = 3

SECONDS = st.none() | st.floats(0, 5000).map(lambda value: round(value, 6))
RUNS = st.fixed_dictionaries(
    {
        "job": st.integers(0, JOBS - 1),
        "minutes": st.integers(0, 4 * 24 * 60),
        "state": st.sampled_from(("succeeded", "failed", "cancelled", "skipped", "missed")),
        "kind": st.sampled_from(list(RunKind)),
        "duration": SECONDS,
        "cpu": SECONDS,
        "rss": st.none() | st.integers(0, 1 << 34),
        "late": st.floats(0, 100).map(lambda value: round(value, 6)),
        "tries": st.integers(1, 3),
        "span": st.integers(1, 50),
        "reason": st.sampled_from((None, "too late", "exit code 3", "13 bytes left")),
    }
)
HISTORIES = st.lists(RUNS, max_size=25, unique_by=lambda run: (run["job"], run["minutes"]))


def write(written: History, runs: list[dict[str, Any]]) -> None:
    jobs = [written.job(f"Job {number}") for number in range(JOBS)]
    for run in runs:
        details = {k: v for k, v in run.items() if k not in ("job", "minutes", "state", "span")}
        span = run["span"] if run["state"] in ("skipped", "missed") else 1
        at = START + timedelta(minutes=run["minutes"])
        written.run(jobs[run["job"]], at, run["state"], span=span, **details)


def recomputed(connection: sqlite3.Connection, key: int, window: Window) -> Tally:
    """The figures by the plain way: every run, one by one."""
    tally = Tally()
    for run in ended_runs(connection, "runs r WHERE r.job_id = ?", (key,)):
        late = window.until is not None and run.scheduled_for >= window.until
        if not late and (window.since is None or run.scheduled_for >= window.since):
            tally.add(run)
    return tally


def stored(connection: sqlite3.Connection) -> list[list[Any]]:
    tables = ("daily", "daily_causes", "hourly")
    rows = [connection.execute(f"SELECT * FROM {name} ORDER BY 1, 2").fetchall() for name in tables]
    ends = "SELECT key, last_success_at, last_failure_at FROM jobs ORDER BY key"
    return [*map(sorted, rows), connection.execute(ends).fetchall()]


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(HISTORIES, st.integers(1, 7))
def test_any_split_gives_the_same_days(runs: list[dict[str, Any]], limit: int) -> None:
    results = []
    with tempfile.TemporaryDirectory() as folder:
        for size in (limit, 500):
            with history(Path(folder) / f"{size}.db") as written:
                write(written, runs)
                assert written.roll_up(size) == len(runs)
                results.append(stored(written.connection))
    assert results[0] == results[1]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    HISTORIES,
    st.integers(0, 25),
    st.none() | st.integers(0, 4 * 24 * 60),
    st.none() | st.integers(0, 4 * 24 * 60),
)
def test_figures_are_those_of_the_runs_at_any_moment(
    runs: list[dict[str, Any]], rolled: int, since: int | None, until: int | None
) -> None:
    ends = [
        None if at is None else to_micros(START + timedelta(minutes=at)) for at in (since, until)
    ]
    if None not in ends:
        ends.sort(key=lambda at: at or 0)
    window = Window(*ends)
    with tempfile.TemporaryDirectory() as folder, history(Path(folder) / "lsh.db") as written:
        write(written, runs)
        if rolled:
            with written.ledger.transaction():
                roll_up(written.connection, rolled)
        everything = all_figures(written.connection, window)
        for figures in everything.jobs:
            expected = recomputed(written.connection, figures.job.key, window)
            alone = job_figures(written.connection, figures.job, window)
            assert figures.tally == expected
            assert alone == figures
            exact = samples(written.connection, figures.job, window, limit=100)
            assert exact is not None
            assert len(exact.durations) == expected.timed
            assert len(exact.latenesses) == expected.latenesses.total
        ran = sum(figures.tally.runs for figures in everything.jobs)
        assert sum(everything.hours.values()) == ran


def test_tests_and_notifications_are_marked_but_not_counted(written: History) -> None:
    job = written.job("Backup")
    for number, kind in enumerate((RunKind.TEST, RunKind.NOTIFY)):
        written.run(job, START + timedelta(hours=number), kind=kind)
    assert written.roll_up() == 2
    assert stored(written.connection)[:3] == [[], [], []]


def test_a_run_that_goes_on_is_left_for_later(written: History) -> None:
    job = written.job("Backup")
    run_id = written.run(job, START)
    written.connection.execute("UPDATE runs SET finished_at = NULL WHERE id = ?", (run_id,))
    assert written.roll_up() == 0


def test_a_span_counts_as_many_occurrences(written: History) -> None:
    job = written.job("Backup")
    written.run(job, START, "missed", span=288, reason="the machine was off")
    written.roll_up()
    tally = job_figures(
        written.connection, find_reported(written.connection, "backup"), Window()
    ).tally
    assert (tally.missed, tally.runs, tally.attempts) == (288, 0, 0)
    assert [(what, cause.count) for what, cause in tally.causes.items()] == [
        (("missed", "the machine was off"), 288)
    ]


def test_earlier_attempts_cost_too(written: History) -> None:
    job = written.job("Sync", max_retries=2)
    written.run(job, START, tries=3, duration=2.0, cpu=1.5, rss=700)
    written.roll_up()
    tally = job_figures(
        written.connection, find_reported(written.connection, "sync"), Window()
    ).tally
    assert (tally.attempts, tally.retries, tally.runs) == (3, 2, 1)
    assert tally.cpu_us == 4_500_000
    assert tally.duration_us == 2_000_000, "durations are of the last attempt"


def test_where_runs_are_deleted_whole_days_are_told(written: History) -> None:
    job = written.job("Backup")
    first = written.run(job, START + timedelta(hours=2))
    written.run(job, START + timedelta(hours=12))
    written.roll_up()
    written.connection.execute("DELETE FROM runs WHERE id = ?", (first,))
    noon = to_micros(START + timedelta(hours=1))
    written.connection.execute("UPDATE jobs SET runs_since = ?", (noon + DAY // 24 * 2,))
    everything = all_figures(written.connection, Window(noon))
    assert everything.window == Window(to_micros(START))
    assert everything.jobs[0].tally.succeeded == 2
    reported = replace(everything.jobs[0].job)
    assert samples(written.connection, reported, Window(noon), limit=10) is None


def test_each_slice_reads_an_index_only(written: History) -> None:
    plans = written.connection.execute(
        "EXPLAIN QUERY PLAN SELECT * FROM runs r INDEXED BY runs_to_roll_up"
        " WHERE r.rolled_up = 0 AND r.finished_at > 0 ORDER BY r.job_id, r.id LIMIT 5"
    ).fetchall()
    steps = [row[3] for row in plans]
    assert not [step for step in steps if "TEMP B-TREE" in step], "in the index's own order"


def test_a_report_reads_the_days_of_its_window_only(written: History) -> None:
    """Whatever the ledger holds besides: each job's days are searched for, and need no sorting."""
    job = written.job("Backup")
    written.run(job, START)
    written.roll_up()
    asked: list[str] = []
    written.connection.set_trace_callback(asked.append)
    all_figures(written.connection, Window(to_micros(START)))
    written.connection.set_trace_callback(None)
    of_days = [one for one in asked if "daily" in one]
    assert len(of_days) == 3
    for statement in of_days:
        plan = [row[3] for row in written.connection.execute(f"EXPLAIN QUERY PLAN {statement}")]
        assert any("USING PRIMARY KEY (job_id=? AND day>? AND day<?)" in step for step in plan), (
            plan
        )
        sorted_rows = [step for step in plan if "TEMP B-TREE" in step]
        assert not sorted_rows or "daily_causes" in statement, plan
