"""Running a job now, waiting for a run, and stopping runs."""

from __future__ import annotations

import asyncio
import signal as signals
from typing import Any

from lsh.domain.errors import DaemonNotRunning, InvalidInput, NotAllowed, NotFound, TryAgain
from lsh.domain.job import hosts_clause
from lsh.domain.policy import Overlap
from lsh.domain.run import ACTIVE, RunKind, RunState
from lsh.engine.closing import close_runs
from lsh.engine.operations import Context, Params, changing_job, operation, text_param
from lsh.store.queries import get_run
from lsh.store.records import NewRun, StoredJob, StoredRun

_LONGEST = 100 * 366 * 86_400.0  # seconds; no clock is asked to wait for longer
_KINDS = {"manual": RunKind.MANUAL, "test": RunKind.TEST}


@operation("job_run")
async def job_run(context: Context, params: Params) -> Any:
    """Run a job now. Params: ``job``, ``kind`` (manual or test), ``force`` (even beside another run).

    Returns the run, queued. Raises NotAllowed for a job whose hosts are other machines.
    """
    engine = context.engine
    engine.storage.accept()
    kind = _KINDS.get(str(params.get("kind", "manual")))
    if kind is None:
        raise InvalidInput(f"{params['kind']!r} is not a kind of run", hint="manual or test")
    async with changing_job(context, params) as job:
        _refuse_elsewhere(context, job)
        active = engine.ledger.runs.active_of(job.key)
        going = [run for run in active if run.state is not RunState.SCHEDULED]
        if going and job.spec.overlap is not Overlap.ALLOW and not params.get("force"):
            raise TryAgain(
                f"run {going[0].id} of {job.spec.name!r} is {going[0].state}",
                hint="wait for it, stop it, or use --force to run beside it",
            )
        if job.spec.overlap is not Overlap.ALLOW:
            # an occurrence that is armed would start beside this run; let its instant decide
            await context.dispatcher.take_back(engine.flights.of_job(job.key))
        run_id = _insert(context, job, kind)
        _submit(context, run_id)
    return get_run(engine.ledger.connection, str(run_id))


def _refuse_elsewhere(context: Context, job: StoredJob) -> None:
    if job.elsewhere:
        raise NotAllowed(
            f"{job.spec.name!r} does not run on {context.engine.host}: {hosts_clause(job.spec.hosts)}",
            hint="run it there, or name this machine with lsh cron edit --hosts",
        )


def _insert(context: Context, job: StoredJob, kind: RunKind) -> int:
    engine = context.engine
    now = engine.clock.now()
    instant = now
    while engine.ledger.runs.instant_taken(job.key, instant):
        instant += 1
    run = NewRun(
        job_key=job.key,
        job_version=job.version,
        kind=kind,
        state=RunState.QUEUED,
        scheduled_for=instant,
        due_at=instant,
        queued_at=now,
        priority=job.spec.priority,
        host=engine.host,
        actor=context.actor,
    )
    with engine.storage.writing():
        (run_id,) = engine.ledger.runs.insert([run], at=now)
    assert run_id is not None, "the instant was free"
    return run_id


def _submit(context: Context, run_id: int) -> None:
    """Hand it over at once: somebody waits, and has decided about overlap already."""
    engine = context.engine
    run = engine.ledger.runs.get(run_id)
    assert run is not None, "it was just written"
    if context.dispatcher.is_full():
        context.dispatcher.backlog = True
        return
    flight = context.dispatcher.flight_of(run)
    flight.attempt = 1
    context.dispatcher.hand_over([flight])


@operation("run_wait")
async def run_wait(context: Context, params: Params) -> Any:
    """Wait until a run is over. Params: ``run``, ``timeout`` (seconds). Returns the run."""
    engine = context.engine
    run_id = run_number(params)
    run = engine.ledger.runs.get(run_id)
    if run is None:
        raise NotFound(f"no run has the id {run_id}", hint="lsh daemon db history shows them")
    try:
        async with asyncio.timeout(_seconds(params, "timeout")):
            await _over(context, run_id)
    except TimeoutError:
        raise TryAgain(f"run {run_id} is not over yet") from None
    return get_run(engine.ledger.connection, str(run_id))


