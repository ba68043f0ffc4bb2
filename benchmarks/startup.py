#!/usr/bin/env python3
"""How long a short command takes, as a multiple of ``python -c pass`` of the same run.

All candidates take turns, so that a busy moment hits each of them; what is shown are medians. The
home is a temporary one with a running daemon and a few jobs.
"""

from __future__ import annotations

import argparse
import compileall
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import typer

import lsh

BIN = Path(sys.executable).parent
LIMITS = {
    "lsh cron list": 7.0,
    "lsh cron list --json": None,
    "lsh daemon status": 7.0,
    "lsh daemon job list": 7.0,
    "lsh cron info": None,
    "lsh daemon db history": None,
    "lsh --help": 8.0,
    "lsh cron --help": 8.0,
    "lsh cron create --help": None,
    "lsh-complete job": 2.5,
}
ARGUMENTS = {"lsh cron info": ["job0"], "lsh-complete job": [""]}
JOBS = 20


def main() -> int:
    """Measure, print, and fail when a limit is broken."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=21)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    _compile()
    with tempfile.TemporaryDirectory(prefix="lsh") as home:
        environ = os.environ | {"LSH_HOME": home, "NO_COLOR": "1"}
        _prepare(environ)
        try:
            times = _measure(environ, options.rounds)
        finally:
            _lsh(environ, "daemon", "stop")
    return _report(times, as_json=options.json)


def _compile() -> None:
    for package in (lsh, typer):
        folder = Path(str(package.__file__)).parent
        compileall.compile_dir(folder, quiet=1)


def _prepare(environ: dict[str, str]) -> None:
    _lsh(environ, "daemon", "start")
    for number in range(JOBS):
        _lsh(
            environ, "cron", "create", "--name", f"job{number}", "--schedule", "@daily", "--", "ls"
        )


def _lsh(environ: dict[str, str], *arguments: str) -> None:
    subprocess.run([BIN / "lsh", *arguments], env=environ, check=True, capture_output=True)


def _measure(environ: dict[str, str], rounds: int) -> dict[str, float]:
    commands: dict[str, list[str]] = {"python -c pass": [sys.executable, "-c", "pass"]}
    for name in LIMITS:
        program, *words = name.split()
        commands[name] = [str(BIN / program), *words, *ARGUMENTS.get(name, [])]
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            begun = time.perf_counter()
            subprocess.run(command, env=environ, check=True, capture_output=True)
            taken[name].append(time.perf_counter() - begun)
    return {name: median(seconds) for name, seconds in taken.items()}


def _report(times: dict[str, float], *, as_json: bool) -> int:
    bare = times["python -c pass"]
    rows = [
        {
            "command": name,
            "milliseconds": round(seconds * 1000, 1),
            "ratio": round(seconds / bare, 2),
            "limit": LIMITS.get(name),
        }
        for name, seconds in times.items()
    ]
    if as_json:
        print(json.dumps(rows))
    else:
        for row in rows:
            limit = "" if row["limit"] is None else f"  (limit {row['limit']})"
            print(f"{row['command']:<24} {row['milliseconds']:>7} ms  {row['ratio']:>5} ×{limit}")
    broken = [name for name, limit in LIMITS.items() if limit and times[name] / bare > limit]
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
