"""When a run starts: armed instants, slots, priorities, withdrawal."""

from __future__ import annotations

import time

from lsh.spawner.admission import Admission
from lsh.spawner.run import Run
from tests.support.daemon import kill

from .harness import Client


def _soon(seconds: float) -> int:
    return int((time.time() + seconds) * 1e6)


def test_an_armed_run_starts_on_time(engine: Client) -> None:
    late = []
    for run in range(1, 31):
        at = _soon(0.05)
        engine.run(run, ["/bin/true"], at=at)
        late.append(engine.started[run, 1][2] - at)
    late.sort()
    assert late[0] >= 0
    assert late[len(late) // 2] < 10_000, "µs; 600 when the machine is quiet"


def test_slots_bound_what_is_live(engine: Client) -> None:
    engine.say(op="slots", total=3, queues={"narrow": 1})
    narrow = [engine.spec(run, ["sleep", "60"], queue="narrow") for run in (1, 2)]
    broad = [engine.spec(run, ["sleep", "60"], queue="broad") for run in (3, 4, 5)]
    engine.say(op="submit", runs=narrow + broad)
    for run in (1, 3, 4):
        engine.wait_start(run)
    engine.settle()
    assert set(engine.order) == {1, 3, 4}
    kill(engine.wait_start(3))
    engine.wait_start(5)
    kill(engine.wait_start(4))
    engine.wait_end(4)
    engine.settle()
    assert (2, 1) not in engine.started, "its queue is full, though a slot is free"
    kill(engine.wait_start(1))
    engine.wait_start(2)


def test_more_slots_start_what_waits(engine: Client) -> None:
    engine.say(op="slots", total=0, queues={})
    engine.submit(1, ["true"])
    engine.settle()
    assert not engine.started
    engine.say(op="slots", total=1, queues={})
    assert engine.wait_end(1)["status"] == 0


def test_priority_then_order_of_submission(engine: Client) -> None:
    engine.say(op="slots", total=1, queues={})
    at = _soon(0.2)
    priorities = {1: 0, 2: 5, 3: 5, 4: 9, 5: -1}
    runs = [engine.spec(run, ["true"], at=at, priority=p) for run, p in priorities.items()]
    engine.say(op="submit", runs=runs)
    for run in priorities:
        engine.wait_end(run)
    assert engine.order == [4, 2, 3, 1, 5]


def test_withdrawn_runs_never_start(engine: Client) -> None:
    engine.say(op="slots", total=1, queues={})
    engine.submit(1, ["sleep", "60"])
    engine.submit(2, ["true"])
    engine.submit(3, ["true"], at=_soon(0.3))
    pid = engine.wait_start(1)
    engine.say(op="withdraw", id="k", runs=[[1, 1], [2, 1], [3, 1], [9, 1]])
    answer = engine.wait_event("withdrawn")
    assert answer["id"] == "k"
    assert sorted(answer["runs"]) == [[2, 1], [3, 1]]
    kill(pid)
    engine.wait_end(1)
    time.sleep(0.4)
    engine.settle()
    assert set(engine.started) == {(1, 1)}
    assert not engine.log(2).exists(), "made ahead, and taken away again"


def test_submitting_twice_is_submitting_once(engine: Client) -> None:
    engine.submit(1, ["sleep", "0.1"])
    engine.submit(1, ["sleep", "0.1"])
    engine.wait_end(1)
    engine.submit(1, ["sleep", "0.1"])  # ended, not acknowledged
    engine.settle()
    assert engine.order == [1]
    engine.ack()
    engine.submit(1, ["true"])  # forgotten by now: the engine's ledger knows better
    while engine.order != [1, 1]:
        engine.hear()


def _run(number: int, **more: object) -> Run:
    return Run({"run": number, "argv": ["x"], "log": "/l", **more})


def test_withdrawal_keeps_the_order_of_the_rest() -> None:
    admission = Admission()
    admission.total = 100
    for number in range(50):
        admission.add(_run(number, priority=number % 7, at=number % 3 or None), now_us=0)
    admission.withdraw([(number, 1) for number in range(0, 50, 2)])
    admission.due(10)
    taken = []
    while (run := admission.take()) is not None:
        taken.append(run)
    assert [run.run for run in taken] == sorted(
        range(1, 50, 2), key=lambda number: (-(number % 7), number)
    )
    for run in taken:
        admission.release(run)
    assert not admission.waiting


def test_a_clock_that_is_set_moves_armed_runs() -> None:
    admission = Admission()
    admission.add(_run(1, at=1_000_000), now_us=0)
    admission.due(999_999)
    assert admission.take() is None
    assert admission.next_instant() == 1_000_000
    admission.due(5_000_000)
    assert admission.take() is not None
    assert admission.next_instant() is None
