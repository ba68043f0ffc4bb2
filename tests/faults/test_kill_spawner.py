"""kill -9 of the spawner, alone and with the engine, and the machine's restart."""

from __future__ import annotations

import json
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.daemon import Home, alive, kill, until
from tests.support.gate import Gate
from tests.support.invariants import (
    check_always,
    check_living,
    check_settled,
    rows,
    runs,
    settle,
)

CODES = [0, 1, 7, 255]


@pytest.fixture
def neighbour() -> Iterator[Home]:
    """Another home on the same machine, whose runs have the same numbers."""
    made = Home()
    yield made
    made.end_everything()
    made.remove()


@pytest.fixture
def gate(home: Home) -> Gate:
    """Where runs wait while the test does something to their spawner."""
    return Gate(home.root)


def start_runs(home: Home, count: int, work: str, **more: Any) -> list[int]:
    """Runs that the ledger shows as running, by hand; their pids."""
    for n in range(count):
        spec = home.spec(f"r{n}-{CODES[n % len(CODES)]}", work=work, **more)
        home.call("job_create", spec=spec)
        home.call("job_run", job=spec["id"])
    living: list[int] = until(lambda: pids(home, count), f"{count} runs are running")
    return living


def pids(home: Home, count: int) -> list[int]:
    found = [run["pid"] for run in runs(home.paths) if run["state"] == "running"]
    return found if len(found) == count else []


def kill_spawner(home: Home) -> None:
    spawner = home.spawner()
    assert spawner is not None
    kill(spawner)
    until(lambda: home.spawner() not in {None, spawner}, "another spawner lives")


def outcomes(home: Home) -> set[str]:
    return {run["outcome"] for run in runs(home.paths)}


def test_exit_codes_survive_the_spawner_while_its_engine_lives(home: Home, gate: Gate) -> None:
    home.start()
    start_runs(home, 12, gate.work)
    kill_spawner(home)
    check_living(home)
    gate.open()
    settle(home)
    check_settled(home)
    assert len(home.executed()) == 12


def test_exit_codes_survive_spawners_in_a_row(home: Home, gate: Gate) -> None:
    home.start()
    start_runs(home, 4, gate.work)
    for _ in range(3):
        kill_spawner(home)
    gate.open()
    settle(home)
    check_settled(home)


def test_after_an_engines_restart_the_ends_are_seen_and_called_lost(home: Home, gate: Gate) -> None:
    home.start()
    start_runs(home, 6, gate.work)
    home.stop()
    home.start()
    kill_spawner(home)
    assert len(pids(home, 6)) == 6, "they go on, and are shown as running"
    check_living(home)
    gate.open()
    settle(home)
    check_settled(home, lost=6)
    assert outcomes(home) == {"lost"}
    assert all("seen" in run["reason"] for run in runs(home.paths))


def test_a_lost_attempt_is_retried_where_the_job_allows_it(home: Home, gate: Gate) -> None:
    home.start()
    start_runs(home, 2, gate.work, max_retries=1, retry_delay=0.1)
    home.stop()
    home.start()
    kill_spawner(home)
    gate.open()
    settle(home)
    check_settled(home, lost=2)
    assert sorted(attempt for _, attempt, _ in home.executed()) == [1, 1, 2, 2]


def test_both_are_killed_and_the_runs_are_adopted(home: Home, gate: Gate) -> None:
    daemon = home.start()
    living = start_runs(home, 6, gate.work)
    spawner = home.spawner()
    daemon.kill()
    kill(spawner)
    until(lambda: home.spawner() is None, "no spawner lives")
    check_always(home.paths)
    home.start()
    assert sorted(pids(home, 6)) == sorted(living)
    check_living(home)
    gate.open()
    settle(home)
    check_settled(home, lost=6)


def test_both_are_killed_and_the_runs_end_meanwhile(home: Home, gate: Gate) -> None:
    daemon = home.start()
    living = start_runs(home, 3, gate.work)
    spawner = home.spawner()
    daemon.kill()
    kill(spawner)
    gate.open()
    until(lambda: not any(map(alive, living)), "the runs end by themselves")
    home.start()
    settle(home)
    check_settled(home, lost=3)


def test_an_adopted_run_can_be_stopped_with_its_whole_tree(home: Home) -> None:
    home.start()
    start_runs(home, 1, work="sleep 60 & setsid sleep 60 & wait")
    kill_spawner(home)
    home.call("run_stop", run="1")
    settle(home)
    check_settled(home)
    assert outcomes(home) == {"cancelled"}


def test_an_adopted_run_keeps_its_time_limit(home: Home) -> None:
    home.start()
    start_runs(home, 1, work="sleep 60", timeout=4.0, kill_grace=1.0)
    kill_spawner(home)
    settle(home)
    check_settled(home)
    assert outcomes(home) == {"timeout"}
    home.stop()


def test_a_stop_that_met_no_spawner_is_not_forgotten(home: Home) -> None:
    home.start()
    start_runs(home, 1, work="sleep 60")
    spawner = home.spawner()
    assert spawner is not None
    kill(spawner)
    home.call("run_stop", run="1")
    settle(home)
    check_settled(home)
    assert outcomes(home) == {"cancelled"}


