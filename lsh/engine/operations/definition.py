"""Creating, changing and removing one job."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

from lsh.domain.claim import claim_warnings
from lsh.domain.errors import InvalidInput, NotAllowed
from lsh.domain.explain import PAST, lint
from lsh.domain.instant import from_micros
from lsh.domain.job import FIELDS, JobSpec, check_spec, hosts_clause, is_named
from lsh.domain.policy import Claim
from lsh.domain.run import RunState
from lsh.engine.claims import is_linked, will_be_linked
from lsh.engine.closing import close_runs, take_back_armed
from lsh.engine.environment import place_warnings
from lsh.engine.hashed import resolve_hashed
from lsh.engine.jobs import first_moment, is_due_at, machine_zone, moment_after, trigger_of
from lsh.engine.operations import Context, Params, changing_job, operation
from lsh.engine.operations.running import stop_runs
from lsh.store.jobs import NEVER
from lsh.store.queries import get_job
from lsh.store.records import StoredJob

_ID_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # no look-alikes: people read ids to each other
_ID_LENGTH = 8
_VERSIONS = 2**31
_LAST_INSTANT = 2**57  # microseconds; somewhat over 4,500 years
_FIELDS = frozenset(FIELDS)


@operation("job_create", offline=True)
async def job_create(context: Context, params: Params) -> Any:
    """Define a job. Params: ``spec``, ``adopt_version``. Returns the job, with ``warnings``.

    The id of a job that was removed may be given again: the job is there again, with its history.
    ``adopt_version`` is the number that the definition has elsewhere; ours is then no lower.
    ``adopt_defined_at`` (microseconds) is when it was written there.
    """
    engine = context.engine
    engine.storage.accept()
    spec = read_spec(context, params.get("spec"))
    version = adopted_version(params)
    async with engine.gate:
        with engine.storage.writing():
            insert_job(context, spec, engine.clock.now(), version)
            date_version(context, spec.id or "", params)
    engine.bus.committed()
    engine.bus.schedule_changed()
    return _shown(context, spec)


@operation("job_update", offline=True)
async def job_update(context: Context, params: Params) -> Any:
    """Change a job. Params: ``job`` and either ``changes`` (some fields) or ``spec`` (all of them).

    With ``version`` the change is refused when somebody else changed the job since that version.
    ``adopt_version`` is the number that the definition has elsewhere: ours becomes that, or the next
    one if that is higher; a later number is adopted even of the same definition.
    ``adopt_defined_at`` (microseconds) is when it was written there. Returns the job, with ``warnings``.
    """
    engine = context.engine
    engine.storage.accept()
    async with changing_job(context, params) as job:
        check_version(job, params.get("version"))
        version = adopted_version(params)
        spec = read_spec(context, _wanted(job, params))
        if spec != job.spec or (version or 0) > job.version:
            await take_back_armed(context.engine, context.dispatcher, job.key)
            with engine.storage.writing():
                redefine_job(context, job, spec, engine.clock.now(), version)
                date_version(context, job.id, params)
    return _shown(context, spec)


def _shown(context: Context, spec: JobSpec) -> dict[str, Any]:
    job = get_job(context.engine.ledger.connection, spec.id or "")
    return job | {"warnings": warnings_of(context, spec)}


def check_version(job: StoredJob, expected: object) -> None:
    """Raise NotAllowed when ``expected``, if there is one, is not the job's version."""
    if expected is not None and expected != job.version:
        raise NotAllowed(
            f"the job was changed meanwhile (version {job.version}, not {expected})",
            hint="look at it again, then repeat your change",
        )


def adopted_version(params: Params) -> int | None:
    """The version number that another machine gave this definition. Raises InvalidInput."""
    version = params.get("adopt_version")
    if version is None:
        return None
    if not isinstance(version, int) or isinstance(version, bool) or not 1 <= version < _VERSIONS:
        raise InvalidInput(f"{version!r} is not a version of a job")
    return version


def date_version(context: Context, job_id: str, params: Params) -> None:
    """Give the newest version the instant at which another machine wrote it, inside a transaction.

    Whoever adopts a definition has not written it: of two under one number the later one stands.
    """
    at = adopted_instant(params)
    if at is not None:
        context.engine.ledger.jobs.date_version(job_id, at)


def adopted_instant(params: Params) -> int | None:
    """When another machine wrote this, in microseconds. Raises InvalidInput."""
    at = params.get("adopt_defined_at")
    if at is None:
        return None
    if not isinstance(at, int) or isinstance(at, bool) or not 0 <= at < _LAST_INSTANT:
        raise InvalidInput(f"{at!r} is not an instant in microseconds")
    return at


def _wanted(job: StoredJob, params: Params) -> dict[str, Any]:
    """The whole new definition, in wire form."""
    wanted, changes = params.get("spec"), params.get("changes", {})
    if wanted is None and isinstance(changes, dict):
        wanted = {name: getattr(job.spec, name) for name in FIELDS} | changes
    if not isinstance(wanted, dict):
        raise InvalidInput("what to change is missing: 'changes' or 'spec'")
    return {**wanted, "id": job.id}


