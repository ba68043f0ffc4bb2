"""A real daemon in a home of its own: started, asked, killed, and cleared away by process id."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from lsh.client.rpc import Connection
from lsh.domain.errors import LshError
from lsh.engine import offline
from lsh.paths import Paths, find_paths, make_folders
from tests.support.warm import Warm

PATIENCE = 30.0
"""Seconds until a condition that must come true counts as one that never does."""
_MODULE = ("-m", "lsh.daemon.lshd")
DYING_DAEMON = str(Path(__file__).with_name("dying_daemon.py"))


def until(condition: Callable[[], Any], what: str, seconds: float = PATIENCE) -> Any:
    """Wait for ``condition`` to be true, and return what it gave."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, f"never happened: {what}"
        time.sleep(0.02)
    return found


def alive(pid: int) -> bool:
    """Whether ``pid`` is there and no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def kill(pid: int | None, number: int = signal.SIGKILL) -> None:
    """Signal one process that a test has made; gone is fine."""
    if pid is not None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


class Daemon:
    """One engine, a child of the test so that its end can be waited for."""

    def __init__(self, home: Home, program: tuple[str, ...], environ: dict[str, str]) -> None:
        self._home = home
        self._ready, writer = os.pipe()
        self.process = subprocess.Popen(
            [sys.executable, *program, "--ready-fd", str(writer)],
            env=home.environ | environ,
            pass_fds=[writer],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        os.close(writer)

    @property
    def pid(self) -> int:
        return self.process.pid

    def wait_ready(self) -> dict[str, Any]:
        """What it says when it is ready, or why it is not; empty when it died without a word."""
        text = b""
        deadline = time.monotonic() + PATIENCE
        while not text.endswith(b"\n"):
            left = max(deadline - time.monotonic(), 0)
            assert select.select([self._ready], [], [], left)[0], "the daemon never became ready"
            part = os.read(self._ready, 65536)
            if not part:
                break
            text += part
        return json.loads(text) if text else {}

    def kill(self) -> None:
        """kill -9."""
        self.process.kill()
        self.wait()

    def wait(self, seconds: float = PATIENCE) -> int:
        """Its exit code, once it has ended."""
        return self.process.wait(seconds)

    def close(self) -> None:
        """Kill it if it lives, and free what the test holds of it."""
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(PATIENCE)
        if self.process.stderr:
            self.process.stderr.close()
        with contextlib.suppress(OSError):
            os.close(self._ready)


class Home:
    """An LSH_HOME with a short path, and everything that was started in it."""

    def __init__(self, parent: Path | None = None) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="lsh-", dir=parent))
        self.paths: Paths = find_paths({"LSH_HOME": str(self.root)})
        self.side = self.root / "side"
        self.daemons: list[Daemon] = []
        self.environ = interpreter() | {"LSH_HOME": str(self.root), "TZ": "UTC"}
        self.prepare()

    def prepare(self) -> None:
        """Make the folders, as the daemon would."""
        make_folders(self.paths)

    def configure(self, **settings: Any) -> None:
        """Write the configuration: plain values only."""
        lines = (f"{name} = {json.dumps(value)}\n" for name, value in settings.items())
        self.paths.config_file.write_text("".join(lines))

    # The daemon

    def launch(self, *program: str, **environ: str) -> Daemon:
        """Start an engine without waiting for it; by default the real one."""
        daemon = Daemon(self, program or _MODULE, environ)
        self.daemons.append(daemon)
        return daemon

    def start(self, **environ: str) -> Daemon:
        """Start an engine and wait until it is ready."""
        daemon = self.launch(**environ)
        answer = daemon.wait_ready()
        assert answer.get("pid") == daemon.pid, f"{answer}; {self.log()}"
        return daemon

    def stop(self, runs: str = "leave") -> None:
        """Stop the engine as a person would, and wait for its end."""
        self.call("daemon_stop", runs=runs)
        for daemon in self.daemons:
            daemon.wait()

    def call(self, method: str, **params: Any) -> Any:
        """One operation over the socket."""
        with Connection(self.paths.socket) as connection:
            return connection.call(method, params)

    def status(self) -> dict[str, Any] | None:
        """What a daemon says of itself, if one answers."""
        with contextlib.suppress(LshError):
            answer: dict[str, Any] = self.call("daemon_status")
            return answer
        return None

    def apply(self, method: str, **params: Any) -> Any:
        """One operation without a daemon."""
        return offline.apply(self.paths, method, params)

    def lsh(self, *arguments: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
        """The command line, in a process of its own; with variables for Python a new interpreter."""
        return run_lsh(arguments, self.environ, stdin)

    def log(self) -> str:
        """What the daemon logged."""
        with contextlib.suppress(OSError):
            return self.paths.daemon_log.read_text()
        return ""

    # Jobs whose runs leave their own record

    def spec(self, name: str, *, work: str = "", **more: Any) -> dict[str, Any]:
        """A job whose runs note their start in the side file, and say so in their log.

        They exit with the number that the name ends with; ``work`` is shell text before that, which
        may exit with a code of its own (``name-3-0``: 3 at the first attempt, 0 at the second).
        """
        code = name.rpartition("-")[2]
        note = f'echo "$LSH_RUN_ID $LSH_ATTEMPT {name}" >> {self.side}'
        said = 'echo "run $LSH_RUN_ID attempt $LSH_ATTEMPT"'
        command = f"{note}; {said}; {work + '; ' if work else ''}exit {code}"
        return {"name": name, "id": name, "command": command, "timezone": "UTC"} | {
            "environment": {"HERE": str(self.root)}, "working_dir": "/", **more,
        }  # fmt: skip

    def executed(self) -> list[tuple[int, int, str]]:
        """Run id, attempt and job of every process that began, as they noted it themselves."""
        if not self.side.exists():
            return []
        rows = [line.split() for line in self.side.read_text().splitlines()]
        return [(int(run), int(attempt), name) for run, attempt, name in rows]

    # Processes

    def spawner(self) -> int | None:
        """The pid of the living spawner of this home."""
        socket = str(self.paths.spawner_socket).encode()
        found = [pid for pid, line in _processes("cmdline") if socket in line.split(b"\0")]
        # between its vfork and its exec a run still looks like the spawner that starts it
        grown = [pid for pid in found if _parent(pid) not in found]
        assert len(grown) <= 1, f"two spawners: {grown}"
        return grown[0] if grown else None

    def marked(self) -> list[int]:
        """The living processes of this home's runs."""
        mark = f"HERE={self.root}".encode()
        return [
            pid
            for pid, environ in _processes("environ")
            if mark in (names := environ.split(b"\0"))
            and any(name.startswith(b"LSH_RUN_ID=") for name in names)
        ]

    def everything(self) -> list[int]:
        """Every living process that belongs to this home, engines, spawners and runs alike."""
        engine = f"LSH_HOME={self.root}".encode()
        socket = str(self.paths.spawner_socket).encode()
        found = {pid for pid, line in _processes("cmdline") if socket in line.split(b"\0")}
        found |= {pid for pid, text in _processes("environ") if engine in text.split(b"\0")}
        return sorted(found | set(self.marked()))

    def end_everything(self) -> list[str]:
        """Kill all of it; what was a run's process and should not have lived any more is returned.

        A test that leaves runs alive on purpose ends them itself.
        """
        left = [_describe(pid) for pid in self.marked()]
        for daemon in self.daemons:
            daemon.close()
        for _ in range(100):
            living = self.everything()
            if not living:
                break
            for pid in living:
                kill(pid, signal.SIGCONT)
                kill(pid)
            time.sleep(0.02)
        return left

    def remove(self) -> None:
        shutil.rmtree(self.root, ignore_errors=True)


