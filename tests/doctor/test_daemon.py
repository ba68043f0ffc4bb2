"""The daemon, its socket, spawner and service."""

from __future__ import annotations

import json
import os
import signal
import socket

import pytest

import lsh
from lsh.daemon import service
from lsh.doctor import daemon
from lsh.doctor.examination import examine
from lsh.spawner.kernel import boot_id
from tests.doctor.conftest import Around, Program
from tests.doctor.test_home import FAILED, OK, SKIPPED, WARNING, says
from tests.support.daemon import Home, alive, kill, until


def test_a_daemon_that_runs_and_one_that_is_gone(
    home: Home, around: Around, monkeypatch: pytest.MonkeyPatch
) -> None:
    says(daemon.daemon(around()), WARNING, "lsh daemon start")
    says(daemon.socket(around()), SKIPPED)
    says(daemon.spawner(around()), SKIPPED)
    running = home.start()
    says(daemon.daemon(around()), OK, str(running.pid))
    says(daemon.socket(around()), OK)
    says(daemon.spawner(around()), OK, str(home.spawner()))
    monkeypatch.setattr(lsh, "__version__", "9.9.9")
    says(daemon.daemon(around()), WARNING, "9.9.9", "lsh daemon restart")
    says(daemon.spawner(around()), WARNING, "holds runs", "lsh daemon restart")
    running.kill()
    holder = home.spawner()
    assert holder is not None
    kill(holder)
    until(lambda: not alive(holder), "the spawner ends")
    says(daemon.daemon(around()), WARNING, "no daemon runs")
    says(daemon.socket(around()), OK, "left over")
    says(daemon.spawner(around()), OK, "none runs")


def test_a_daemon_that_hangs(home: Home, around: Around, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lsh.client.rpc._ANSWER_SECONDS", {"daemon_status": 0.2})
    running = home.start()
    kill(running.pid, signal.SIGSTOP)
    checks = {check.name: check for check in examine(around())}
    kill(running.pid, signal.SIGCONT)
    assert checks["daemon"].verdict is FAILED
    assert "does not answer" in checks["daemon"].detail
    assert "continue it" in str(checks["daemon"].remedy)
    assert checks["database"].verdict is OK


def test_something_else_in_the_sockets_place(home: Home, around: Around) -> None:
    home.paths.socket.write_text("")
    says(daemon.socket(around()), FAILED, "no socket", "mv")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_a_socket_of_somebody_else(home: Home, around: Around) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(home.paths.socket))
        os.chown(home.paths.socket, 12345, -1)
        says(daemon.socket(around()), FAILED, "12345")


@pytest.mark.parametrize(
    "text", ["", "nonsense\n", '["header", 1]\n', "[]\n", "5\n", "null\n", '["x",1,"b",1,"v"]\n']
)
def test_a_journal_that_is_none(text: str, home: Home, around: Around) -> None:
    home.paths.journal.write_text(text)
    says(daemon.spawner(around()), WARNING, "spawner.journal", "restart")


def test_a_spawner_of_before_the_restart_of_the_machine(home: Home, around: Around) -> None:
    line = ["header", 1, f"not-{boot_id()}", os.getpid(), "0.0.1"]
    home.paths.journal.write_text(json.dumps(line) + "\n")
    says(daemon.spawner(around()), OK, "none runs")


def test_the_service(home: Home, around: Around, program: Program) -> None:
    here = around(platform="linux")
    says(daemon.service(here), WARNING, "no service", "lsh daemon install")
    unit = service.service_of(here.environ, platform="linux")
    unit.path.parent.mkdir(parents=True)
    unit.path.write_text("something else")
    says(daemon.service(here), WARNING, "not what this lsh would write")
    unit.path.write_text(unit.text)
    says(daemon.service(here), WARNING, "not enabled", "there is no systemctl")
    program("systemctl", "disabled", 1)
    says(daemon.service(here), WARNING, "not enabled", "systemctl --user enable")
    program("systemctl", "enabled")
    says(daemon.service(here), WARNING, "enable-linger")
    here.linger.mkdir()
    (here.linger / "somebody").touch()
    says(daemon.service(here), OK, "starts with the machine")


def test_the_service_elsewhere(home: Home, around: Around) -> None:
    here = around(platform="darwin")
    says(daemon.service(here), WARNING, "lsh daemon install")
    agent = service.service_of(here.environ, platform="darwin")
    agent.path.parent.mkdir(parents=True)
    agent.path.write_text(agent.text)
    says(daemon.service(here), OK)
    says(daemon.service(around(platform="plan9")), SKIPPED)
