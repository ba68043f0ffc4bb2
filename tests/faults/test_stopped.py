"""SIGSTOP and SIGCONT: a process that is there and does nothing."""

from __future__ import annotations

import contextlib
import signal
import time
from collections.abc import Iterator

from tests.support.daemon import Home, kill, until
from tests.support.invariants import check_settled, runs, settle


@contextlib.contextmanager
def stopped(pid: int | None) -> Iterator[None]:
    kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        kill(pid, signal.SIGCONT)


def lively(home: Home) -> None:
    """A run a second, and one that goes on for a while."""
    specs = [
        home.spec("tick-0", schedule="* * * * * *", overlap="allow"),
        home.spec("slow-7", schedule="* * * * * *", work="sleep 1.5"),
    ]
    home.call("job_create_many", specs=specs)
    until(lambda: len(home.executed()) >= 2, "runs begin")


def test_the_engine_stands_still(home: Home) -> None:
    """Its runs end meanwhile; what fell due is caught up or coalesced, not forgotten."""
    daemon = home.start()
    lively(home)
    with stopped(daemon.pid):
        done = home.lsh("daemon", "status")
        assert done.returncode == 75, (done.stdout, done.stderr)
        assert "does not answer" in done.stderr
        pause = time.monotonic() + 2
        until(lambda: time.monotonic() >= pause, "some seconds")
    before = len(home.executed())
    until(lambda: len(home.executed()) >= before + 2, "it goes on")
    settle(home)
    check_settled(home)


def test_the_spawner_stands_still(home: Home) -> None:
    """The engine goes on to plan, and answers; what it handed over starts later."""
    home.start()
    lively(home)
    with stopped(home.spawner()):
        planned = len(runs(home.paths, "tick-0"))
        until(lambda: len(runs(home.paths, "tick-0")) >= planned + 3, "the schedule is kept")
        assert home.call("daemon_status")["running"]
        done = home.lsh("cron", "pause", "tick-0")
        assert done.returncode == 75, (done.stdout, done.stderr)
        assert "spawner" in done.stderr
    until(lambda: all(r["finished_at"] for r in runs(home.paths, "tick-0")[:planned]), "all began")
    settle(home)
    check_settled(home)


def test_the_daemon_stops_although_the_spawner_stands_still(home: Home) -> None:
    home.start()
    lively(home)
    with stopped(home.spawner()):
        assert home.lsh("daemon", "stop").returncode == 0
        done = home.lsh("daemon", "start")
        assert done.returncode == 75, (done.stdout, done.stderr)
        assert "spawner" in done.stderr
    home.start()
    settle(home)
    check_settled(home)


def test_runs_that_stand_still_can_be_stopped(home: Home) -> None:
    home.start()
    home.call("job_create", spec=home.spec("still-0", work="sleep 60"))
    home.call("job_run", job="still-0")
    until(lambda: [r for r in runs(home.paths) if r["state"] == "running"], "it runs")
    for pid in home.marked():
        kill(pid, signal.SIGSTOP)
    home.call("run_stop", job="still-0")
    settle(home)
    check_settled(home)
    assert [run["outcome"] for run in runs(home.paths)] == ["cancelled"]
