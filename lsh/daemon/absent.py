"""What can be said of a daemon that does not run."""

from __future__ import annotations

from typing import Any

from lsh import __version__, built
from lsh.client.reading import reading
from lsh.paths import Paths
from lsh.store.facts import Facts
from lsh.store.queries import job_count, run_counts
from lsh.store.sinks import STOPPED, standings


def absent_status(paths: Paths) -> dict[str, Any]:
    """The status of this home without a daemon, under the same keys."""
    with reading(paths) as connection:
        jobs, runs = job_count(connection), run_counts(connection)
        sinks = {name: told | STOPPED for name, told in standings(connection).items()}
        host = Facts(connection).get("host")  # of the last daemon; None if there was none
    return {
        "running": False,
        "stopping": False,
        "pid": None,
        "uptime": None,
        "version": __version__,
        "commit": built.COMMIT,
        "home": str(paths.home),
        "socket": str(paths.socket),
        "database": str(paths.database),
        "log": str(paths.daemon_log),
        "host": host,
        "api": {"enabled": False, "url": None},
        "jobs": jobs | {"running": runs["running"]},
        "runs": runs,
        "slots": None,
        "queues": {},
        "memory_rss": None,
        "cpu_percent": None,
        "spawner": {"pid": None, "memory_rss": None, "trouble": None},
        "scheduler": {"next_fire_at": None, "lag_ms": {"p50": None, "p99": None}},
        "storage": {"ok": True, "trouble": None},
        "sinks": sinks,
    }
