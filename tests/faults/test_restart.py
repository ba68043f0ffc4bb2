"""Restart and upgrade under load: the runs do not notice."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.daemon import PATIENCE, Home, until
from tests.support.gate import Gate
from tests.support.invariants import check_living, check_settled, runs, settle

LIVE = 100


def running(home: Home) -> int:
    return sum(run["state"] == "running" for run in runs(home.paths))


def load(home: Home, count: int, work: str) -> None:
    home.configure(max_concurrent_runs=count + 20)
    specs = [home.spec(f"r{n}-{n % 5}", work=work) for n in range(count)]
    home.apply("job_create_many", specs=specs)
    home.start()
    for spec in specs:
        home.call("job_run", job=spec["id"])
    until(lambda: running(home) == count, "all run")


def test_restarted_five_times_while_a_hundred_run(home: Home) -> None:
    gate = Gate(home.root)
    load(home, LIVE, gate.work)
    tick = home.spec("tick-0", schedule="* * * * * *", overlap="allow")
    home.call("job_create", spec=tick)
    spawner = home.spawner()
    for _ in range(5):
        done = home.lsh("daemon", "restart")
        assert done.returncode == 0, done.stderr
        assert home.spawner() == spawner
        check_living(home)
    assert running(home) >= LIVE, "they go on"
    gate.open()
    settle(home)
    check_settled(home)
    assert sum(name != "tick-0" for _, _, name in home.executed()) == LIVE
    assert home.lsh("daemon", "stop").returncode == 0
    until(lambda: home.spawner() is None, "the spawner ends when nobody needs it")


def test_restarted_again_and_again_while_idle(home: Home) -> None:
    """The old spawner is about to end when the new engine comes."""
    home.apply("job_create", spec=home.spec("one-0"))
    home.start()
    for turn in range(8):
        home.call("job_run", job="one-0", force=True)
        until(lambda: len(home.executed()) == turn + 1, "it ran")  # noqa: B023
        done = home.lsh("daemon", "restart")
        assert done.returncode == 0, done.stderr
    settle(home)
    check_settled(home)
    lost = sqlite3.connect(home.paths.database)
    with closing(lost):
        (count,) = lost.execute(
            "SELECT count(*) FROM events WHERE type = 'spawner:lost'"
        ).fetchone()
    assert count == 0


def test_told_to_wait_it_waits(home: Home) -> None:
    gate = Gate(home.root)
    load(home, 5, gate.work)
    command = [sys.executable, "-m", "lsh", "daemon", "stop", "--wait", "--quiet"]
    waiting = subprocess.Popen(command, env=home.environ)
    until(lambda: home.call("daemon_status")["stopping"], "it is about to end")
    assert running(home) == 5
    gate.open()
    assert waiting.wait(PATIENCE) == 0
    assert running(home) == 0
    check_settled(home)


def test_told_to_kill_it_kills(home: Home) -> None:
    load(home, 5, "sleep 60")
    assert home.lsh("daemon", "stop", "--kill").returncode == 0
    check_settled(home)
    assert {run["outcome"] for run in runs(home.paths)} == {"cancelled"}


def test_restarted_by_one_of_its_own_runs(home: Home) -> None:
    """The new daemon is not part of the run that started it: it lives on when that is stopped."""
    lsh = f"LSH_HOME={home.root} {sys.executable} -m lsh"
    home.start()
    home.call("job_create", spec=home.spec("self-0", work=f"{lsh} daemon restart; sleep 60"))
    before = home.call("daemon_status")["pid"]
    home.call("job_run", job="self-0")
    home.daemons[0].wait()
    until(lambda: (home.status() or {}).get("pid", before) != before, "another daemon lives")
    home.call("run_stop", job="self-0")
    settle(home)
    check_settled_but_for_output(home)
    assert home.call("daemon_status")["pid"] != before


def check_settled_but_for_output(home: Home) -> None:
    assert [run["outcome"] for run in runs(home.paths)] == ["cancelled"]
    until(lambda: not home.marked(), "the run is gone, the daemon is not marked as a part of it")


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """An lsh of an older version: a copy with another number."""
    root = Path(__file__).parents[2]
    copy = tmp_path / "older"
    shutil.copytree(root / "lsh", copy / "lsh", ignore=shutil.ignore_patterns("__pycache__"))
    init = copy / "lsh/__init__.py"
    text = init.read_text()
    assert '__version__ = "' in text
    init.write_text(text.replace('__version__ = "', '__version__ = "0.0.'))
    return copy


def start_older(home: Home, copy: Path) -> None:
    code = f"import sys; sys.path.insert(0, {str(copy)!r}); from lsh.daemon.control import start"
    code += "; from lsh.paths import find_paths; start(find_paths())"
    environ = home.environ | {"PYTHONPATH": str(copy)}
    subprocess.run([sys.executable, "-c", code], env=environ, check=True)


def spawner_version(home: Home) -> str:
    import json

    header = json.loads(home.paths.journal.read_text().splitlines()[0])
    return str(header[4])


def test_upgraded_while_runs_go_on(home: Home, older: Path) -> None:
    """The old spawner keeps its runs; the new engine works with it, and replaces it once it is idle."""
    start_older(home, older)
    assert home.call("daemon_status")["version"].startswith("0.0.")
    gate = Gate(home.root)
    home.call("job_create", spec=home.spec("long-7", work=gate.work))
    home.call("job_run", job="long-7")
    until(lambda: running(home) == 1, "it runs")
    old = home.spawner()
    assert home.lsh("daemon", "restart").returncode == 0
    assert not home.call("daemon_status")["version"].startswith("0.0.")
    assert home.spawner() == old
    assert spawner_version(home).startswith("0.0.")
    home.call("job_create", spec=home.spec("new-0"))
    home.call("job_run", job="new-0")
    gate.open()
    settle(home)
    check_settled(home)
    assert home.lsh("daemon", "restart").returncode == 0
    assert home.spawner() != old
    assert not spawner_version(home).startswith("0.0.")


def test_upgraded_after_a_crash_with_an_idle_old_spawner(home: Home, older: Path) -> None:
    start_older(home, older)
    pid = home.call("daemon_status")["pid"]
    old = home.spawner()
    subprocess.run(["/bin/kill", "-9", str(pid)], check=True)
    until(lambda: home.lsh("daemon", "start").returncode == 0, "the new one starts")
    assert home.spawner() != old
    home.call("job_create", spec=home.spec("new-0"))
    home.call("job_run", job="new-0")
    settle(home)
    check_settled(home)
