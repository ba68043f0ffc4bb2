"""Arming, disarming, pausing and resuming a job's schedule."""

from __future__ import annotations

from typing import Any

from lsh.domain.errors import NotAllowed
from lsh.domain.job import JobState
from lsh.engine.jobs import resumed_moment
from lsh.engine.operations import Context, Params, operation, text_param
from lsh.engine.operations.definition import disarm_runs
from lsh.engine.operations.running import stop_flights
from lsh.store.queries import get_job


@operation("job_arm", offline=True)
async def job_arm(context: Context, params: Params) -> Any:
    """Follow the job's schedule again, from now. Params: ``job``. Returns the job."""
    engine = context.engine
    job = engine.ledger.jobs.find(text_param(params, "job"))
    if job.state is not JobState.ACTIVE:
        now = engine.clock.now()
        moment = resumed_moment(job, now, engine.host)
        with engine.storage.writing():
            engine.ledger.jobs.arm(job, moment, at=now, actor=context.actor)
        _changed(context)
    return get_job(engine.ledger.connection, job.id)


@operation("job_disarm", offline=True)
async def job_disarm(context: Context, params: Params) -> Any:
    """Stop following the schedule, and stop what runs. Params: ``job``. Returns the job."""
    engine = context.engine
    job = engine.ledger.jobs.find(text_param(params, "job"))
    async with engine.gate:
        stopped = await stop_flights(context, job, why=f"stopped by {context.actor}")
        if job.enabled:
            with engine.storage.writing():
                engine.ledger.jobs.disarm(job, at=engine.clock.now(), actor=context.actor)
    _changed(context)
    return get_job(engine.ledger.connection, job.id) | {"stopped": [str(r) for r in stopped]}


@operation("job_pause", offline=True)
async def job_pause(context: Context, params: Params) -> Any:
    """Leave the schedule until resumed; a living run goes on. Params: ``job``, ``reason``."""
    engine = context.engine
    job = engine.ledger.jobs.find(text_param(params, "job"))
    if not job.enabled:
        raise NotAllowed(
            f"{job.spec.name!r} is stopped; there is nothing to pause",
            hint="lsh cron start arms it",
        )
    async with engine.gate:
        if job.paused_at is None:
            await disarm_runs(context, job, "the job was paused before this instant")
            reason = params.get("reason")
            with engine.storage.writing():
                now = engine.clock.now()
                engine.ledger.jobs.pause(job, at=now, actor=context.actor, reason=reason)
    _changed(context)
    return get_job(engine.ledger.connection, job.id)


@operation("job_resume", offline=True)
async def job_resume(context: Context, params: Params) -> Any:
    """Go on from now; what fell due meanwhile is no misfire. Params: ``job``. Returns the job."""
    engine = context.engine
    job = engine.ledger.jobs.find(text_param(params, "job"))
    if not job.enabled:
        raise NotAllowed(f"{job.spec.name!r} is stopped, not paused", hint="lsh cron start arms it")
    if job.paused_at is not None:
        now = engine.clock.now()
        moment = resumed_moment(job, now, engine.host)
        with engine.storage.writing():
            engine.ledger.jobs.resume(job, moment, at=now, actor=context.actor)
        _changed(context)
    return get_job(engine.ledger.connection, job.id)


def _changed(context: Context) -> None:
    context.engine.bus.committed()
    context.engine.bus.schedule_changed()
