"""The spawner against the bare loop: how late does the last of N runs start that are due at once?

Each round times, one after the other: a bare ``posix_spawn`` loop (no log, no journal, waits at
the end), then the same runs armed in the spawner, each with its own log file, journal lines,
``wait4`` and reports. Then the lateness of lone armed runs. ``--runs N`` (default 1000), ``--rounds N``
(7), ``--json``.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.burst import bare_loop
from benchmarks.measuring import (
    Figure,
    command_line,
    median_figure,
    megabytes,
    percentile,
    show,
)

ENTRY = Path(__file__).resolve().parent.parent / "lsh/spawner/lshd_spawner.py"
KINDS = {"direct": ["/bin/true"], "sh -c": ["/bin/sh", "-c", "/bin/true; :"]}
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "HOME": "/", "LANG": "C.UTF-8"}
AHEAD = 0.6  # s between arming and the instant, as the engine arms


class Client:
    """A spawner of its own in a temporary folder, and a blocking connection to it."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="lsh-bench-"))
        ready, write_end = os.pipe()
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-I", "-S", str(ENTRY), "--ready-fd", str(write_end)),
                *("--socket", str(self.folder / "s"), "--journal", str(self.folder / "journal")),
            ],
            pass_fds=[write_end],
        )
        os.close(write_end)
        assert os.read(ready, 100) == b"ready\n"
        os.close(ready)
        self._socket = socket.socket(socket.AF_UNIX)
        self._socket.connect(str(self.folder / "s"))
        self._stream = self._socket.makefile("rwb")
        self.say(op="hello", protocol=1)
        assert self.hear()["ev"] == "hello"
        self._next_run = 1

    def say(self, **message: Any) -> None:
        self._stream.write(json.dumps(message).encode() + b"\n")
        self._stream.flush()

    def hear(self) -> dict[str, Any]:
        message: dict[str, Any] = json.loads(self._stream.readline())
        return message

    def burst(self, argv: list[str], runs: int, ahead: float = AHEAD) -> list[float]:
        """Arm ``runs`` for one instant; seconds from the instant to each start, sorted."""
        at = int((time.time() + ahead) * 1e6)
        first = self._next_run
        self._next_run += runs
        specs = [
            {"run": run, "attempt": 1, "at": at, "argv": argv, "env": ENVIRONMENT, "cwd": "/"}
            | {"log": str(self.folder / "logs" / f"{run}.log"), "timeout": 3600, "grace": 5}
            for run in range(first, first + runs)
        ]
        self.say(op="submit", runs=specs)
        starts: list[float] = []
        ended = 0
        while ended < runs:
            batch = self.hear()
            for report in batch["reports"]:
                if report[0] == "started":
                    starts.append((report[5] - at) / 1e6)
                else:
                    assert report[3]["status"] == 0, report
                    ended += 1
            self.say(op="ack", seq=batch["seq"])
        return sorted(starts)

    def close(self) -> None:
        self.say(op="shutdown")
        self.process.wait(10)
        self._stream.close()
        self._socket.close()
        shutil.rmtree(self.folder)


def compare(kind: str, slots: int, runs: int, rounds: int) -> list[Figure]:
    """The ratios of one kind of command under one number of slots, and what the spawner holds then."""
    client = Client()
    client.say(op="slots", total=slots, queues={})
    ratios = []
    for number in range(rounds + 1):
        floor = bare_loop(KINDS[kind], runs)
        last = client.burst(KINDS[kind], runs)[-1]
        if number:  # the first warms up
            ratios.append(last / floor)
    held = megabytes(client.process.pid)
    client.close()
    name = f"{runs} due at once, {kind}, {slots} slots"
    return [
        median_figure(f"{name}: last start / bare loop", ratios, None, "×"),
        Figure(f"{name}: spawner resident", held, None, "MB"),
    ]


def lone(times: int) -> list[Figure]:
    """The lateness of single armed runs."""
    client = Client()
    late = [client.burst(KINDS["direct"], 1, ahead=0.05)[0] * 1000 for _ in range(times)]
    client.close()
    return [
        Figure("lone armed run: lateness p50", percentile(late, 50), None, "ms"),
        Figure(
            "lone armed run: lateness p99", percentile(late, 99), None, "ms", (min(late), max(late))
        ),
    ]


def main() -> int:
    """Measure and show."""
    parser = command_line(__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    figures: list[Figure] = []
    for kind in KINDS:
        for slots in (64, 2000):
            figures += compare(kind, slots, options.runs, options.rounds)
    return show([*figures, *lone(200)])


if __name__ == "__main__":
    sys.exit(main())