@operation("job_remove", offline=True)
async def job_remove(context: Context, params: Params) -> Any:
    """Remove a job; its history stays. Params: ``job``; with ``force`` a living run is stopped first.

    ``adopt_defined_at`` (microseconds) is when another machine removed it.
    """
    engine = context.engine
    removed_at = adopted_instant(params)
    async with changing_job(context, params) as job:
        stopped = await clear_runs(context, job, force=bool(params.get("force")))
        with engine.storage.writing():
            engine.ledger.jobs.remove(
                job, at=engine.clock.now(), actor=context.actor, removed_at=removed_at
            )
    return {"id": job.id, "name": job.spec.name, "stopped": [str(run_id) for run_id in stopped]}


async def clear_runs(context: Context, job: StoredJob, *, force: bool = False) -> list[int]:
    """End the runs of a job that is to be removed, with the gate held; returns their ids.

    Raises NotAllowed, and ends none, while one is going, unless with ``force``.
    """
    active = context.engine.ledger.runs.active_of(job.key)
    going = [run for run in active if run.state is RunState.RUNNING]
    if going and not force:
        raise NotAllowed(
            f"run {going[0].id} of {job.spec.name!r} is still going",
            hint="stop it first, or remove with --force",
        )
    return await stop_runs(context, job, why=f"the job was removed by {context.actor}")


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


def insert_job(context: Context, spec: JobSpec, now: int, version: int | None = None) -> None:
    """Write a definition from ``read_spec``, inside a transaction. Raises NotAllowed for a taken id.

    ``version`` is the number that it has elsewhere; see ``job_create``.
    """
    engine = context.engine
    assert spec.id is not None, "read_spec gave it one"
    found = engine.ledger.jobs.with_id(spec.id)
    if found is None:
        moment = first_moment(spec.id, spec, trigger_of(spec, now), now, engine.host)
        engine.ledger.jobs.insert(
            spec.id,
            spec,
            moment,
            at=now,
            actor=context.actor,
            version=version or 1,
            elsewhere=not is_named(spec.hosts, engine.host),
        )
        return
    job, removed = found
    if not removed:
        raise NotAllowed(f"there is a job with the id {spec.id!r}", hint="choose another id")
    redefine_job(context, job, spec, now, version)


def redefine_job(
    context: Context, job: StoredJob, spec: JobSpec, now: int, version: int | None = None
) -> None:
    """Give ``job`` the definition ``spec``, inside a transaction and after ``take_back_armed``.

    A run that was committed ahead stays, under the new definition, if that is due here at the same
    instant too; otherwise it ends as skipped. A paused job stays paused.
    """
    engine = context.engine
    here = is_named(spec.hosts, engine.host)
    trigger = trigger_of(spec, job.anchor_at)
    ahead = [r for r in engine.ledger.runs.active_of(job.key) if r.state is RunState.SCHEDULED]
    kept = [run for run in ahead if spec.enabled and here and is_due_at(trigger, run.scheduled_for)]
    close_runs(
        engine,
        [run for run in ahead if run not in kept],
        RunState.SKIPPED,
        reason="the job was changed before this instant"
        + ("" if here else f": {hosts_clause(spec.hosts)}"),
        actor=context.actor,
    )
    after = max([now, *(run.scheduled_for for run in kept)])
    moment = first_moment(job.id, spec, trigger, after, engine.host)
    if job.paused_at is not None:
        moment = NEVER
    number = engine.ledger.jobs.redefine(
        job, spec, moment, at=now, actor=context.actor, version=version, elsewhere=not here
    )
    shared = spec.claim is Claim.SHARED
    for run in kept:  # one that the executor has begun meanwhile needs no claim any more
        engine.ledger.runs.keep_for_version(
            [run.id], number, shared=shared and run.id not in engine.flights
        )


def _new_id(context: Context) -> str:
    while True:
        number = secrets.randbelow(len(_ID_ALPHABET) ** _ID_LENGTH)
        letters = []
        for _ in range(_ID_LENGTH):
            number, letter = divmod(number, len(_ID_ALPHABET))
            letters.append(_ID_ALPHABET[letter])
        job_id = "job_" + "".join(letters)
        if context.engine.ledger.jobs.with_id(job_id) is None:
            return job_id


def warnings_of(context: Context, spec: JobSpec) -> list[str]:
    """What the job's owner should know now rather than later."""
    now = context.engine.clock.now()
    warnings = lint(trigger_of(spec, now), from_micros(now))
    linked = is_linked if context.service else will_be_linked
    warnings += claim_warnings(spec, linked=linked(context.engine))
    over = spec.enabled and moment_after("", spec, trigger_of(spec, now), now, "").finished
    if over and PAST not in warnings:
        warnings.append("the time of this schedule is over; nothing will be due")
    return warnings + place_warnings(context.engine.environment, spec, context.engine.host)
