"""What a job's screen tells, read from one moment of the ledger."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from lsh.client.timing import trigger_of, zone_of
from lsh.domain import humane
from lsh.domain.explain import Upcoming, describe, lint, upcoming
from lsh.paths import Paths
from lsh.reports.plots import sparkline
from lsh.reports.why import Why
from lsh.reports.why_now import why_now
from lsh.schema.masking import mask_definition
from lsh.store.live_queries import RunLine, runs_of_job
from lsh.store.queries import get_job
from lsh.tui.jobs import definition

AHEAD = 5
RUNS = 200


@dataclass(frozen=True, slots=True)
class JobPage:
    """A job now: its wire form (masked), lines about it, why, what comes, what was (newest first)."""

    job: dict[str, Any]
    lines: list[definition.Line]
    why: Why
    ahead: list[Upcoming]
    warnings: list[str]
    runs: list[RunLine]


def read_page(
    ledger: sqlite3.Connection, job_id: str, *, paths: Paths, daemon_running: bool, now: datetime
) -> JobPage:
    """Everything about a job, removed or not. Raises NotFound."""
    job = get_job(ledger, job_id, removed=True)
    trigger = trigger_of(job, paths)
    zone = zone_of(job, paths)
    why, _ = why_now(ledger, job, daemon_running=daemon_running, now=now, zone=zone)
    followed = job["state"] == "active"
    return JobPage(
        job=job,
        lines=definition.lines(mask_definition(job), describe(trigger)),
        why=why,
        ahead=upcoming(trigger, now, AHEAD) if followed else [],
        warnings=lint(trigger, now),
        runs=runs_of_job(ledger, job["id"], RUNS),
    )


def took(runs: list[RunLine], width: int) -> str:
    """How long the newest runs took, oldest first, as columns, with what is usual and the longest."""
    known = [run.duration for run in runs if run.duration is not None]
    if len(known) < 2:
        return ""
    shown = known[: max(1, width)][::-1]
    usual, longest = humane.span(median(known)), humane.span(max(known))
    return f"{sparkline(shown)} median {usual}, longest {longest}"
