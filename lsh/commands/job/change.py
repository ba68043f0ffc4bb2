"""One operation on each of the jobs that were named."""

from __future__ import annotations

from typing import Any

from lsh.commands.job.view import masked
from lsh.commands.mode import MODE
from lsh.commands.output import emit_ids, emit_json
from lsh.commands.session import changing, ledger
from lsh.store.queries import RunFilter, get_job, list_runs


def found(references: list[str]) -> list[dict[str, Any]]:
    """The jobs, all of them, before anything is changed."""
    with ledger() as connection:
        jobs = [get_job(connection, reference) for reference in references]
    return list({job["id"]: job for job in jobs}.values())


def running(jobs: list[dict[str, Any]]) -> dict[str, str]:
    """What runs of these jobs: from the run's id to the job's name."""
    with ledger() as connection:
        runs = [
            run
            for state in ("running", "retrying", "queued")
            for run in list_runs(connection, RunFilter(state=state, limit=None))
        ]
    ids = {job["id"] for job in jobs}
    return {run["run_id"]: run["job_name"] for run in runs if run["job_id"] in ids}


def change_each(method: str, jobs: list[dict[str, Any]], **params: Any) -> list[dict[str, Any]]:
    """Apply ``method`` to each job, and print what became of them: one, or a list of several."""
    with changing() as door:
        changed = [door.call(method, {"job": job["id"], **params}) for job in jobs]
    if MODE.json:
        shown = [masked(job) for job in changed]
        emit_json(shown if len(shown) > 1 else shown[0])
    else:
        emit_ids(job["id"] for job in changed)
    return changed
