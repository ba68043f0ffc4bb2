"""Creating, changing and removing one job."""

from __future__ import annotations

import os
import secrets
from dataclasses import replace
from typing import Any

from lsh.domain.errors import InvalidInput, NotAllowed
from lsh.domain.explain import lint
from lsh.domain.instant import from_micros
from lsh.domain.job import FIELDS, JobSpec, check_spec
from lsh.domain.run import RunState
from lsh.engine.environment import working_directory
from lsh.engine.hashed import resolve_hashed
from lsh.engine.jobs import first_moment, machine_zone, trigger_of
from lsh.engine.operations import Context, Params, operation, text_param
from lsh.engine.operations.running import stop_flights
from lsh.store.jobs import NEVER
from lsh.store.queries import get_job
from lsh.store.records import StoredJob

_ID_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no look-alikes: people read ids to each other
_ID_LENGTH = 8
_FIELDS = frozenset(FIELDS)


@operation("job_create", offline=True)
async def job_create(context: Context, params: Params) -> Any:
    """Define a job. Params: ``spec``. Returns the job, with ``warnings`` about its schedule."""
    engine = context.engine
    engine.storage.accept()
    spec = read_spec(context, params.get("spec"))
    with engine.storage.writing():
        job_id = insert_job(context, spec, engine.clock.now())
    engine.bus.committed()
    engine.bus.schedule_changed()
    return get_job(engine.ledger.connection, job_id) | {"warnings": warnings_of(context, spec)}


@operation("job_update", offline=True)
async def job_update(context: Context, params: Params) -> Any:
    """Change a job. Params: ``job`` and either ``changes`` (some fields) or ``spec`` (all of them).

    With ``version`` the change is refused when somebody else changed the job since that version.
    Returns the job, with ``warnings``.
    """
    engine = context.engine
    engine.storage.accept()
    job = engine.ledger.jobs.find(text_param(params, "job"))
    expected = params.get("version")
    if expected is not None and expected != job.version:
        raise NotAllowed(
            f"the job was changed meanwhile (version {job.version}, not {expected})",
            hint="look at it again, then repeat your change",
        )
    wanted = params.get("spec")
    if wanted is None:
        wanted = {name: getattr(job.spec, name) for name in FIELDS} | params.get("changes", {})
    if not isinstance(wanted, dict):
        raise InvalidInput("the parameter 'spec' is missing")
    spec = read_spec(context, {**wanted, "id": job.id})
    await _redefine(context, job, spec)
    return get_job(engine.ledger.connection, job.id) | {"warnings": warnings_of(context, spec)}


async def _redefine(context: Context, job: StoredJob, spec: JobSpec) -> None:
    engine = context.engine
    now = engine.clock.now()
    async with engine.gate:
        if spec == job.spec:
            return
        await disarm_runs(context, job, "the job was changed before this instant")
        same_time = (spec.schedule, spec.timezone, spec.jitter, spec.enabled) == (
            job.spec.schedule, job.spec.timezone, job.spec.jitter, job.spec.enabled,
        )  # fmt: skip
        moment = first_moment(job.id, spec, trigger_of(spec, job.anchor_at), now, engine.host)
        if job.paused_at is not None:
            moment = NEVER
        elif same_time and job.next_due_at is not None and job.next_due_at <= now:
            moment = moment._replace(fire_at=job.next_fire_at, due_at=job.next_due_at)
        with engine.storage.writing():
            engine.ledger.jobs.redefine(job, spec, moment, at=now, actor=context.actor)
    engine.bus.committed()
    engine.bus.schedule_changed()


@operation("job_remove", offline=True)
async def job_remove(context: Context, params: Params) -> Any:
    """Remove a job; its history stays. Params: ``job``; with ``force`` a living run is stopped first."""
    engine = context.engine
    job = engine.ledger.jobs.find(text_param(params, "job"))
    going = [r for r in engine.ledger.runs.active_of(job.key) if r.state is RunState.RUNNING]
    if going and not params.get("force"):
        raise NotAllowed(
            f"run {going[0].id} of {job.spec.name!r} is still going",
            hint="stop it first, or remove with --force",
        )
    async with engine.gate:
        stopped = await stop_flights(context, job, why=f"the job was removed by {context.actor}")
        with engine.storage.writing():
            engine.ledger.jobs.remove(job, at=engine.clock.now(), actor=context.actor)
    engine.bus.committed()
    engine.bus.schedule_changed()
    return {"id": job.id, "name": job.spec.name, "stopped": [str(run_id) for run_id in stopped]}


