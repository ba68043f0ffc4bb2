"""Logs that no run of the ledger belongs to: left by a crash between a deletion's two halves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from lsh.engine.core import Engine
from lsh.engine.retention import remove_logs
from lsh.paths import RUNS_A_FOLDER
from lsh.store.retention import known_runs

_DAY = 86_400.0  # seconds


def sweep(engine: Engine, keep_days: int) -> Iterator[int]:
    """Delete such logs folder by folder, a step each; the bytes that each step freed.

    They are kept as long as a run would be: an older ledger may be put back in its place.
    """
    before = engine.clock.now() / 1e6 - keep_days * _DAY
    for folder in _folders(engine.paths.runs):
        logs = _logs(folder)  # before asking the ledger, which knows of every run before its log is
        first = int(folder.name) * RUNS_A_FOLDER
        known = known_runs(engine.ledger.connection, first, first + RUNS_A_FOLDER)
        strays = [path for path, run_id in logs if run_id not in known and _is_older(path, before)]
        yield remove_logs(engine.paths.runs, strays)


def _folders(root: Path) -> list[Path]:
    with suppress(OSError):
        return sorted(path for path in root.iterdir() if path.name.isdecimal())
    return []


def _logs(folder: Path) -> list[tuple[Path, int]]:
    """The logs in this folder, each with its run's id; nothing that somebody else put there."""
    found = []
    with suppress(OSError):
        for path in folder.iterdir():
            run_id, attempt, *rest = f"{path.name}..".split(".")
            if run_id.isdecimal() and attempt.isdecimal() and rest[0] == "log":
                found.append((path, int(run_id)))
    return found


def _is_older(path: Path, before: float) -> bool:
    with suppress(OSError):
        return path.stat().st_mtime < before
    return False
