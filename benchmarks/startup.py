"""How long a short command takes, as a multiple of ``python -c pass`` of the same run.

All candidates take turns, so that a busy moment hits each of them. The home is a temporary one with a
running daemon and twenty jobs. ``--rounds N`` (default 21), ``--json``.
"""

from __future__ import annotations

import compileall
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import typer

from benchmarks.measuring import (
    Figure,
    command_line,
    compile_package,
    daemon_home,
    median_figure,
    show,
)
from lsh.client.door import Door
from lsh.paths import Paths

JOBS = 20
BARE = "python -c pass"
LIMITS = {
    "lsh cron list": 7.0,
    "lsh cron list --json": None,
    "lsh daemon status": 7.0,
    "lsh daemon job list": 7.0,
    "lsh cron info job0": None,
    "lsh daemon db history": None,
    "lsh --help": 8.0,
    "lsh cron --help": 8.0,
    "lsh cron create --help": None,
    "lsh-complete job": 2.5,
}
"""The commands, and the multiple that each may take."""


def programs() -> dict[str, list[str]]:
    """What is run, by what it is called."""
    bin_folder = Path(sys.executable).parent
    found = {BARE: [sys.executable, "-c", "pass"]}
    for name in LIMITS:
        program, *words = name.split()
        found[name] = [str(bin_folder / program), *words]
    return found


def prepare(paths: Paths) -> None:
    """The jobs."""
    common = {"schedule": "@daily", "command": "ls"}
    specs = [{"id": f"job{n}", "name": f"job{n}"} | common for n in range(JOBS)]
    with Door(paths) as door:
        door.call("job_create_many", {"specs": specs})


def measure(rounds: int) -> dict[str, list[float]]:
    """Seconds of each program in each round."""
    environ = os.environ | {"NO_COLOR": "1"}
    taken: dict[str, list[float]] = {name: [] for name in programs()}
    for _ in range(rounds):
        for name, command in programs().items():
            begun = time.perf_counter()
            subprocess.run(command, env=environ, check=True, capture_output=True)
            taken[name].append(time.perf_counter() - begun)
    return taken


def main() -> int:
    """Measure and show; 1 if a target is missed."""
    parser = command_line(__doc__)
    parser.add_argument("--rounds", type=int, default=21)
    options = parser.parse_args()
    compile_package()
    compileall.compile_dir(Path(str(typer.__file__)).parent, quiet=1)
    with daemon_home() as paths:
        prepare(paths)
        taken = measure(options.rounds)
    bare = median(taken[BARE])
    return show(
        [
            Figure(BARE, bare * 1000, None, "ms"),
            *(
                median_figure(name, [each / bare for each in taken[name]], limit, "×")
                for name, limit in LIMITS.items()
            ),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
