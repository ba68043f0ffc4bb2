"""The failure notification: a command that is run like any other, as a run of its own kind."""

from __future__ import annotations

from typing import Any

from lsh.domain.errors import InvalidInput, NotFound
from lsh.domain.job import JobSpec
from lsh.domain.run import RunKind, RunState
from lsh.store.ledger import Ledger
from lsh.store.queries import get_run
from lsh.store.records import NewRun, StoredJob, StoredRun

_TIME_LIMIT = 300.0
_URGENT = 10


def notification_run(
    job_key: int, version: int, failed_run_id: int, instant: int, host: str
) -> NewRun:
    """The run that tells somebody of a failure; queued in the transaction that records it."""
    return NewRun(
        job_key=job_key,
        job_version=version,
        kind=RunKind.NOTIFY,
        state=RunState.QUEUED,
        scheduled_for=instant,
        due_at=instant,
        queued_at=instant,
        priority=_URGENT,
        host=host,
        parent_run_id=failed_run_id,
    )


def notification_spec(ledger: Ledger, job: StoredJob, run: StoredRun) -> JobSpec:
    """What a notification runs: the job's ``on_failure`` with the failure in its environment."""
    failed = _failed_run(ledger, run)
    told = {
        "FAILED_RUN_ID": run.parent_run_id,
        "OUTCOME": failed.get("outcome"),
        "REASON": failed.get("reason"),
        "EXIT_CODE": failed.get("exit_code"),
        "ATTEMPT": failed.get("attempt"),
        "ERROR": failed.get("error"),
    }
    environment = {f"LSH_{k}": "" if v is None else str(v) for k, v in told.items()}
    return JobSpec(
        name=job.spec.name,
        command=job.spec.on_failure or "true",
        working_dir=None,
        environment={**job.spec.environment, **environment},
        timeout=_TIME_LIMIT,
    )


def _failed_run(ledger: Ledger, run: StoredRun) -> dict[str, Any]:
    """The run that failed; nothing when it is gone: a job that is told little is still told."""
    try:
        return get_run(ledger.connection, str(run.parent_run_id))
    except (InvalidInput, NotFound):
        return {}