def run_lsh(
    words: Sequence[str], environ: Mapping[str, str], stdin: str | None, where: str | Path = "."
) -> subprocess.CompletedProcess[str]:
    """``lsh WORDS`` in the folder ``where``, as ``Home.lsh`` runs it."""
    if _warm().fits(environ):
        return _warm().run(words, environ, stdin, 2 * PATIENCE, where)
    return subprocess.run(
        [sys.executable, "-m", "lsh", *words],
        env=environ, input=stdin, capture_output=True, text=True,
        timeout=2 * PATIENCE, check=False, cwd=where,
    )  # fmt: skip


@cache
def _warm() -> Warm:
    made = Warm(interpreter())
    atexit.register(made.close)
    return made


def interpreter() -> dict[str, str]:
    """The variables that every interpreter gets which a test starts: the lsh is the test's own."""
    names = ("PATH", "PYTHONPATH")
    return {"PATH": "/usr/bin:/bin"} | {n: os.environ[n] for n in names if n in os.environ}


def _processes(part: str) -> Iterator[tuple[int, bytes]]:
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            with contextlib.suppress(OSError):
                text = (entry / part).read_bytes()
                if text:  # a zombie has none
                    yield int(entry.name), text


def _describe(pid: int) -> str:
    with contextlib.suppress(OSError):
        line = Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
        return f"{pid} {line.strip()}"
    return str(pid)


def _parent(pid: int) -> int | None:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return None
