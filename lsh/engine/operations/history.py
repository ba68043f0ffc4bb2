"""Taking in the history of jobs that an import creates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from lsh.domain.errors import InvalidInput
from lsh.engine.jobs import first_moment, trigger_of
from lsh.engine.operations import Context
from lsh.engine.operations.definition import default_zone, read_spec
from lsh.store.records import StoredJob
from lsh.store.restoring import FormerVersion, RunRestorer, restore_versions


def restore_history(
    context: Context, created: Sequence[str], history: dict[str, Any], now: int
) -> int:
    """Write what ``history`` holds of the jobs ``created``, inside a transaction; how many runs.

    ``history`` is ``{jobs: {id: {created_at, updated_at, paused, pause_reason, failures_in_row,
    versions: [{version, spec, actor, created_at}]}}, runs: [runs in wire form, with all attempts]}``.
    """
    ledger = context.engine.ledger
    keys: dict[str, int] = {}
    try:
        for job_id in created:
            job = ledger.jobs.find(job_id)
            keys[job_id] = job.key
            standing = history["jobs"].get(job_id)
            if standing is not None:
                _restore_job(context, job, standing, now)
        return RunRestorer(ledger.connection, keys).restore(history["runs"])
    except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
        raise InvalidInput(f"the history is not as an export writes it: {error!r}") from error


def _restore_job(context: Context, job: StoredJob, standing: dict[str, Any], now: int) -> None:
    ledger, zone = context.engine.ledger, default_zone(context)
    if standing["paused"]:
        reason = standing["pause_reason"]
        ledger.jobs.pause(job, at=now, actor=context.actor, reason=reason)
    ledger.jobs.count_failures(job.key, int(standing.get("failures_in_row", 0)))
    versions = [
        FormerVersion(
            item["version"],
            read_spec(context, item["spec"], zone=zone),
            item["actor"],
            datetime.fromisoformat(item["created_at"]),
        )
        for item in standing["versions"]
    ]
    if versions and standing["created_at"] and standing["updated_at"]:
        restore_versions(
            ledger.connection,
            job,
            versions,
            created_at=datetime.fromisoformat(standing["created_at"]),
            updated_at=datetime.fromisoformat(standing["updated_at"]),
        )
        _reschedule(context, job.key, now)


def _reschedule(context: Context, key: int, now: int) -> None:
    """An interval counts from the job's creation, which is another one now."""
    engine = context.engine
    job = engine.ledger.jobs.get(key)
    assert job is not None, "it was just written"
    if job.next_due_at is not None:
        moment = first_moment(
            job.id, job.spec, trigger_of(job.spec, job.anchor_at), now, engine.host
        )
        engine.ledger.jobs.reschedule([(key, moment)])
