"""What a run's screen tells, read from one moment of the ledger."""

from __future__ import annotations

import socket
import sqlite3
from dataclasses import dataclass
from typing import Any

from lsh.domain.errors import NotFound
from lsh.paths import Paths
from lsh.schema.masking import mask_text
from lsh.settings import load_settings
from lsh.store.live_queries import RunLine, run_lines, runs_of_job
from lsh.store.queries import get_job, get_run

EARLIER = 60
"""Runs of the same job that it is compared with."""


@dataclass(frozen=True, slots=True)
class RunPage:
    """A run now: its wire form, its row, the job's own environment, and the job's newest runs."""

    wire: dict[str, Any]
    run: RunLine
    environment: dict[str, str]
    runs: list[RunLine]  # oldest first
    is_here: bool  # it runs, or ran, on this machine

    @property
    def attempts(self) -> list[dict[str, Any]]:
        """Its attempts, the first one first; the last may still be going on."""
        found: list[dict[str, Any]] = self.wire["history"]
        return found

    @property
    def command(self) -> str:
        """What it runs, without secrets."""
        return mask_text(self.wire["command"])


def read_run(ledger: sqlite3.Connection, run_id: int, paths: Paths) -> RunPage:
    """Everything about a run. Raises NotFound."""
    wire = get_run(ledger, str(run_id))
    runs = runs_of_job(ledger, wire["job_id"], EARLIER)
    run = run_lines(ledger, [run_id])[run_id]
    if all(one.id != run_id for one in runs):
        runs.append(run)  # of long ago: it is compared with the newest all the same
    return RunPage(
        wire=wire,
        run=run,
        environment=_environment(ledger, wire["job_id"]),
        runs=[run for run in reversed(runs) if run.duration is not None or run.id == run_id],
        is_here=wire["host"] == (load_settings(paths).host or socket.gethostname()),
    )


def _environment(ledger: sqlite3.Connection, job_id: str) -> dict[str, str]:
    try:
        environment: dict[str, str] = get_job(ledger, job_id, removed=True)["environment"]
    except NotFound:
        return {}
    return environment
