"""The programmatic face, as the documents write it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lsh import CronJobManager
from lsh.domain.errors import DaemonNotRunning, InvalidInput, NotAllowed, NotFound
from lsh.domain.job import JobState
from lsh.domain.run import RunState
from lsh.schema.job import Job
from tests.support.daemon import Home


@pytest.fixture
def manager(tmp_path: Path) -> Iterator[CronJobManager]:
    with CronJobManager(tmp_path) as connected:
        yield connected


def test_a_job_from_a_template_is_what_was_asked_for(manager: CronJobManager) -> None:
    job = manager.create_job_from_template(
        "database-backup", name="Production Backup", command="pg_dump prod_db > /backups/prod.sql"
    )
    assert isinstance(job, Job)
    assert (job.name, job.command) == ("Production Backup", "pg_dump prod_db > /backups/prod.sql")
    assert (job.schedule, job.category, job.priority) == ("0 2 * * *", "backup", 8)
    assert job.state is JobState.ACTIVE
    assert [listed.id for listed in manager.list_jobs()] == [job.id]
    assert manager.get_job("Production Backup").id == job.id


def test_durations_may_be_written_as_people_do(manager: CronJobManager) -> None:
    job = manager.create_job("sync", "/bin/true", schedule="every 5m", timeout="1h30m", tags=["a"])
    assert (job.timeout, job.schedule, job.tags) == (5400.0, "every 5m", ["a"])
    assert [listed.name for listed in manager.list_jobs(tag="a")] == ["sync"]
    assert manager.list_jobs(tag="b") == []


def test_reports_of_what_never_ran_say_so(manager: CronJobManager) -> None:
    job = manager.create_job("idle", "/bin/true", schedule="@yearly")
    report = manager.get_job_report(job.id)
    assert (report.runs, report.success_rate, report.duration.mean) == (0, None, None)
    since = datetime.now(UTC) - timedelta(days=1)
    everything = manager.generate_comprehensive_report(since=since)
    assert everything.totals.jobs == 1
    assert str(everything).startswith("# ")
    assert "idle" in str(everything)


def test_a_mistake_is_an_error_of_ours(manager: CronJobManager) -> None:
    with pytest.raises(InvalidInput):
        manager.create_job("bad", "/bin/true", schedule="61 * * * *")
    with pytest.raises(InvalidInput):
        manager.create_job("bad", "/bin/true", colour="red")
    with pytest.raises(NotFound):
        manager.create_job_from_template("no-such-template")
    with pytest.raises(NotFound):
        manager.get_job_report("nobody")
    assert manager.list_jobs() == []


def test_running_needs_the_daemon(manager: CronJobManager) -> None:
    job = manager.create_job("now", "/bin/true")
    assert not manager.daemon_running
    with pytest.raises(DaemonNotRunning):
        manager.run_job(job.id)


def test_a_removed_job_is_gone(manager: CronJobManager) -> None:
    job = manager.create_job("now", "/bin/true")
    manager.remove_job(job.id)
    with pytest.raises(NotFound):
        manager.get_job(job.id)


def test_one_must_connect_first(tmp_path: Path) -> None:
    with pytest.raises(NotAllowed, match="not connected"):
        CronJobManager(tmp_path).create_job("x", "/bin/true")


def test_daemons_come_and_go_while_it_is_connected(home: Home) -> None:
    with CronJobManager(home.root) as manager:
        job = manager.create_job("now", "/bin/true")
        for _ in range(2):
            home.start()
            assert manager.daemon_running
            assert manager.run_job(job.id, wait=True).state == RunState.SUCCEEDED
            home.stop()
            assert not manager.daemon_running
        with pytest.raises(DaemonNotRunning):
            manager.run_job(job.id)
        manager.remove_job(job.id)
        assert manager.list_jobs() == []
