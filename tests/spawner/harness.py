"""A real spawner in a folder of its own, and a client that speaks to it as the engine would."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.support.daemon import PATIENCE, until

ENTRY = Path(__file__).resolve().parents[2] / "lsh/spawner/lshd_spawner.py"
HERE = f"tests of process {os.getpid()}"  # the mark by which an engine knows its own runs


class SpawnerProcess:
    """The process. ``folder`` must be short: a socket's path has at most 107 characters."""

    def __init__(self, folder: Path, linger: float = 600.0) -> None:
        self.folder = folder
        self.socket_path = folder / "s"
        self.journal_path = folder / "journal"
        ready, write_end = os.pipe()
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-I", "-S", str(ENTRY), "--ready-fd", str(write_end)),
                *("--socket", str(self.socket_path), "--journal", str(self.journal_path)),
                *("--linger", str(linger)),
            ],
            pass_fds=[write_end],
            stderr=subprocess.PIPE,
        )
        os.close(write_end)
        with os.fdopen(ready) as answer:
            self.readiness = answer.readline().strip()

    @property
    def pid(self) -> int:
        return self.process.pid

    def connect(self, hello: bool = True) -> Client:
        return Client(self, hello)

    def kill(self) -> None:
        """kill -9, as the kernel's memory killer would."""
        self.process.kill()
        self.close()

    def close(self) -> None:
        """End it by its pid, whatever it is doing."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(PATIENCE)
        if self.process.stderr:
            self.process.stderr.close()

    def journal(self) -> list[list[Any]]:
        return [json.loads(line) for line in self.journal_path.read_text().splitlines()]


class Client:
    """One connection. Reports are collected by run as they come."""

    def __init__(self, spawner: SpawnerProcess, hello: bool = True) -> None:
        self.spawner = spawner
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(PATIENCE)
        self.socket.connect(str(spawner.socket_path))
        self._stream = self.socket.makefile("rb")
        self.started: dict[tuple[int, int], list[Any]] = {}
        self.ended: dict[tuple[int, int], dict[str, Any]] = {}
        self.order: list[int] = []  # runs in the order of their starts
        self.troubles: list[str | None] = []
        self.seq = 0
        self.hello: dict[str, Any] = {}
        if hello:
            self.say(op="hello", protocol=1)
            self.hello = self.wait_event("hello")
            self.collect(self.hello["unacked"])

    def say(self, **message: Any) -> None:
        self.socket.sendall(json.dumps(message).encode() + b"\n")

    def hear(self) -> dict[str, Any]:
        """The next event; reports in it are collected."""
        line = self._stream.readline()
        if not line:
            raise ConnectionResetError("the spawner closed the connection")
        event: dict[str, Any] = json.loads(line)
        self.seq = event.get("seq", self.seq)
        if event["ev"] == "batch":
            self.collect(event["reports"])
        elif event["ev"] == "trouble":
            self.troubles.append(event["error"])
        return event

    def collect(self, reports: list[list[Any]]) -> None:
        for kind, run, attempt, *rest in reports:
            if kind == "started":
                self.started[run, attempt] = rest
                self.order.append(run)
            elif kind == "ended":
                self.ended[run, attempt] = rest[0]

    def wait_event(self, kind: str) -> dict[str, Any]:
        while (event := self.hear())["ev"] != kind:
            pass
        return event

    def submit(self, run: int, argv: list[str] | str, **more: Any) -> None:
        """Submit one attempt; a text goes to the shell."""
        self.say(op="submit", runs=[self.spec(run, argv, **more)])

    def spec(self, run: int, argv: list[str] | str, **more: Any) -> dict[str, Any]:
        if isinstance(argv, str):
            argv = ["/bin/sh", "-c", argv]
        environment = {
            "PATH": "/usr/local/bin:/usr/bin:/bin",
            "LSH_DAEMON": HERE,
            **more.pop("env", {}),
        }
        spec = {"run": run, "attempt": 1, "argv": argv, "env": environment, "cwd": "/"}
        return {**spec, "log": str(self.log(run)), **more}

    def log(self, run: int) -> Path:
        return self.spawner.folder / "logs" / f"{run}.log"

    def wait_start(self, run: int, attempt: int = 1) -> int:
        """The pid of a run, once it has started."""
        while (run, attempt) not in self.started:
            self.hear()
        return int(self.started[run, attempt][0])

    def wait_end(self, run: int, attempt: int = 1) -> dict[str, Any]:
        """How a run ended, once it has."""
        while (run, attempt) not in self.ended:
            self.hear()
        return self.ended[run, attempt]

    def run(self, run: int, argv: list[str] | str, **more: Any) -> dict[str, Any]:
        """Submit and wait for the end."""
        self.submit(run, argv, **more)
        return self.wait_end(run)

    def ack(self) -> None:
        """Acknowledge everything heard so far."""
        self.say(op="ack", seq=self.seq)
        self.settle()

    def settle(self) -> None:
        """Return when everything said so far has been carried out."""
        self.say(op="ping")
        self.wait_event("pong")

    def close(self) -> None:
        self._stream.close()
        self.socket.close()


def read_pid(path: Path) -> int:
    """A pid that a run writes into a file."""
    until(lambda: path.exists() and path.read_text().strip(), f"a pid in {path}")
    return int(path.read_text())


def marked(run: int, folder: Path) -> Iterator[int]:
    """Processes that carry the mark of ``run`` and belong to this test, by its folder."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                environ = (entry / "environ").read_bytes().split(b"\0")
            except OSError:
                continue
            if f"LSH_RUN_ID={run}".encode() in environ and f"HERE={folder}".encode() in environ:
                yield int(entry.name)
