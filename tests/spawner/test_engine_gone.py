"""The engine goes and comes back: nothing is lost, nothing is done twice, nothing dies of it."""

from __future__ import annotations

import json
import os
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from lsh.spawner import kernel
from tests.support.daemon import PATIENCE, alive, until

from .harness import ENTRY, Client, SpawnerProcess


def test_a_new_engine_hears_all_that_was_not_acknowledged(spawner: SpawnerProcess) -> None:
    first = spawner.connect()
    first.run(1, ["true"])
    first.ack()
    first.run(2, "exit 2")
    first.submit(3, "sleep 0.3; exit 3")
    first.submit(4, ["sleep", "60"])
    first.submit(5, "exit 5", at=int((time.time() + 0.4) * 1e6))
    pid = first.wait_start(4)
    first.close()
    until(lambda: b'["ended",5' in spawner.journal_path.read_bytes(), "the armed run's end")
    second = spawner.connect()
    codes = {run: ending["status"] >> 8 for (run, _), ending in second.ended.items()}
    assert codes == {2: 2, 3: 3, 5: 5}
    assert [(live["run"], live["pid"]) for live in second.hello["live"]] == [(4, pid)]
    second.ack()
    second.close()
    third = spawner.connect()
    assert third.hello["unacked"] == []
    assert alive(pid)
    third.close()


def test_reports_in_flight_when_the_engine_dies_come_again(spawner: SpawnerProcess) -> None:
    first = spawner.connect()
    first.say(op="submit", runs=[first.spec(run, ["true"]) for run in range(200)])
    first.hear()
    # An RST instead of an orderly end: what is in the buffers is gone.
    first.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    first.close()
    second = spawner.connect()
    for run in range(200):
        assert second.wait_end(run)["status"] == 0
    assert sorted(second.order) == list(range(200))
    second.close()


def test_a_line_cut_in_the_middle_is_no_order(spawner: SpawnerProcess) -> None:
    first = spawner.connect()
    line = json.dumps({"op": "submit", "runs": [first.spec(1, ["true"])]}).encode()
    first.socket.sendall(line[:-20])
    first.close()
    second = spawner.connect()
    assert second.run(2, ["true"])["status"] == 0
    assert set(second.started) == {(2, 1)}
    second.close()


def test_garbage_costs_an_error_not_the_spawner(engine: Client) -> None:
    bad = [b"garbage", b"[]", b'{"op":"dance"}', b'{"op":"submit"}', b'{"op":"ack"}', b"\xff\xfe"]
    bad += [b'{"op":"stop","runs":[[1]]}', b'{"op":"stop","runs":[[1,1]],"signal":"NO"}']
    bad += [b'{"op":"submit","runs":[3]}', b'{"op":"submit","runs":[{"run":1}]}', b"[" * 100_000]
    bad += [b'{"op":"slots","total":"many"}', b'{"op":["hello"]}']
    for odd in ('"timeout":NaN', '"at":Infinity', '"cwd":"\\ud800"', '"env":{"A":1}', '"argv":[]'):
        run = f'{{"run":1,"argv":["true"],"log":"/x",{odd}}}'
        bad.append(f'{{"op":"submit","runs":[{run}]}}'.encode())
    for line in bad:
        engine.socket.sendall(line + b"\n")
        assert engine.hear()["ev"] == "error", line
    assert engine.run(1, ["true"])["status"] == 0


def test_who_has_not_said_hello_may_only_ping(engine: Client, spawner: SpawnerProcess) -> None:
    other = spawner.connect(hello=False)
    other.say(op="shutdown")
    assert other.wait_event("error")["error"] == "say hello first"
    other.settle()
    other.say(op="hello", protocol=99)
    assert "protocol 1" in other.wait_event("error")["error"]
    other.close()
    assert engine.run(1, ["true"])["status"] == 0


def test_a_new_engine_supersedes_the_old(engine: Client, spawner: SpawnerProcess) -> None:
    second = spawner.connect()
    assert engine.wait_event("superseded")
    assert second.run(1, ["true"])["status"] == 0
    second.close()


