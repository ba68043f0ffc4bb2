"""While daemon or spawner are about to end: nobody is locked out, and nothing is forgotten."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

from lsh.domain.errors import TryAgain
from tests.support.daemon import PATIENCE, Home, kill, until
from tests.support.invariants import check_settled, events, runs, settle


def start_long(home: Home) -> int:
    """A run that would go on for ever; its id."""
    home.start()
    home.call("job_create", spec=home.spec("long-0", work="sleep 600"))
    run_id = int(home.call("job_run", job="long-0")["run_id"])
    until(lambda: runs(home.paths)[0]["state"] == "running", "it runs")
    return run_id


def wait_for_runs(home: Home) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "lsh", "daemon", "stop", "--wait"]
    waiting = subprocess.Popen(command, env=home.environ, stdout=subprocess.DEVNULL)
    until(lambda: home.call("daemon_status")["stopping"], "it is about to end")
    return waiting


def test_killed_after_all(home: Home) -> None:
    start_long(home)
    waiting = wait_for_runs(home)
    shown = home.lsh("daemon", "status")
    assert shown.returncode == 0, shown.stderr
    assert "then it ends" in shown.stdout
    with pytest.raises(TryAgain, match="about to end"):
        home.call("job_run", job="long-0")
    assert home.lsh("daemon", "stop", "--kill").returncode == 0
    assert waiting.wait(PATIENCE) == 0
    check_settled(home)
    assert runs(home.paths)[0]["outcome"] == "cancelled"


def test_its_last_run_can_be_stopped(home: Home) -> None:
    run_id = start_long(home)
    waiting = wait_for_runs(home)
    home.call("run_stop", run=str(run_id))
    assert waiting.wait(PATIENCE) == 0
    check_settled(home)


def test_left_after_all(home: Home) -> None:
    start_long(home)
    waiting = wait_for_runs(home)
    home.stop()
    assert waiting.wait(PATIENCE) == 0
    assert len(home.marked()) >= 1
    home.start()
    home.call("run_stop", job="long-0")
    settle(home)
    check_settled(home)


def test_what_comes_while_the_spawner_ends_is_run_by_the_next(home: Home) -> None:
    run_id = start_long(home)
    first = home.spawner()
    kill(first, signal.SIGTERM)
    home.call("job_create", spec=home.spec("next-0"))
    home.call("job_create", spec=home.spec("never-0"))
    home.call("job_run", job="next-0")
    said = until(lambda: home.call("daemon_status")["spawner"]["trouble"], "it says so")
    assert "about to end" in said
    never = home.call("job_run", job="never-0")["run_id"]
    home.call("run_stop", run=never)
    assert len(events(home.paths, "spawner:lost")) == 1, "it is said once"
    assert home.spawner() == first
    home.call("run_stop", run=str(run_id))
    settle(home)
    check_settled(home)
    assert home.spawner() != first
    assert home.call("daemon_status")["spawner"]["trouble"] is None
    assert [name for _, _, name in home.executed()] == ["long-0", "next-0"]


def test_a_daemon_that_starts_while_another_ends(home: Home) -> None:
    """Whoever waits for the end of one must not keep another from beginning."""
    run_id = start_long(home)
    waiting = wait_for_runs(home)
    home.daemons[0].kill()
    for _ in range(5):
        second = home.start()
        second.kill()
    assert waiting.wait(PATIENCE) == 0, "the one that it waited for is gone"
    home.start()
    home.call("run_stop", run=str(run_id))
    settle(home)