def read_spec(context: Context, wanted: Any, *, zone: str | None = None) -> JobSpec:
    """A definition in wire form, checked, with its id, its zone by name, and hashed fields made plain.

    ``zone`` is the zone of a job that names none; without it, this home's or the machine's. Raises
    InvalidInput naming the field that is wrong.
    """
    if not isinstance(wanted, dict):
        raise InvalidInput("the parameter 'spec' is missing")
    unknown = wanted.keys() - _FIELDS
    if unknown:
        raise InvalidInput(f"a job has no field {sorted(unknown)[0]!r}")
    fields = dict(wanted)
    fields["id"] = fields.get("id") or _new_id(context)
    fields["timezone"] = fields.get("timezone") or zone or default_zone(context)
    fields["schedule"] = fields.get("schedule") or None
    spec = _convert(fields)
    check_spec(spec)
    plain = resolve_hashed(spec.schedule, fields["id"])
    if plain != spec.schedule:
        spec = replace(spec, schedule=plain)
    trigger_of(spec, 0)
    return spec


def _convert(fields: dict[str, Any]) -> JobSpec:
    import msgspec

    try:
        return msgspec.convert(fields, JobSpec)
    except msgspec.ValidationError as error:
        raise InvalidInput(f"the job's definition is wrong: {error}") from error


def default_zone(context: Context) -> str:
    """The zone of jobs that name none."""
    return context.engine.settings.timezone or machine_zone()


def insert_job(context: Context, spec: JobSpec, now: int) -> str:
    """Write a definition from ``read_spec`` inside a transaction; the job's id."""
    engine = context.engine
    assert spec.id is not None, "read_spec gave it one"
    if engine.ledger.jobs.id_taken(spec.id):
        raise NotAllowed(f"there is, or was, a job with the id {spec.id!r}", hint="choose another")
    moment = first_moment(spec.id, spec, trigger_of(spec, now), now, engine.host)
    engine.ledger.jobs.insert(spec.id, spec, moment, at=now, actor=context.actor)
    return spec.id


def _new_id(context: Context) -> str:
    while True:
        number = secrets.randbelow(len(_ID_ALPHABET) ** _ID_LENGTH)
        letters = []
        for _ in range(_ID_LENGTH):
            number, letter = divmod(number, len(_ID_ALPHABET))
            letters.append(_ID_ALPHABET[letter])
        job_id = "job_" + "".join(letters)
        if not context.engine.ledger.jobs.id_taken(job_id):
            return job_id


def warnings_of(context: Context, spec: JobSpec) -> list[str]:
    """What the job's owner should know now rather than later."""
    now = context.engine.clock.now()
    warnings = lint(trigger_of(spec, now), from_micros(now))
    folder = working_directory(context.engine.environment, spec)
    if not os.path.isdir(folder):  # noqa: PTH112 - the path may be another user's, or not mounted
        warnings.append(f"the working directory {folder} does not exist; runs fail until it does")
    return warnings


async def disarm_runs(context: Context, job: StoredJob, reason: str) -> None:
    """Take back what was committed ahead of its instant; these occurrences end as skipped.

    Called with the gate held. A run that the executor has begun meanwhile goes on.
    """
    engine = context.engine
    flights = [f for f in engine.flights.of_job(job.key) if f.state is RunState.SCHEDULED]
    await context.dispatcher.take_back(flights)
    still = [
        (run.id, run.job_key, run.state)
        for run in engine.ledger.runs.active_of(job.key)
        if run.state is RunState.SCHEDULED and run.id not in engine.flights
    ]
    if still:
        with engine.storage.writing():
            engine.ledger.runs.close(
                still, RunState.SKIPPED, at=engine.clock.now(), reason=reason, actor=context.actor
            )
