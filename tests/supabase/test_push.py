"""What the ledger holds arrives, once each, and follows what changes."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lsh.domain.events import EventType
from lsh.domain.instant import to_micros
from lsh.domain.job import JobSpec
from lsh.domain.run import RunKind, RunState
from lsh.store.jobs import NEVER
from lsh.store.records import NewRun
from lsh.store.retention import delete_runs
from lsh.store.runs import Start
from tests.supabase.equality import count
from tests.supabase.mirror import NOON, Mirror
from tests.support.postgres import Database, Postgres
from tests.support.postgrest import Project

SECRET = "hunter2hunter2"


def test_everything_is_sent_at_first_and_only_changes_later(mirror: Mirror) -> None:
    job = mirror.history.job("One", tags=["a", "b c"], priority=8)
    mirror.history.job("Never ran", next_fire_at=NOON)
    mirror.runs(job, 120)
    mirror.history.run(job, NOON.replace(hour=1), "failed", tries=3, exit_code=3, rss=7, cpu=0.5)
    mirror.history.run(job, NOON.replace(hour=2), "missed", span=12, reason="nobody was there")
    sent = mirror.push()
    assert sent.rows == {"shell_jobs": 2, "job_executions": 122}
    mirror.assert_equal()
    assert mirror.cursor == mirror.last_event

    mirror.runs(job, 1, first=500, state="failed")
    sent = mirror.push()
    assert sent.rows == {"shell_jobs": 1, "job_executions": 1}
    mirror.assert_equal()
    assert not mirror.push().anything


def test_a_first_sync_that_is_cut_off_goes_on_where_it_was(
    mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lsh.sinks.supabase.push.EVENTS_A_BATCH", 100)
    job = mirror.history.job("One")
    mirror.runs(job, 250)
    with mirror.pusher() as pusher:
        for _ in range(3):  # jobs, and two slices of runs
            pusher.step()
        pusher.progress.keep(now=True)
    assert mirror.cursor is None
    before = len(mirror.project.requests)
    mirror.runs(job, 5, first=1000)  # meanwhile
    sent = mirror.push()
    assert sent.rows["job_executions"] == 50 + 5 + 5  # the rest, what is new as new, and as events
    assert sent.rows["shell_jobs"] == 1
    assert len(mirror.project.requests) > before
    mirror.assert_equal()


def test_a_job_follows_its_life(mirror: Mirror) -> None:
    ledger = mirror.history.ledger
    job = mirror.history.job("One", next_fire_at=NOON, misfire_grace=30.0)
    at = to_micros(NOON)
    mirror.push()
    row = mirror.project.execute("select *, expected_by - next_fire_at as slack from shell_jobs")[0]
    assert (row["state"], row["status"], row["slack"].total_seconds()) == ("active", None, 120)
    assert (row["host"], row["definition"]["misfire_grace"]) == ("here", 30.0)
    with ledger.transaction():
        ledger.jobs.pause(job, at=at, actor="me", reason="tired")
    mirror.push()
    assert _job(mirror)["state"] == "paused"
    with ledger.transaction():
        ledger.jobs.redefine(
            job, JobSpec(name="Two", command="echo 2"), NEVER, at=at + 1, actor="me"
        )
    mirror.push()
    row = _job(mirror)
    assert (row["name"], row["command"], row["version"]) == ("Two", "echo 2", 2)
    assert len(row["lineage"]) == 2
    with ledger.transaction():
        ledger.jobs.remove(job, at=at + 2, actor="me")
    mirror.push()
    row = _job(mirror)
    assert (row["state"], row["expected_by"]) == ("removed", None)
    assert row["removed_at"] is not None and row["defined_at"] == row["removed_at"]
    mirror.assert_equal()


def test_a_definition_sent_twice_is_no_edit_of_a_person(mirror: Mirror) -> None:
    mirror.history.job("One")
    mirror.push()
    with mirror.pusher() as pusher:
        pusher.push_everything()
        while pusher.step().more:
            pass
    row = _job(mirror)
    assert (row["version"], row["edited_at"]) == (1, None)
    assert row["definition_hash"]


def test_a_run_that_goes_on_is_expected_by_its_limit(mirror: Mirror) -> None:
    job = mirror.history.job("One", timeout=60.0, kill_grace=5.0)
    run_id = _running(mirror, job.key)
    mirror.push()
    row = mirror.project.execute(
        "select *, expected_by - started_at as slack from job_executions where execution_number = %s",
        [run_id],
    )[0]
    assert (row["status"], row["slack"].total_seconds()) == ("running", 60 + 5 + 90)
    assert _job(mirror)["status"] == "running"
    mirror.assert_equal()


def _running(mirror: Mirror, job_key: int) -> int:
    at = to_micros(NOON)
    ledger = mirror.history.ledger
    with ledger.transaction():
        new = NewRun(job_key, 1, RunKind.MANUAL, RunState.QUEUED, at, at, 5, queued_at=at)
        (run_id,) = ledger.runs.insert([new], at=at)
        assert run_id is not None
        ledger.runs.start([Start(run_id, job_key, RunState.QUEUED, 1, 4711, at)], host="here")
    return run_id


def _job(mirror: Mirror) -> dict[str, Any]:
    (row,) = mirror.project.execute("select * from shell_jobs")
    return row


def test_what_is_not_to_be_synced_stays_here_and_leaves_when_it_is_turned_off(
    mirror: Mirror,
) -> None:
    ledger = mirror.history.ledger
    private = mirror.history.job("Private", database_sync=False)
    job = mirror.history.job("One")
    mirror.runs(private, 3)
    mirror.runs(job, 3)
    mirror.push()
    assert (count(mirror.project, "shell_jobs"), count(mirror.project, "job_executions")) == (1, 3)
    mirror.assert_equal()

    off = JobSpec(name="One", command="/bin/true", database_sync=False)
    with ledger.transaction():
        ledger.jobs.redefine(job, off, NEVER, at=1, actor="me")
    mirror.push()
    assert (count(mirror.project, "shell_jobs"), count(mirror.project, "job_executions")) == (0, 0)

    with ledger.transaction():
        on = JobSpec(name="Private", command="/bin/true")
        ledger.jobs.redefine(private, on, NEVER, at=2, actor="me")
    mirror.push()
    assert (count(mirror.project, "shell_jobs"), count(mirror.project, "job_executions")) == (1, 3)
    mirror.assert_equal()


def test_pruning_is_mirrored_and_the_next_run_has_an_id_of_its_own(mirror: Mirror) -> None:
    ledger = mirror.history.ledger
    job = mirror.history.job("One")
    mirror.runs(job, 200)
    mirror.push()
    ids = [run_id for (run_id,) in mirror.history.connection.execute("SELECT id FROM runs")]
    gone = [*ids[:120], ids[150], ids[-1]]
    with ledger.transaction():
        delete_runs(mirror.history.connection, gone)
        data = {"runs": [[ids[0], ids[119]], [ids[150], ids[150]], [ids[-1], ids[-1]]]}
        ledger.events.append(EventType.LEDGER_PRUNED, 1, data=data | {"count": 122})
        ledger.events.append(EventType.LEDGER_PRUNED, 1, data={"runs": 7})  # of an older lsh
    mirror.runs(job, 1, first=999)
    assert (
        max(i for (i,) in mirror.history.connection.execute("SELECT id FROM runs")) == ids[-1] + 1
    )
    mirror.push()
    mirror.assert_equal()
    assert count(mirror.project, "job_executions") == 200 - 122 + 1


def test_shells_and_their_history_arrive_and_leave(mirror: Mirror) -> None:
    connection, events = mirror.history.connection, mirror.history.ledger.events
    with mirror.history.ledger.transaction():
        connection.execute(
            "INSERT INTO shell_sessions (id, shell, pid, host, cwd, environment, started_at)"
            " VALUES ('s1', 'bash', 7, 'here', '/x', '{\"LANG\": \"C\"}', 1000001)"
        )
        for number in range(3):
            connection.execute(
                "INSERT INTO shell_history (session_id, command, cwd, exit_code, started_at, duration,"
                " host) VALUES ('s1', ?, '/x', ?, ?, 0.25, 'here')",
                (f"echo {number}", number, 2_000_000 + number),
            )
        events.append(EventType.SHELL_RECORDED, 1, data={"first": 1, "last": 3, "sessions": ["s1"]})
    mirror.push()
    mirror.assert_equal()
    with mirror.history.ledger.transaction():
        connection.execute("UPDATE shell_sessions SET ended_at = 9000000")
        events.append(EventType.SHELL_RECORDED, 1, data={"sessions": ["s1"]})
        connection.execute("DELETE FROM shell_history WHERE id < 3")
        events.append(EventType.LEDGER_PRUNED, 1, data={"history": [[1, 2]], "count": 2})
    mirror.push()
    mirror.assert_equal()
    assert count(mirror.project, "shell_history") == 1
    with mirror.history.ledger.transaction():
        connection.execute("DELETE FROM shell_sessions")
        events.append(EventType.LEDGER_PRUNED, 1, data={"sessions": ["s1"], "count": 1})
    mirror.push()
    assert count(mirror.project, "shell_sessions") == 0


def test_no_secret_leaves_and_output_is_the_capped_end(mirror: Mirror) -> None:
    job = mirror.history.job(
        "One",
        command=f"curl --token {SECRET} https://x",
        environment={"DB_PASSWORD": SECRET, "PLAIN": "seen", "BAD": "a\0b"},
        on_failure=f"notify --password={SECRET}",
        description=f"with api_key={SECRET}",
    )
    run_id = mirror.history.run(job, NOON, "failed", error=f"token={SECRET}", reason="exit code 1")
    log = mirror.paths.run_log(run_id, 1)
    log.parent.mkdir(parents=True, exist_ok=True)
    noise = b"line of output that is long enough \xff\x00\n" * 400
    log.write_bytes(noise + f"bare {SECRET}\npassword={SECRET}\nthe end ü\n".encode())
    mirror.push()
    (run,) = mirror.project.execute("select * from job_executions")
    assert run["output"].endswith("bare [masked]\npassword=[masked]\nthe end ü\n")
    assert len(run["output"].encode()) <= 4096
    assert run["error_message"] == "token=[masked]"
    for table in ("shell_jobs", "job_executions"):
        for row in mirror.project.execute(f"select to_jsonb(t)::text as row from {table} t"):
            assert SECRET not in row["row"]
    definition = mirror.project.execute("select definition from shell_jobs")[0]["definition"]
    assert definition["environment"] == {"DB_PASSWORD": "[masked]", "PLAIN": "seen", "BAD": "ab"}
    stored = mirror.history.connection.execute("SELECT value FROM facts").fetchall()
    assert mirror.target.key not in json.dumps(stored)


def test_another_project_gets_everything(
    mirror: Mirror, postgres: Postgres, migrated: Database
) -> None:
    mirror.runs(mirror.history.job("One"), 10)
    mirror.push()
    other = postgres.create_database(template=migrated.name)
    project = Project(other)
    try:
        first, mirror.project = mirror.project, project
        mirror.target = replace(mirror.target, url=project.url)
        mirror.push()
        mirror.assert_equal()
        mirror.project = first
    finally:
        project.close()
        other.drop()


def test_a_first_sync_that_was_cut_off_in_another_project_begins_anew(
    mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lsh.sinks.supabase.push.EVENTS_A_BATCH", 10)
    mirror.runs(mirror.history.job("One"), 30)
    with mirror.pusher() as pusher:
        for _ in range(3):  # jobs, and two slices of runs
            pusher.step()
        pusher.progress.keep(now=True)
    mirror.project.execute("truncate shell_jobs, job_executions")
    # the same place under another name: as another project, nothing of it is there yet
    mirror.target = replace(mirror.target, url=mirror.target.url.replace("127.0.0.1", "localhost"))
    mirror.push()
    mirror.assert_equal()


def test_events_that_are_gone_are_made_up_for(mirror: Mirror) -> None:
    job = mirror.history.job("One")
    mirror.runs(job, 10)
    mirror.push()
    mirror.runs(job, 10, first=50)
    with mirror.history.ledger.transaction():
        delete_runs(mirror.history.connection, [1, 2, 3])
        mirror.history.connection.execute(
            "DELETE FROM events WHERE id <= ?", (mirror.last_event - 2,)
        )
    mirror.push()
    mirror.assert_equal()


def test_events_that_were_pruned_once_they_were_sent_are_not_missed(mirror: Mirror) -> None:
    job = mirror.history.job("One")
    mirror.runs(job, 10)
    mirror.push()
    sent_to = mirror.last_event
    mirror.runs(job, 1, first=50)
    with mirror.history.ledger.transaction():
        mirror.history.connection.execute("DELETE FROM events WHERE id <= ?", (sent_to,))
    assert mirror.push().rows["job_executions"] == 1
    mirror.assert_equal()


def test_a_clock_that_was_set_sends_every_job_again(mirror: Mirror) -> None:
    for name in ("One", "Two"):
        mirror.history.job(name, next_fire_at=NOON)
    mirror.push()
    with mirror.history.ledger.transaction():
        mirror.history.connection.execute("UPDATE jobs SET next_fire_at = next_fire_at + 60000000")
        mirror.history.ledger.events.append(EventType.CLOCK_JUMPED, 1, data={"replanned": 2})
    assert mirror.push().rows == {"shell_jobs": 2}
    mirror.assert_equal()


def test_an_undecided_claim_is_not_sent(mirror: Mirror) -> None:
    ledger = mirror.history.ledger
    job = mirror.history.job("One", claim="shared")
    at = to_micros(NOON)
    with ledger.transaction():
        new = NewRun(job.key, 1, RunKind.SCHEDULED, RunState.SCHEDULED, at, at, 5)
        (run_id,) = ledger.runs.insert([new], at=at)
        mirror.history.connection.execute("UPDATE runs SET claim = 'pending'")
    mirror.push()
    assert count(mirror.project, "job_executions") == 0
    with ledger.transaction():
        mirror.history.connection.execute("UPDATE runs SET claim = 'won'")
        ledger.events.append(EventType.RUN_CLAIMED, at, job_key=job.key, run_id=run_id)
    mirror.push()
    (row,) = mirror.project.execute("select * from job_executions")
    assert row["claim_key"] == "shared"
    mirror.assert_equal()


def test_a_restored_backup_is_followed(mirror: Mirror, tmp_path: Path) -> None:
    job = mirror.history.job("One")
    mirror.runs(job, 10)
    mirror.push()
    copy = sqlite3.connect(tmp_path / "copy.db")
    mirror.history.connection.backup(copy)
    mirror.runs(job, 10, first=10)
    mirror.push()
    assert count(mirror.project, "job_executions") == 20

    copy.backup(mirror.history.connection)  # restored: the last ten runs never were
    copy.close()
    mirror.runs(job, 2, first=18)  # the ids of earlier ones, the instants of later ones
    sent = mirror.push()
    assert sent.rejected == 0
    with mirror.pusher() as pusher:
        pusher.push_everything()
        while pusher.step().more:
            pass
    mirror.assert_equal()
