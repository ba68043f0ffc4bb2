"""Why a job does now what it does: the run that explains it is looked up, and put into a sentence."""

from __future__ import annotations

import sqlite3
from datetime import datetime, tzinfo
from typing import Any

from lsh.reports.why import Why, why_idle, why_run
from lsh.store.queries import get_run

_UNDER_WAY = ("running", "retrying", "queued")


def why_now(
    connection: sqlite3.Connection,
    job: dict[str, Any],
    *,
    daemon_running: bool,
    now: datetime,
    zone: tzinfo,
) -> tuple[Why, dict[str, Any] | None]:
    """Why something of it runs, else why nothing does; and the run that the sentence is about.

    A job on its schedule is explained by its last run.
    """
    last = job["last_run"]
    waits = job["state"] != "active" or not daemon_running
    if last and (last["state"] in _UNDER_WAY or not waits):
        run = get_run(connection, last["run_id"])
        return why_run(run, zone), run
    return why_idle(job, daemon_running=daemon_running, now=now, zone=zone), None