async def _over(context: Context, run_id: int) -> None:
    engine = context.engine
    while (run := engine.ledger.runs.get(run_id)) is not None and run.state in ACTIVE:
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        engine.waiters.setdefault(run_id, []).append(waiter)
        try:
            await waiter
        finally:
            if waiter.cancelled():
                engine.forget_waiter(run_id, waiter)


@operation("run_stop")
async def run_stop(context: Context, params: Params) -> Any:
    """Stop one run, or all of a job's. Params: ``run`` or ``job``, ``signal``, ``grace`` (seconds).

    Returns the ids of the runs that were told to stop; each ends as cancelled when its last process
    is gone.
    """
    engine = context.engine
    signal, grace = _signal(params), _seconds(params, "grace")
    why = f"stopped by {context.actor}"
    async with engine.gate:
        if params.get("run") is None:
            job = engine.ledger.jobs.find(text_param(params, "job"))
            stopped = await stop_runs(context, job, why=why, signal=signal, grace=grace)
        else:
            run = _active_run(context, run_number(params))
            found = engine.ledger.jobs.get(run.job_key)
            assert found is not None, "jobs are never deleted"
            stopped = await stop_runs(
                context, found, only=run.id, why=why, signal=signal, grace=grace
            )
    return {"stopped": [str(run_id) for run_id in stopped]}


def _signal(params: Params) -> str:
    name = params.get("signal", "TERM")
    if not isinstance(name, str) or f"SIG{name}" not in signals.Signals.__members__:
        raise InvalidInput(f"{name!r} is not a signal", hint="a name such as TERM, INT or KILL")
    return name


def _seconds(params: Params, name: str) -> float | None:
    value = params.get(name)
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if value is not None and not (number and 0 <= value < _LONGEST):
        raise InvalidInput(f"{name} is a number of seconds, at least 0, not {value!r}")
    return value


def _active_run(context: Context, run_id: int) -> StoredRun:
    run = context.engine.ledger.runs.get(run_id)
    if run is None:
        raise NotFound(f"no run has the id {run_id}", hint="lsh daemon db history shows them")
    if run.state not in ACTIVE:
        raise NotFound(f"run {run.id} is over ({run.state})")
    return run


async def stop_runs(
    context: Context,
    job: StoredJob,
    *,
    why: str,
    only: int | None = None,
    signal: str = "TERM",
    grace: float | None = None,
) -> list[int]:
    """End a job's runs that are not over: the living are told, the others are closed at once.

    Called with the gate held. Returns the run ids.
    """
    engine = context.engine
    flights = [f for f in engine.flights.of_job(job.key) if only in {None, f.run_id}]
    await context.dispatcher.take_back(flights)
    living = [flight for flight in flights if flight.run_id in engine.flights]
    told = {flight.run_id for flight in living}
    waiting = [
        run
        for run in engine.ledger.runs.active_of(job.key)
        if run.id not in told and only in {None, run.id}
    ]
    if context.service is None and any(run.state is RunState.RUNNING for run in waiting):
        raise DaemonNotRunning(
            "a run of this job may still be going, and only the daemon can stop it",
            hint="lsh daemon start",
        )
    close_runs(engine, waiting, RunState.CANCELLED, reason=why, actor=context.actor)
    for flight in living:
        flight.stopped_by = context.actor
        context.dispatcher.stop(flight, why=why, signal=signal, grace=grace)
    return sorted([*told, *(run.id for run in waiting)])


def run_number(params: Params) -> int:
    """The parameter ``run`` as a number. Raises InvalidInput."""
    text = str(params.get("run", ""))
    if not text.isascii() or not text.isdigit() or len(text) > 18:
        raise InvalidInput(f"{text!r} is not a run's id", hint="lsh daemon db history shows them")
    return int(text)
