"""Arming, disarming, pausing and resuming a job's schedule."""

from __future__ import annotations

from typing import Any

from lsh.domain.errors import InvalidInput, NotAllowed
from lsh.domain.job import JobState
from lsh.engine.closing import disarm_runs
from lsh.engine.jobs import resumed_moment
from lsh.engine.operations import Context, Params, changing_job, operation
from lsh.engine.operations.running import stop_runs
from lsh.store.queries import get_job
from lsh.store.records import StoredJob


@operation("job_arm", offline=True)
async def job_arm(context: Context, params: Params) -> Any:
    """Follow the job's schedule again, from now. Params: ``job``. Returns the job."""
    engine = context.engine
    async with changing_job(context, params) as job:
        if job.state is not JobState.ACTIVE:
            now = engine.clock.now()
            moment = resumed_moment(job, now, engine.host)
            with engine.storage.writing():
                engine.ledger.jobs.arm(job, moment, at=now, actor=context.actor)
    return _shown(context, job)


@operation("job_disarm", offline=True)
async def job_disarm(context: Context, params: Params) -> Any:
    """Stop following the schedule, and stop what runs. Params: ``job``. Returns the job."""
    engine = context.engine
    async with changing_job(context, params) as job:
        stopped = await stop_runs(context, job, why=f"stopped by {context.actor}")
        if job.enabled:
            with engine.storage.writing():
                engine.ledger.jobs.disarm(job, at=engine.clock.now(), actor=context.actor)
    return _shown(context, job) | {"stopped": [str(run_id) for run_id in stopped]}


@operation("job_pause", offline=True)
async def job_pause(context: Context, params: Params) -> Any:
    """Leave the schedule until resumed; a living run goes on. Params: ``job``, ``reason``.

    Raises NotAllowed for a stopped job.
    """
    engine = context.engine
    reason = params.get("reason")
    if reason is not None and not isinstance(reason, str):
        raise InvalidInput(f"the reason for a pause is a text, not {reason!r}")
    async with changing_job(context, params) as job:
        _refuse_stopped(job, "there is nothing to pause")
        if job.paused_at is None:
            await disarm_runs(
                engine,
                context.dispatcher,
                job.key,
                reason="the job was paused before this instant",
                actor=context.actor,
            )
            with engine.storage.writing():
                now = engine.clock.now()
                engine.ledger.jobs.pause(job, at=now, actor=context.actor, reason=reason)
    return _shown(context, job)


@operation("job_resume", offline=True)
async def job_resume(context: Context, params: Params) -> Any:
    """Go on from now; what fell due meanwhile is no misfire. Params: ``job``. Returns the job.

    Raises NotAllowed for a stopped job.
    """
    engine = context.engine
    async with changing_job(context, params) as job:
        _refuse_stopped(job, "it is not paused")
        if job.paused_at is not None:
            now = engine.clock.now()
            moment = resumed_moment(job, now, engine.host)
            with engine.storage.writing():
                engine.ledger.jobs.resume(job, moment, at=now, actor=context.actor)
    return _shown(context, job)


def _refuse_stopped(job: StoredJob, why: str) -> None:
    if not job.enabled:
        raise NotAllowed(f"{job.spec.name!r} is stopped; {why}", hint="lsh cron start arms it")


def _shown(context: Context, job: StoredJob) -> dict[str, Any]:
    return get_job(context.engine.ledger.connection, job.id)