def test_what_runs_in_another_home_is_nobody_elses(home: Home, neighbour: Home) -> None:
    """Runs of two homes have the same numbers: one must not adopt, nor kill, those of the other."""
    neighbour.start()
    (theirs,) = start_runs(neighbour, 1, work="sleep 60")
    daemon = home.start()
    (ours,) = start_runs(home, 1, work="sleep 60")
    spawner = home.spawner()
    daemon.kill()
    kill(spawner)
    until(lambda: home.spawner() is None, "no spawner lives")
    home.paths.journal.unlink()
    home.start()
    assert pids(home, 1) == [ours], "found by its mark"
    home.call("run_stop", run="1")
    settle(home)
    check_settled(home)
    assert alive(theirs)
    (run,) = runs(neighbour.paths)
    assert run["state"] == "running"


def test_a_run_of_which_no_trace_is_left_ends_as_lost(home: Home) -> None:
    daemon = home.start()
    (pid,) = start_runs(home, 1, work="sleep 60")
    spawner = home.spawner()
    daemon.kill()
    kill(spawner)
    until(lambda: home.spawner() is None, "no spawner lives")
    for process in home.marked():
        kill(process)
    until(lambda: not alive(pid), "the run is dead")
    home.paths.journal.unlink()
    home.start()
    settle(home)
    check_settled(home, lost=1)
    (run,) = runs(home.paths)
    assert "no record" in run["reason"]


def test_the_machine_starts_again(home: Home) -> None:
    """Nothing of its boot is alive, whatever has its process ids now."""
    home.apply("job_create", spec=home.spec("boot-0", schedule="@reboot"))
    daemon = home.start()
    until(lambda: len(home.executed()) == 1, "the job of the first start ran")
    start_runs(home, 3, work="sleep 60")
    spawner = home.spawner()
    daemon.kill()
    kill(spawner)
    until(lambda: home.spawner() is None, "no spawner lives")
    pretend_another_boot(home)
    home.start()
    until(lambda: len(runs(home.paths, "boot-0")) == 2, "@reboot has fired again")
    settle(home)
    left = home.marked()
    assert len(left) >= 3, "they belong to another boot, so nobody touches them"
    for pid in left:
        kill(pid)
    until(lambda: not home.marked(), "the test has cleared up")
    check_settled(home, lost=3)
    lost = [run for run in runs(home.paths) if run["outcome"] == "lost"]
    assert {run["reason"] for run in lost} == {"the machine went down while it ran"}


def pretend_another_boot(home: Home) -> None:
    before = json.loads(home.paths.journal.read_text().splitlines()[0])[2]
    text = home.paths.journal.read_text().replace(before, "0" * len(before))
    home.paths.journal.write_text(text)
    import sqlite3

    with sqlite3.connect(home.paths.database) as connection:
        connection.execute("UPDATE facts SET value = 'another' WHERE name = 'boot_id'")
    connection.close()


def test_what_runs_leave_behind_is_reaped(home: Home, gate: Gate) -> None:
    """Background children of runs fall to the engine, and must not stay with it as zombies."""
    daemon = home.start()
    start_runs(home, 2, work=f"(setsid {gate.work} &) ; {gate.work}")
    kill_spawner(home)
    until(lambda: len(children(daemon.pid)) == 5, "two runs with a child each, and a spawner")
    gate.open()
    settle(home)
    check_settled(home)
    until(lambda: len(children(daemon.pid)) == 1, "only the spawner is left")


def children(pid: int) -> list[str]:
    """All children, zombies included."""
    return Path(f"/proc/{pid}/task/{pid}/children").read_text().split()


def test_a_spawner_that_is_told_to_end_lets_its_runs_end(home: Home, gate: Gate) -> None:
    """It takes nothing new meanwhile; what fell due starts in its successor."""
    home.start()
    start_runs(home, 1, gate.work)
    old = home.spawner()
    kill(old, signal.SIGTERM)
    home.call("job_create", spec=home.spec("later-0"))
    home.call("job_run", job="later-0")
    gate.open()
    until(lambda: home.spawner() not in {None, old}, "another spawner lives")
    settle(home)
    check_settled(home)
    assert len(home.executed()) == 2


@pytest.mark.rounds(2, 20)
def test_killed_at_random_while_runs_start_and_end(home: Home, turn: int) -> None:
    """Only what was between the intent and the start at such a moment may be lost: one a kill."""
    chance = random.Random(turn)
    home.start()
    specs = [
        home.spec(f"r{n}-{chance.choice(CODES)}", work=f"sleep 0.{n % 10}", schedule="* * * * * *")
        for n in range(15)
    ]
    home.call("job_create_many", specs=specs)
    kills = 3
    for _ in range(kills):
        pause = time.monotonic() + chance.uniform(0.7, 1.3)
        until(lambda: time.monotonic() >= pause, "a while")  # noqa: B023
        kill_spawner(home)
    settle(home)
    check_settled(home, lost=kills)
    assert len(rows(home.paths, "SELECT 1 FROM events WHERE type = 'spawner:lost'")) == kills
