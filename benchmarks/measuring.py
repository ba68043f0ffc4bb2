"""What every benchmark shares: a daemon in a home of its own, medians, and a table of ratios."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from lsh.daemon import control
from lsh.paths import Paths, find_paths
from lsh.spawner import kernel


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value against the target that the issue sets; lower is better."""

    name: str
    value: float
    target: float | None
    unit: str
    spread: tuple[float, float] | None = None

    @property
    def met(self) -> bool | None:
        """Whether the target is kept; None without one."""
        return None if self.target is None else self.value <= self.target


def median_figure(name: str, values: list[float], target: float | None, unit: str) -> Figure:
    """The median of several rounds, with their range."""
    return Figure(name, statistics.median(values), target, unit, (min(values), max(values)))


def percentile(values: Iterable[float], share: int) -> float:
    """The value that ``share`` in a hundred are not above."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * share // 100)]


def megabytes(pid: int) -> float:
    """The memory that a process holds. Raises ProcessLookupError when it is gone."""
    held = kernel.resident(pid)
    if held is None:
        raise ProcessLookupError(f"process {pid} is gone")
    return held / 1e6


def command_line(about: str | None) -> argparse.ArgumentParser:
    """What every benchmark takes; ``about`` is its docstring."""
    parser = argparse.ArgumentParser(
        description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    return parser


@contextmanager
def daemon_home(settings: str = "") -> Iterator[Paths]:
    """A daemon in a temporary home; stopped, with its runs, and deleted afterwards."""
    home = Path(tempfile.mkdtemp(prefix="lshb"))
    os.environ["LSH_HOME"] = str(home)
    paths = find_paths()
    paths.config.mkdir(parents=True)
    paths.config_file.write_text(settings)
    control.start(paths)
    try:
        yield paths
    finally:
        os.environ["LSH_HOME"] = str(home)
        control.stop(paths, runs="kill")
        shutil.rmtree(home, ignore_errors=True)


def compile_package() -> None:
    """Byte code for the package that is measured, whatever the environment says about writing it."""
    import lsh

    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-m", "compileall", "-q", str(Path(lsh.__file__).parent)]
    subprocess.run(command, env=environment, check=True)


def show(figures: list[Figure]) -> int:
    """Print the figures as a table, or with ``--json`` as one document; 1 if a target is missed."""
    if "--json" in sys.argv[1:]:
        print(json.dumps([asdict(figure) | {"met": figure.met} for figure in figures], indent=1))
    else:
        for figure in figures:
            spread = "" if figure.spread is None else "  ({:.2f}–{:.2f})".format(*figure.spread)
            target = "" if figure.target is None else f"  target ≤ {figure.target:g}"
            verdict = {True: "  kept", False: "  MISSED", None: ""}[figure.met]
            print(f"{figure.name:58} {figure.value:9.2f} {figure.unit}{spread}{target}{verdict}")
    return int(any(figure.met is False for figure in figures))
