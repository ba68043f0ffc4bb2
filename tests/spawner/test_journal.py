"""The spawner dies: what its journal tells, and what the next one makes of it."""

from __future__ import annotations

import errno
import os
import random
import resource
from collections.abc import Callable
from pathlib import Path

import pytest

from lsh.spawner import adoption, journal
from lsh.spawner.journal import Journal
from tests.support.daemon import alive, kill, until

from .harness import HERE, Client, SpawnerProcess, read_pid


def test_replay_after_kill_9(
    engine: Client, spawner: SpawnerProcess, launch: Callable[..., SpawnerProcess]
) -> None:
    engine.run(1, "exit 1")
    engine.submit(2, ["sleep", "60"])
    pid = engine.wait_start(2)
    spawner.kill()
    kinds = [entry[0] for entry in journal.read(str(spawner.journal_path))]
    assert kinds == ["header", "intent", "started", "ended", "intent", "started"]
    with spawner.journal_path.open("a") as torn:
        torn.write('["ended",2,1,{"sta')
    heir = launch().connect()
    assert heir.ended[1, 1]["status"] >> 8 == 1
    (orphan,) = [report for report in heir.hello["unacked"] if report[0] == "orphan"]
    assert orphan[1:4] == [2, 1, pid]
    assert adoption.is_same_process(pid, orphan[4], orphan[6])
    assert adoption.kill_tree(pid, orphan[4], (2, 1), daemon=HERE, grace=5) == []
    assert not alive(pid)
    assert not adoption.is_same_process(pid, orphan[4], orphan[6])
    heir.ack()
    assert [entry[0] for entry in heir.spawner.journal()] == ["header"]
    heir.close()


def test_orphans_survive_a_second_death(
    engine: Client, spawner: SpawnerProcess, launch: Callable[..., SpawnerProcess]
) -> None:
    engine.submit(1, ["sleep", "60"])
    pid = engine.wait_start(1)
    spawner.kill()
    launch().kill()
    heir = launch().connect()
    assert heir.hello["unacked"][-1][:4] == ["orphan", 1, 1, pid]
    kill(pid)
    heir.close()


def test_a_run_is_found_by_its_mark(engine: Client, spawner: SpawnerProcess, folder: Path) -> None:
    number = random.randrange(10**9, 10**12)  # other tests run beside this one
    engine.submit(number, f"setsid sleep 60 & echo $! > {folder}/pid; sleep 60")
    pid = engine.wait_start(number)
    child = read_pid(folder / "pid")
    spawner.kill()
    assert adoption.find_run(number, 1, HERE) == (pid, adoption.pid_start(pid))
    assert adoption.find_run(number, 2, HERE) is None
    start = adoption.pid_start(pid)
    assert adoption.find_run(number, 1, "another home") is None
    assert adoption.kill_tree(pid, start, (number, 1), daemon=HERE, grace=5) == []
    assert not alive(child)


def test_a_reused_pid_is_not_the_run() -> None:
    start = adoption.pid_start(os.getpid())
    assert start is not None
    assert adoption.is_same_process(os.getpid(), start, adoption.boot_id())
    assert not adoption.is_same_process(os.getpid(), start + 1, adoption.boot_id())
    assert not adoption.is_same_process(os.getpid(), start, "another boot")
    assert adoption.kill_tree(os.getppid(), 1, (-1, -1), daemon=HERE, grace=0) == []


def test_the_journal_is_cleared_when_all_is_known(engine: Client, spawner: SpawnerProcess) -> None:
    for run in range(10):
        engine.run(run, ["true"])
    assert len(spawner.journal()) == 31
    engine.ack()
    assert len(spawner.journal()) == 1


def test_leftovers() -> None:
    entries: list[list[object]] = [
        ["header", 1, "boot", 7, "0"],
        ["intent", 1, 1, 0],
        ["intent", 2, 1, 0],
        ["started", 2, 1, 99, 5, 6],
        ["started", 3, 1, 98, 5, 6],
        ["ended", 3, 1, {}],
        ["orphan", 4, 1, 97, 5, 6, "older"],
    ]
    assert journal.leftovers(entries) == [
        ["started", 2, 1, 99, 5, 6],
        ["started", 3, 1, 98, 5, 6],
        ["ended", 3, 1, {}],
        ["orphan", 1, 1, None, None, None, "boot"],
        ["orphan", 2, 1, 99, 5, 6, "boot"],
        ["orphan", 4, 1, 97, 5, 6, "older"],
    ]


def test_a_full_disk_loses_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    troubles: list[str | None] = []
    path = str(folder / "journal")
    written = Journal(path, "boot", "0", troubles.append)
    whole = os.write
    room = 15

    def write(descriptor: int, data: bytes) -> int:
        nonlocal room
        if room == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        count = whole(descriptor, data[:room])
        room -= count
        return count

    monkeypatch.setattr(os, "write", write)
    lines = [["intent", run, 1, 0] for run in range(5)]
    for run in range(5):
        written.write(f'["intent",{run},1,0]')
    written.tick(0.0)
    assert [written.safe, len(troubles)] == [False, 1]
    assert "No space left" in (troubles[0] or "")
    monkeypatch.undo()
    written.tick(1.0)
    assert [written.safe, troubles[-1]] == [True, None]
    assert list(journal.read(path))[1:] == lines


def test_a_disk_that_fills_under_a_spawner(engine: Client, spawner: SpawnerProcess) -> None:
    free = resource.prlimit(spawner.pid, resource.RLIMIT_FSIZE)
    resource.prlimit(spawner.pid, resource.RLIMIT_FSIZE, (200, free[1]))
    for run in range(5):
        assert engine.run(run, ["true"])["status"] == 0
    resource.prlimit(spawner.pid, resource.RLIMIT_FSIZE, free)
    while engine.troubles[-1] is not None:
        engine.hear()
    assert "cannot be written" in str(engine.troubles[0])
    assert journal_kinds(spawner) == ["header", *["intent", "started", "ended"] * 5]
    engine.ack()
    assert journal_kinds(spawner) == ["header"]


def journal_kinds(spawner: SpawnerProcess) -> list[str]:
    return [entry[0] for entry in journal.read(str(spawner.journal_path))]


def test_a_long_journal_is_rewritten_while_runs_live(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "_WORTH_COMPACTING", 1000)
    path = str(folder / "journal")
    written = Journal(path, "boot", "0", print)
    for run in range(100):
        written.write(f'["intent",{run},1,0]')
    assert written.overgrown(1)
    written.rewrite(['["started",99,1,1,1,1]'])
    written.write('["ended",99,1,{}]')
    kinds = [entry[0] for entry in journal.read(path)]
    assert kinds == ["header", "started", "ended"]
    until(lambda: not (folder / "journal.new").exists(), "the rename")
