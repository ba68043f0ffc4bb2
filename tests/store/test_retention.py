from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lsh.domain.instant import to_micros
from lsh.domain.run import RunState
from lsh.domain.window import Window
from lsh.engine.notifications import notification_run
from lsh.store import retention
from lsh.store.report_queries import find_reported, job_figures
from lsh.store.retention import (
    at_first_job,
    delete_runs,
    expired_runs,
    prunable_runs,
    prune_events,
)
from lsh.store.runs import End, Start
from tests.support.ledger import History, days_before

NOW = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)


def expire(written: History, *, limit: int = 100, **keep: int) -> list[int]:
    wanted = {"keep_days": 90, "keep_runs": 10_000} | keep
    with written.ledger.transaction():
        found = expired_runs(written.connection, now=to_micros(NOW), limit=limit, **wanted)
    return [run_id for run_id, _ in found]


def delete(written: History, ids: list[int]) -> int:
    with written.ledger.transaction():
        return delete_runs(written.connection, ids)


def round_of(written: History, limit: int = 3, **keep: int) -> list[int]:
    """All that a round over the jobs deletes, as the engine does it."""
    deleted: list[int] = []
    for _ in range(1000):
        ids = expire(written, limit=limit, **keep)
        assert delete(written, ids) == len(ids)
        deleted += ids
        if not ids and at_first_job(written.connection):
            return deleted
    raise AssertionError("a round ends")


def daily(written: History, name: str, days: int, **spec: Any) -> list[int]:
    """A job with a run a day, the newest today; the ids, oldest first."""
    job = written.job(name, **spec)
    return [written.run(job, days_before(NOW, ago)) for ago in range(days - 1, -1, -1)]


def test_age_and_number(written: History) -> None:
    ids = daily(written, "Backup", 10)
    written.roll_up()
    assert expire(written) == []
    assert expire(written, keep_days=4) == ids[:6]  # four days ago it ran at 02:00, before 06:30
    assert expire(written, keep_runs=7) == ids[:3]
    assert expire(written, keep_days=4, keep_runs=2) == ids[:8]
    assert expire(written, keep_days=4, limit=2) == ids[:2]


def test_a_jobs_own_wishes_go_first(written: History) -> None:
    own_days = daily(written, "A", 10, keep_days=4)
    own_runs = daily(written, "B", 10, keep_runs=3)
    longer = daily(written, "C", 10, keep_days=400, keep_runs=400)
    written.roll_up()
    gone = round_of(written, keep_days=2, keep_runs=9)
    assert gone == [*own_days[:6], *own_runs[:8]]
    assert not set(longer) & set(gone)


def test_a_living_jobs_newest_run_stays(written: History) -> None:
    job = written.job("Yearly")
    ids = [written.run(job, days_before(NOW, ago)) for ago in (800, 400)]
    written.roll_up()
    assert expire(written) == ids[:1]
    with written.ledger.transaction():
        written.ledger.jobs.remove(job, at=to_micros(NOW), actor="test")
    assert expire(written) == ids


def test_only_what_is_rolled_up_goes(written: History) -> None:
    daily(written, "Backup", 10)
    assert expire(written, keep_days=1, keep_runs=1) == []


def test_attempts_and_their_number(written: History) -> None:
    job = written.job("Sync", max_retries=2)
    run_id = written.run(job, days_before(NOW, 200), tries=3)
    written.run(job, days_before(NOW, 1))
    written.roll_up()
    with written.ledger.transaction():
        found = expired_runs(
            written.connection, now=to_micros(NOW), keep_days=90, keep_runs=100, limit=10
        )
    assert found == [(run_id, 3)]
    delete(written, [run_id])
    assert written.connection.execute("SELECT count(*) FROM attempts").fetchone() == (0,)


def test_an_id_is_given_once(written: History) -> None:
    ids = daily(written, "Backup", 3)
    written.roll_up()
    assert delete(written, ids) == 3
    assert delete(written, []) == 0
    again = daily(written, "Report", 2)
    assert again == [ids[-1] + 1, ids[-1] + 2]
    written.roll_up()
    assert delete(written, again[:1]) == 1
    assert daily(written, "Tidy", 1) == [ids[-1] + 3]


def test_days_outlive_their_runs(written: History) -> None:
    daily(written, "Backup", 10)
    written.roll_up()
    job = find_reported(written.connection, "backup")
    before = job_figures(written.connection, job, Window()).tally
    assert len(round_of(written, keep_runs=1)) == 9
    job = find_reported(written.connection, "backup")
    assert job_figures(written.connection, job, Window()).tally == before
    assert job.runs_since == to_micros(days_before(NOW, 1)) + 1


def test_a_round_reaches_every_job(written: History, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "_JOBS_A_SLICE", 2)
    expected = [run_id for number in range(5) for run_id in daily(written, f"J{number}", 6)[:4]]
    written.roll_up()
    assert sorted(round_of(written, keep_runs=2)) == sorted(expected)


def test_a_slice_looks_at_few_entries(written: History, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "_ENTRIES_A_SLICE", 5)
    for number in range(3):
        daily(written, f"J{number}", 5)
    written.roll_up()
    expire(written)
    assert not at_first_job(written.connection), "the budget was spent on the first job"
    assert len(round_of(written, keep_runs=1)) >= 8


def test_what_a_notification_still_tells_of_stays(written: History) -> None:
    job = written.job("Backup", on_failure="true")
    failed = written.run(job, days_before(NOW, 200), "failed", exit_code=1)
    old = written.run(job, days_before(NOW, 199))
    written.run(job, days_before(NOW, 1))
    instant = to_micros(NOW)
    told = notification_run(job.key, job.version, failed, instant, "here")
    with written.ledger.transaction():
        (child,) = written.ledger.runs.insert([told], at=instant)
    written.roll_up()
    ask = {"now": instant, "keep_days": 90, "keep_runs": 1}
    assert expire(written) == [old]
    assert [run_id for run_id, _ in prunable_runs(written.connection, job.key, **ask)] == [old]
    assert child is not None
    with written.ledger.transaction():
        written.ledger.runs.start([Start(child, job.key, RunState.QUEUED, 1, 9, instant)], host="")
        end = End(child, job.key, RunState.RUNNING, RunState.SUCCEEDED, 1, instant, "success")
        written.ledger.runs.end([end])
    assert expire(written) == [failed, old]


def events(written: History) -> int:
    return int(written.connection.execute("SELECT count(*) FROM events").fetchone()[0])


def test_old_events_go_once_everybody_has_read_them(written: History) -> None:
    daily(written, "Backup", 10)
    total = events(written)
    with written.ledger.transaction():
        written.connection.execute("INSERT INTO cursors VALUES ('webhooks', 3, 0)")
    late = to_micros(NOW) + 1
    assert prune_events(written.connection, before=late, limit=100) == 3
    written.connection.execute("UPDATE cursors SET event_id = 1000")
    assert prune_events(written.connection, before=late, limit=2) == 2
    old = to_micros(NOW - timedelta(days=5))
    gone = prune_events(written.connection, before=old, limit=100)
    oldest = written.connection.execute("SELECT min(at) FROM events").fetchone()[0]
    assert gone > 0
    assert oldest >= old
    assert events(written) == total - 5 - gone
    assert prune_events(written.connection, before=old, limit=100) == 0
