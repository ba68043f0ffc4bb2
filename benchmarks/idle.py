"""What many jobs cost while none is due: CPU, memory, start-up, and their import.

``--seconds N`` is how long the daemon is watched at each size (default 60), ``--json``.
"""

from __future__ import annotations

import os
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.measuring import (
    Figure,
    command_line,
    compile_package,
    daemon_home,
    median_figure,
    megabytes,
    show,
)
from lsh.client.door import Door
from lsh.daemon import control
from lsh.paths import Paths

SIZES = (100, 10_000, 100_000)
_START_ROUNDS = 15


def specs(count: int, first: int = 0) -> list[dict[str, Any]]:
    """Jobs that are not due for months, sixty different expressions among them."""
    month = time.gmtime(time.time() + 150 * 86400).tm_mon
    return [
        {"name": f"job {n}", "command": "/bin/true", "schedule": f"{n % 60} 3 15 {month} *"}
        for n in range(first, first + count)
    ]


def processes(paths: Paths) -> list[int]:
    """The process ids of engine and spawner."""
    status = control.status(paths)
    assert status is not None, "the daemon was started"
    return [status["pid"], status["spawner"]["pid"]]


def ticks(pid: int) -> int:
    """Clock ticks of CPU time, user and system."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def fill(paths: Paths, count: int) -> float:
    """Import ``count`` jobs in as few calls as a person would; seconds."""
    started = time.perf_counter()
    with Door(paths) as door:
        for first in range(0, count, 10_000):
            wanted = specs(min(10_000, count - first), first)
            door.call("job_create_many", {"specs": wanted})
    return time.perf_counter() - started


def restart_seconds(paths: Paths) -> float:
    """How long a stopped daemon takes from being started to being ready."""
    os.environ["LSH_HOME"] = str(paths.data.parent)
    control.stop(paths)
    started = time.perf_counter()
    control.start(paths)
    return time.perf_counter() - started


def watch(paths: Paths, seconds: float) -> dict[str, float]:
    """CPU ticks in ``seconds``, and resident megabytes, of an idle daemon that was just started."""
    restart_seconds(paths)
    pids = processes(paths)
    time.sleep(4)  # what follows a start is over
    before = sum(map(ticks, pids))
    time.sleep(seconds)
    return {
        "ticks": sum(map(ticks, pids)) - before,
        "resident": sum(map(megabytes, pids)),
    }


def main() -> int:
    """Measure and show; 1 if a target is missed."""
    parser = command_line(__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    options = parser.parse_args()
    compile_package()
    with ExitStack() as stack:
        homes = {count: stack.enter_context(daemon_home()) for count in SIZES}
        imports = [fill(homes[count], count) for count in SIZES][1:2]
        starts = [
            restart_seconds(homes[100_000]) / restart_seconds(homes[100])
            for _ in range(_START_ROUNDS)
        ]
        found = {count: watch(homes[count], options.seconds) for count in SIZES}
    for _ in range(2):
        with daemon_home() as paths:
            imports.append(fill(paths, 10_000))
    figures = [
        median_figure("bulk import of 10,000 jobs", imports, 1.5, "s"),
        median_figure("start with 100,000 jobs / with 100", starts, 1.2, "×"),
    ]
    for count in SIZES:
        one, name = found[count], f"{count:,} jobs, none due"
        ratio = one["resident"] / found[SIZES[0]]["resident"]
        figures += [
            Figure(f"{name}: CPU ticks in {options.seconds:g} s", one["ticks"], 2, "ticks"),
            Figure(f"{name}: engine and spawner resident", one["resident"], 45, "MB"),
            Figure(f"{name}: resident / that of 100", ratio, 1.1, "×"),
        ]
    return show(figures)


if __name__ == "__main__":
    sys.exit(main())
