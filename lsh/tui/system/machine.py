"""How this home stands on its machine: what the daemon says, and how much room things take."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from lsh.daemon.absent import absent_status
from lsh.daemon.control import status as daemon_status
from lsh.domain import humane
from lsh.domain.errors import LshError
from lsh.paths import Paths
from lsh.tui.system.daemon_log import LogLine, log_tail
from lsh.tui.widgets.facts import Fact

_BELONGS = ("", "-wal", "-shm")  # files of SQLite beside the ledger


class Room(NamedTuple):
    """Bytes: of the ledger with what belongs to it, of the daemon's log, free on the ledger's disk."""

    ledger: int
    log: int
    free: int | None


class Machine(NamedTuple):
    """One look. ``trouble`` is why a daemon that is there did not answer."""

    status: dict[str, Any]
    room: Room
    log: list[LogLine]
    trouble: str | None


def look(paths: Paths) -> Machine:
    """Ask the daemon, or the ledger when none runs."""
    trouble = None
    try:
        status = daemon_status(paths)
    except LshError as error:
        status, trouble = None, error.message
    return Machine(status or absent_status(paths), room(paths), log_tail(paths.daemon_log), trouble)


def room(paths: Paths) -> Room:
    """How much room things take."""
    ledger = sum(_size(Path(f"{paths.database}{end}")) for end in _BELONGS)
    try:
        free: int | None = shutil.disk_usage(paths.data).free
    except OSError:
        free = None
    return Room(ledger, _size(paths.daemon_log), free)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def daemon_facts(machine: Machine, now: datetime) -> Iterator[Fact]:
    """What the daemon says of itself."""
    status = machine.status
    running = status["running"]
    if machine.trouble:
        yield Fact("daemon", machine.trouble, "bad")
    elif running:
        state = "ends when its runs are over" if status["stopping"] else "running"
        yield Fact("daemon", f"● {state}, up {humane.length(int(status['uptime']))}", "good")
    else:
        yield Fact("daemon", "○ not running: nothing fires; D starts it", "bad")
    yield Fact("version", " ".join(filter(None, (status["version"], _commit(status)))))
    jobs, runs = status["jobs"], status["runs"]
    yield Fact("jobs", f"{humane.plural(jobs['total'], 'job')}, {jobs['enabled']:,} on schedule")
    said = ", ".join(f"{count:,} {state}" for state, count in runs.items() if count)
    yield Fact("runs", said or "none now")
    if status.get("slots"):
        yield Fact("slots", f"{runs['running']:,} of {status['slots']:,} taken")
    next_at = status["scheduler"]["next_fire_at"]
    yield Fact(
        "next", humane.within(next_at, now) if next_at else "nothing is due" if running else ""
    )
    lag = status["scheduler"]["lag_ms"]
    if lag["p50"] is not None:
        yield Fact("lateness", f"{lag['p50']:.1f} ms (median), {lag['p99']:.1f} ms (99 %)")
    trouble = status["storage"]["trouble"] or status["spawner"].get("trouble")
    yield Fact("trouble", trouble or "", "bad")


def home_facts(paths: Paths, machine: Machine) -> Iterator[Fact]:
    """How large things are, and where: below the home's folder by their names in it."""
    space, home = machine.room, Path(machine.status["home"])
    yield Fact("home", str(home))
    free = "" if space.free is None else f", {humane.size(space.free)} free on its disk"
    yield Fact("ledger", f"{_below(home, paths.database)} ({humane.size(space.ledger)}{free})")
    yield Fact("log", f"{_below(home, paths.daemon_log)} ({humane.size(space.log)})")
    yield Fact("logs of runs", _below(home, paths.runs))
    yield Fact("settings", _below(home, paths.config_file))
    yield Fact("socket", _below(home, paths.socket))


def _below(home: Path, path: Path) -> str:
    return str(path.relative_to(home)) if path.is_relative_to(home) else str(path)


def pids_of(machine: Machine) -> dict[str, int | None]:
    """The processes of the daemon, by what each is."""
    status = machine.status
    sinks = {f"sink {name}": sink.get("pid") for name, sink in status["sinks"].items()}
    return {"engine": status["pid"], "spawner": status["spawner"]["pid"], **sinks}


def _commit(status: dict[str, Any]) -> str:
    commit = status.get("commit")
    return f"({commit[:12]})" if commit else ""