def test_an_engine_that_does_not_read_holds_nothing_up(engine: Client) -> None:
    for start in range(0, 6000, 1000):
        specs = [engine.spec(run, ["/no"]) for run in range(start, start + 1000)]
        engine.say(op="submit", runs=specs)
    time.sleep(0.5)
    for run in range(6000):
        engine.wait_end(run)


def test_the_socket_is_private_and_peers_are_known(spawner: SpawnerProcess) -> None:
    assert spawner.socket_path.stat().st_mode & 0o777 == 0o600
    left, right = socket.socketpair(socket.AF_UNIX)
    with left, right:
        assert kernel.peer_uid(left) == os.getuid()


def test_signals_do_not_end_it(engine: Client, spawner: SpawnerProcess) -> None:
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
        os.kill(spawner.pid, number)
    assert engine.run(1, ["true"])["status"] == 0
    assert os.getsid(spawner.pid) == spawner.pid


def test_term_ends_it_when_the_last_run_ended(engine: Client, spawner: SpawnerProcess) -> None:
    engine.submit(1, "sleep 0.3; exit 4")
    engine.wait_start(1)
    os.kill(spawner.pid, signal.SIGTERM)
    assert engine.wait_end(1)["status"] >> 8 == 4
    assert spawner.process.wait(PATIENCE) == 0


def test_term_gives_back_what_waits(engine: Client, spawner: SpawnerProcess) -> None:
    engine.submit(1, ["true"], at=int((time.time() + 60) * 1e6))
    engine.settle()
    os.kill(spawner.pid, signal.SIGTERM)
    assert engine.wait_event("withdrawn")["runs"] == [[1, 1]]
    assert spawner.process.wait(PATIENCE) == 0


def test_shutdown_gives_back_what_waits(engine: Client, spawner: SpawnerProcess) -> None:
    engine.submit(1, "sleep 0.3")
    engine.submit(2, ["true"], at=int((time.time() + 60) * 1e6))
    engine.wait_start(1)
    engine.say(op="shutdown")
    assert engine.wait_event("withdrawn")["runs"] == [[2, 1]]
    engine.submit(3, ["true"])
    assert engine.wait_event("withdrawn")["runs"] == [[3, 1]]
    engine.wait_end(1)
    assert spawner.process.wait(PATIENCE) == 0
    assert [entry[0] for entry in spawner.journal()] == ["header", "intent", "started", "ended"]


def test_it_leaves_when_nobody_needs_it(launch: Callable[..., SpawnerProcess]) -> None:
    spawner = launch(linger=0.4)
    engine = spawner.connect()
    engine.submit(1, "sleep 1; exit 6")
    engine.wait_start(1)
    engine.close()
    assert spawner.process.wait(PATIENCE) == 0
    assert spawner.journal()[-1][0] == "ended"
    assert not spawner.socket_path.exists()


def test_a_second_spawner_is_refused(spawner: SpawnerProcess, folder: Path) -> None:
    second = SpawnerProcess(folder)
    assert second.process.wait(PATIENCE) == 75
    assert second.readiness.startswith("error: Another spawner holds")
    second.close()
    spawner.connect().close()


def test_bad_usage() -> None:
    command = [sys.executable, "-I", "-S", str(ENTRY), "--sockets", "x"]
    shown = subprocess.run(command, capture_output=True, text=True, check=False)
    assert shown.returncode == 2
    assert shown.stderr.startswith("usage:")


def test_idle_means_no_wakeup(engine: Client, spawner: SpawnerProcess) -> None:
    engine.submit(1, ["sleep", "60"])
    engine.wait_start(1)
    engine.settle()

    def wakeups() -> int:
        status = Path(f"/proc/{spawner.pid}/status").read_text()
        return int(status.split("\nvoluntary_ctxt_switches:")[1].split()[0])

    time.sleep(0.1)
    before = wakeups()
    time.sleep(1.5)
    assert wakeups() == before
