"""The TUI as a person meets it, on a terminal of its own with ten thousand jobs in the ledger.

First paint: from the start of ``lsh tui`` to the first frame, against ``python -c "import textual.app"``
taking turns. Latency: while jobs run so that about a hundred events a second are committed, one job in
view is paused and resumed; from the commit of that event to its bytes on the terminal. Memory:
resident after that and a walk through all places, with the history of a hundred thousand runs.
"""

from __future__ import annotations

import compileall
import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import threading
import time
from datetime import datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import textual

from benchmarks.measuring import (
    Figure,
    command_line,
    compile_package,
    daemon_home,
    median_figure,
    megabytes,
    show,
)
from benchmarks.report_scale import remember
from lsh.client.door import Door
from lsh.client.reading import reading
from lsh.daemon import control
from lsh.paths import Paths
from lsh.store.ledger import Ledger
from lsh.store.live_queries import last_event_id

JOBS = 10_000
RUNS = 100_000
EVENTS_A_SECOND = 100
_EVENTS_A_RUN = 3  # queued, started, completed
_PATIENCE = 30.0
_PROBE = "aaa-probe"  # the first row
_FRAME = b"SCHEDULE"  # the table's heading
_BARE = [sys.executable, "-c", "import textual.app"]


class Terminal:
    """``lsh tui`` on a pty of 120 × 36. What it wrote is kept with the time of its arrival."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.pid, self._file = pty.fork()
        if self.pid == 0:
            environ = os.environ | {"TERM": "xterm-256color"}
            os.execve(sys.executable, [sys.executable, "-m", "lsh", "tui"], environ)
        fcntl.ioctl(self._file, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))
        self._new = threading.Condition()
        self._written: list[tuple[float, bytes]] = []
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        while True:
            try:
                select.select([self._file], [], [])
                data = os.read(self._file, 1 << 16)
            except OSError:
                return
            with self._new:
                self._written.append((time.time(), data))
                self._new.notify()

    def forget(self) -> None:
        """What was written until now does not count."""
        with self._new:
            self._written.clear()

    def wait_for(self, text: bytes) -> float:
        """When ``text`` had arrived, as seconds since the epoch."""
        give_up_at = time.monotonic() + _PATIENCE
        with self._new:
            while True:
                seen = b""
                for at, data in self._written:
                    seen += data
                    if text in seen:
                        return at
                if not self._new.wait(give_up_at - time.monotonic()):
                    raise SystemExit(f"{text!r} never came; the end of what did: {seen[-300:]!r}")

    def press(self, keys: bytes) -> None:
        """As if typed."""
        os.write(self._file, keys)

    def close(self) -> None:
        """Quit, and wait."""
        self.press(b"q")
        os.waitpid(self.pid, 0)
        os.close(self._file)


def first_paint(rounds: int) -> list[Figure]:
    """Ratios of the first frame, and of the first frame with all jobs, to the bare import."""
    frames, rows = [], []
    for _ in range(rounds):
        began = time.monotonic()
        subprocess.run(_BARE, check=True)
        bare = time.monotonic() - began
        began_at = time.time()
        terminal = Terminal()
        frames.append((terminal.wait_for(_FRAME) - began_at) / bare)
        rows.append((terminal.wait_for(_PROBE.encode()) - began_at) / bare)
        terminal.close()
    return [
        median_figure("first paint / import textual.app", frames, 3.0, "×"),
        median_figure(f"first paint of rows, {JOBS:,} jobs", rows, None, "×"),
    ]


class Load(threading.Thread):
    """Runs jobs at a steady pace through the door, until it is stopped."""

    def __init__(self, paths: Paths) -> None:
        super().__init__(daemon=True)
        self._paths = paths
        self.stopping = threading.Event()
        self.done = 0

    def run(self) -> None:
        """One job after the other; none is asked for twice at once."""
        pause = _EVENTS_A_RUN / EVENTS_A_SECOND
        began = time.monotonic()
        with Door(self._paths) as door:
            while not self.stopping.wait(max(0.0, began + self.done * pause - time.monotonic())):
                door.call("job_run", {"job": f"job-{self.done % 500}", "kind": "manual"})
                self.done += 1


def latencies(paths: Paths, seconds: float) -> tuple[list[float], float, float]:
    """Seconds from each commit to the terminal, the events a second meanwhile, and megabytes held."""
    terminal = Terminal()
    terminal.wait_for(_PROBE.encode())
    load = Load(paths)
    load.start()
    found = []
    began = time.monotonic()
    with Door(paths) as door:
        first = _last_event(paths)
        while time.monotonic() - began < seconds:
            time.sleep(0.33)  # no multiple of anything that may tick
            terminal.forget()
            job = door.call("job_pause", {"job": _PROBE})
            committed = datetime.fromisoformat(job["updated_at"]).timestamp()
            found.append(terminal.wait_for("‖ paused".encode()) - committed)
            door.call("job_resume", {"job": _PROBE})  # its looks are those of all other rows
        rate = (_last_event(paths) - first) / (time.monotonic() - began)
    load.stopping.set()
    load.join()
    resident = _walk(terminal)
    terminal.close()
    return found, rate, resident


def _walk(terminal: Terminal) -> float:
    """Go to every place and back; the megabytes that it holds after that."""
    for key in b"2345678914m1":
        terminal.press(bytes([key]))
        time.sleep(2.0)
    return megabytes(terminal.pid)


def _last_event(paths: Paths) -> int:
    with reading(paths) as ledger:
        return last_event_id(ledger)


def prepare(paths: Paths) -> None:
    """The jobs: one in view that is probed, and those that are run."""
    common: dict[str, Any] = {"command": "/bin/true", "schedule": "0 4 1 1 *", "timezone": "UTC"}
    specs = [{"id": _PROBE, "name": _PROBE} | common]
    specs += [{"id": f"job-{n}", "name": f"Job {n}"} | common for n in range(JOBS - 1)]
    with Door(paths) as door:
        door.call("job_create_many", {"specs": specs})
    _remember_runs(paths)


def _remember_runs(paths: Paths) -> None:
    """A history of a hundred thousand runs, while no daemon looks."""
    control.stop(paths)
    ledger = Ledger(paths.database)
    remember(ledger, [key for (key,) in ledger.connection.execute("SELECT key FROM jobs")], RUNS)
    ledger.close()
    control.start(paths)


def main() -> int:
    """Measure and print."""
    parser = command_line(__doc__)
    parser.add_argument("--rounds", type=int, default=11)
    parser.add_argument("--seconds", type=float, default=30.0)
    options = parser.parse_args()
    compile_package()
    compileall.compile_dir(Path(textual.__file__).parent, quiet=1)
    with daemon_home() as paths:
        prepare(paths)
        figures = first_paint(options.rounds)
        found, rate, resident = latencies(paths, options.seconds)
    cuts = quantiles(found, n=100, method="inclusive")
    figures += [
        Figure("events a second meanwhile", rate, None, ""),
        Figure("commit to screen, p50", median(found) * 1000, None, "ms"),
        Figure("commit to screen, p99", cuts[98] * 1000, 200.0, "ms"),
        Figure("commit to screen, worst", max(found) * 1000, None, "ms"),
        Figure("resident", resident, 120.0, "MB"),
    ]
    return show(figures)


if __name__ == "__main__":
    sys.exit(main())
