"""Stop means stop: signals, grace, whole trees, time limits, memory and CPU limits."""

from __future__ import annotations

import os
import random
import signal
import time
from pathlib import Path

import pytest

from lsh.spawner import adoption, tree
from tests.support.daemon import alive, until

from .harness import HERE, Client, marked, read_pid

# A grandchild that has left session and parents, and that ignores TERM.
ESCAPE = "trap '' TERM; setsid sh -c 'trap \"\" TERM; echo $$ > {0}; while :; do sleep 60; done' & "


def test_stop_terminates(engine: Client) -> None:
    engine.submit(1, ["sleep", "60"])
    engine.wait_start(1)
    engine.say(op="stop", runs=[[1, 1]], grace=5, signal="TERM", why="cancelled")
    ending = engine.wait_end(1)
    assert os.WTERMSIG(ending["status"]) == signal.SIGTERM
    assert ending["cause"] == "cancelled"
    assert ending["duration"] < 5


def test_the_signal_and_the_reason_are_the_callers(engine: Client, folder: Path) -> None:
    engine.submit(1, f"trap 'exit 3' INT; touch {folder}/armed; while :; do sleep 0.02; done")
    until((folder / "armed").exists, "the trap")
    engine.say(op="stop", runs=[[1, 1]], grace=10, signal="INT", why="superseded")
    ending = engine.wait_end(1)
    assert os.waitstatus_to_exitcode(ending["status"]) == 3
    assert ending["cause"] == "superseded"


def test_kill_after_the_grace_takes_those_that_left(engine: Client, folder: Path) -> None:
    first = random.randrange(10**9, 10**12)  # other tests run beside this one
    engine.submit(first, ESCAPE.format(folder / "pid") + "exit 0", env={"HERE": str(folder)})
    engine.submit(2, ESCAPE.format(folder / "pid2") + "sleep 60", env={"HERE": str(folder)})
    engine.wait_end(first)
    bystander = read_pid(folder / "pid")
    fugitive = read_pid(folder / "pid2")
    engine.say(op="stop", runs=[[2, 1]], grace=0.4)
    began = time.monotonic()
    engine.wait_end(2)
    assert time.monotonic() - began >= 0.4, "the report waits for the whole tree"
    assert not alive(fugitive)
    assert not list(marked(2, folder))
    assert alive(bystander), "left behind by another run, which is not being stopped"
    assert adoption.kill_tree(0, None, (first, 1), daemon=HERE, grace=0.05) == []
    assert not alive(bystander)


def test_the_report_waits_for_the_tree_not_for_the_grace(engine: Client, folder: Path) -> None:
    slow = folder / "slow"
    slow.write_text(
        f"trap 'sleep 0.3; exit' TERM; echo $$ > {folder}/pid; while :; do sleep 0.02; done"
    )
    engine.submit(1, f"sh {slow} & sleep 60")
    child = read_pid(folder / "pid")
    engine.say(op="stop", runs=[[1, 1]], grace=30)
    ending = engine.wait_end(1)
    assert ending["status"] is not None
    assert not alive(child)


def test_a_waiting_run_is_cancelled_unstarted(engine: Client) -> None:
    engine.say(op="slots", total=0, queues={})
    engine.submit(1, ["true"])
    engine.say(op="stop", runs=[[1, 1], [77, 1]], grace=1, why="cancelled")
    ending = engine.wait_end(1)
    assert (ending["status"], ending["started_us"]) == (None, None)
    assert ending["cause"] == "cancelled"


def test_a_stopped_process_is_woken_to_hear_of_it(engine: Client) -> None:
    engine.submit(1, ["sleep", "60"])
    os.kill(engine.wait_start(1), signal.SIGSTOP)
    engine.say(op="stop", runs=[[1, 1]], grace=10)
    assert os.WTERMSIG(engine.wait_end(1)["status"]) == signal.SIGTERM


def test_two_hundred_stops_at_once(engine: Client) -> None:
    engine.say(op="slots", total=200, queues={})
    engine.say(op="submit", runs=[engine.spec(run, ["sleep", "60"]) for run in range(200)])
    for run in range(200):
        engine.wait_start(run)
    engine.say(op="stop", runs=[[run, 1] for run in range(200)], grace=600)
    for run in range(200):
        assert engine.wait_end(run)["cause"] == "cancelled"


def test_time_limit(engine: Client, folder: Path) -> None:
    script = f"trap '' TERM; sleep 60 & echo $! > {folder}/pid; wait; wait; sleep 60"
    engine.submit(1, script, timeout=0.3, grace=0.2)
    engine.submit(2, ["sleep", "0.1"], timeout=5)
    ending = engine.wait_end(1)
    assert ending["cause"] == "timeout"
    assert "time limit of 0.3 s" in ending["error"]
    assert 0.5 <= ending["duration"] < 60
    assert not alive(read_pid(folder / "pid"))
    assert engine.wait_end(2)["cause"] is None


def test_the_time_limit_holds_without_an_engine(engine: Client) -> None:
    engine.submit(1, ["sleep", "60"], timeout=0.3, grace=1)
    pid = engine.wait_start(1)
    engine.close()
    until(lambda: not alive(pid), "the end of the run")


GROW = "import time; x = b'x' * {0}; time.sleep({1})"


@pytest.mark.parametrize(
    "script",
    [
        GROW.format(400_000_000, 0),  # refused by the kernel
        "import subprocess, sys\n"  # each under the limit, and all together over it
        f"code = {GROW.format(60_000_000, 30)!r}\n"
        "kids = [subprocess.Popen([sys.executable, '-S', '-c', code]) for _ in range(4)]\n"
        "[kid.wait() for kid in kids]",
    ],
)
def test_memory_limit(engine: Client, script: str) -> None:
    argv = ["python3", "-S", "-c", script]
    ending = engine.run(1, argv, memory_limit=128 * 2**20, grace=0.2)
    assert ending["cause"] == "memory"
    assert "128 MiB" in ending["error"]


def test_cpu_limit_of_one_process(engine: Client) -> None:
    ending = engine.run(1, "while :; do :; done", cpu_limit=1, grace=0.2)
    assert ending["cause"] == "cpu"
    assert ending["duration"] < 8


def test_cpu_limit_of_a_tree(engine: Client) -> None:
    burn = "while :; do :; done"
    ending = engine.run(1, f"({burn}) & ({burn}) & ({burn}) & wait", cpu_limit=1.5, grace=0.2)
    assert ending["cause"] == "cpu"
    assert "limit is 1.5 s" in ending["error"]


def test_a_limited_run_that_behaves_is_left_in_peace(engine: Client) -> None:
    ending = engine.run(1, "echo fine; exit 3", memory_limit=2**30, cpu_limit=100)
    assert os.waitstatus_to_exitcode(ending["status"]) == 3
    assert ending["cause"] is None
    assert engine.log(1).read_text() == "fine\n"


def test_without_proc_the_table_comes_from_ps(engine: Client) -> None:
    engine.submit(1, "sleep 60 & wait")
    pid = engine.wait_start(1)
    table = tree._ps_table()
    until(lambda: len([p for p in tree._ps_table().values() if p.session == pid]) == 2, "both")
    assert table[pid].parent == engine.spawner.pid
    assert table[os.getpid()].parent == os.getppid()
