"""The daemon about itself: its status, and its end."""

from __future__ import annotations

import os
import time
from datetime import datetime
from typing import Any

from lsh import __version__, built
from lsh.domain.errors import InvalidInput
from lsh.domain.instant import to_micros, to_wire
from lsh.engine.core import Engine
from lsh.engine.operations import Context, Params, operation
from lsh.spawner import kernel
from lsh.store.queries import job_count, run_counts
from lsh.store.sinks import STOPPED, standings

_MODES = ("leave", "wait", "kill")


@operation("daemon_status")
async def daemon_status(context: Context, params: Params) -> Any:
    """How the daemon is. See the JSON contract in ``docs/reference.md``."""
    engine = context.engine
    connection = engine.ledger.connection
    uptime = _uptime(engine)
    return {
        "running": True,
        "stopping": context.service is not None and context.service.stopping.is_set(),
        "pid": os.getpid(),
        "uptime": uptime,
        "version": __version__,
        "commit": built.COMMIT,
        "home": str(engine.paths.home),
        "socket": str(engine.paths.socket),
        "database": str(engine.paths.database),
        "log": str(engine.paths.daemon_log),
        "host": engine.host,
        "api": {"enabled": False, "url": None},
        "jobs": job_count(connection) | {"running": run_counts(connection)["running"]},
        "runs": run_counts(connection),
        "slots": engine.settings.max_concurrent_runs,
        "queues": engine.settings.queues,
        "memory_rss": kernel.resident(os.getpid()),
        "cpu_percent": round(100 * time.process_time() / max(uptime, 0.001), 2),
        "spawner": _spawner(engine),
        "scheduler": {
            "next_fire_at": to_wire(engine.ledger.jobs.next_due_at()),
            "lag_ms": _percentiles(engine),
        },
        "storage": {"ok": engine.storage.trouble is None, "trouble": engine.storage.trouble},
        "sinks": _sinks(context),
    }


def _uptime(engine: Engine) -> float:
    """Seconds since this process began, whatever the wall clock was set to since."""
    ticks = kernel.pid_start(os.getpid())
    if ticks is None:  # macOS
        return max(engine.clock.now() - engine.started_at, 0) / 1e6
    return (kernel.boot_ticks() - ticks) * kernel.CLOCK_TICK


def _sinks(context: Context) -> dict[str, Any]:
    """The sinks that are wanted, or of which the ledger knows: their processes, and what they told."""
    service = context.service
    kept = service.sinks.describe() if service is not None and service.sinks is not None else {}
    told = standings(context.engine.ledger.connection)
    shown = {name for name, sink in kept.items() if sink["state"] != "stopped"} | told.keys()
    now = context.engine.clock.now()
    return {name: _sink(told.get(name, {}), kept.get(name, STOPPED), now) for name in sorted(shown)}


def _sink(told: dict[str, Any], process: dict[str, Any], now: int) -> dict[str, Any]:
    """A sink as it stands: a process that lives knows best how it fares; its lag is reckoned here."""
    sink = told | process
    if process["state"] == "running":
        sink["state"] = told.get("state", "running")
    oldest = sink.pop("oldest_at", None)
    if told.get("cursor") is not None:
        since = now if oldest is None else to_micros(datetime.fromisoformat(oldest))
        sink["lag"] = max(now - since, 0) / 1e6
    return sink


def _spawner(engine: Engine) -> dict[str, Any]:
    pid = getattr(engine.executor, "pid", None)
    return {
        "pid": pid,
        "memory_rss": None if pid is None else kernel.resident(pid),
        "trouble": getattr(engine.executor, "trouble", None),
    }


def _percentiles(engine: Engine) -> dict[str, float | None]:
    samples = sorted(engine.lateness)
    if not samples:
        return {"p50": None, "p99": None}
    return {
        "p50": samples[len(samples) // 2] / 1000,
        "p99": samples[min(len(samples) - 1, len(samples) * 99 // 100)] / 1000,
    }


@operation("daemon_stop")
async def daemon_stop(context: Context, params: Params) -> Any:
    """End the daemon. Params: ``runs``: leave them going (default), wait for them, or kill them.

    Answers at once with the number of runs that are going; the socket closes when the daemon ends.
    Asked again while it waits for runs, the last word counts.
    """
    mode = params.get("runs", "leave")
    if not isinstance(mode, str) or mode not in _MODES:
        raise InvalidInput(f"runs is one of {', '.join(_MODES)}, not {mode!r}")
    assert context.service is not None, "only a running daemon has this operation"
    context.service.end(mode)
    return {"pid": os.getpid(), "running": run_counts(context.engine.ledger.connection)["running"]}
