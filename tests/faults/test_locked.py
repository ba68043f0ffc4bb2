"""Another program holds the database."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from lsh.domain.errors import TryAgain
from lsh.store.database import BUSY_SECONDS
from tests.support.daemon import Home, until
from tests.support.gate import Gate
from tests.support.invariants import check_settled, runs, settle


@contextmanager
def locked(home: Home) -> Iterator[None]:
    """What a person with a database browser does."""
    with closing(sqlite3.connect(home.paths.database, isolation_level=None, timeout=20)) as other:
        other.execute("BEGIN EXCLUSIVE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")


def wait(seconds: float) -> None:
    end = time.monotonic() + seconds
    until(lambda: time.monotonic() >= end, "some seconds")


def test_nothing_is_lost_and_nobody_waits(home: Home) -> None:
    daemon = home.start()
    specs = [
        home.spec("tick-0", schedule="* * * * * *", overlap="allow"),
        home.spec("flaky-3-0", work='test "$LSH_ATTEMPT" = 2 || exit 3', schedule="* * * * * *",
                  max_retries=1, retry_delay=0.1, overlap="queue_all"),
        home.spec("long-7", work="sleep 1"),
    ]  # fmt: skip
    home.call("job_create_many", specs=specs)
    until(lambda: len(home.executed()) >= 3, "runs begin")
    home.call("job_run", job="long-7")
    with locked(home):
        waited = 0.0
        for _ in range(20):
            began = time.monotonic()
            status = home.call("daemon_status")
            waited += time.monotonic() - began
            wait(0.15)
        # whoever waits for the lock as long as a command does stands still at every third question
        assert waited < 2 * BUSY_SECONDS, "the loop stands still"
        assert "locked" in status["storage"]["trouble"]
        assert daemon.process.poll() is None
    until(lambda: home.call("daemon_status")["storage"]["ok"], "it has noticed")
    before = len(runs(home.paths, "tick-0"))
    until(lambda: len(runs(home.paths, "tick-0")) >= before + 2, "it goes on by itself")
    settle(home)
    check_settled(home)


def test_a_caller_waits_a_little_and_is_told(home: Home) -> None:
    home.start()
    with locked(home), pytest.raises(TryAgain, match="locked"):
        home.call("job_create", spec=home.spec("late-0"))
    created: list[str] = []

    def create() -> None:
        created.append(home.call("job_create", spec=home.spec("later-0"))["id"])

    with locked(home):
        caller = threading.Thread(target=create)
        caller.start()
        wait(1)
        assert not created
    caller.join(20)
    assert created == ["later-0"]
    assert home.lsh("cron", "list", "--json").stdout.count('"late-0"') == 0


def test_the_last_reports_are_written_although_it_is_told_to_end(home: Home) -> None:
    home.start()
    gate = Gate(home.root)
    home.call("job_create", spec=home.spec("long-7", work=gate.work))
    home.call("job_run", job="long-7")
    until(lambda: [r for r in runs(home.paths) if r["state"] == "running"], "it runs")
    with locked(home):
        gate.open()
        until(lambda: not home.marked(), "the run has ended")
        wait(0.5)
        home.call("daemon_stop")
        wait(0.5)
    for daemon in home.daemons:
        assert daemon.wait() == 0
    home.start()
    settle(home)
    check_settled(home)


def test_a_locked_database_at_the_start(home: Home) -> None:
    home.start()
    home.stop()
    with locked(home):
        done = home.lsh("daemon", "start")
        assert done.returncode == 75, (done.stdout, done.stderr)
        assert "locked" in done.stderr
    home.start()
