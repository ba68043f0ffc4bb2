"""Taking over what other machines have defined or removed, many jobs in one commit.

Each is checked as ``job_create``, ``job_update`` and ``job_remove`` would check it and has the same events;
one that these would refuse is left out and named, and holds up none of the others.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from lsh.domain.errors import InvalidInput, NotAllowed, NotFound
from lsh.domain.job import JobSpec
from lsh.engine.closing import take_back_armed
from lsh.engine.operations import Context, Params, operation, text_param
from lsh.engine.operations.definition import (
    adopted_instant,
    adopted_version,
    check_version,
    clear_runs,
    date_version,
    default_zone,
    insert_job,
    read_spec,
    redefine_job,
)
from lsh.store.records import StoredJob

_MOST = 1000


class _Adoption(NamedTuple):
    """A definition, and the parameters that it came with."""

    spec: JobSpec
    params: Params

    @property
    def job_id(self) -> str:
        return self.spec.id or ""


@operation("jobs_adopt", offline=True)
async def jobs_adopt(context: Context, params: Params) -> Any:
    """Define many jobs in one commit. Params: ``definitions``, each an object of:

    ``spec`` with its ``id``, ``version`` (the one that the job has here; null: there is none),
    ``adopt_version`` and ``adopt_defined_at`` as ``job_create`` takes them. Returns
    ``{"refused": {id: message}}``.
    """
    engine = context.engine
    engine.storage.accept()
    refused: dict[str, str] = {}
    adoptions = _read(context, _items(params, "definitions"), refused)
    async with engine.gate:
        for adoption in adoptions:
            found = engine.ledger.jobs.with_id(adoption.job_id)
            if found is not None:
                await take_back_armed(engine, context.dispatcher, found[0].key)
        with engine.storage.writing():
            for adoption in adoptions:
                try:
                    _define(context, adoption)
                except (InvalidInput, NotAllowed, NotFound) as error:
                    refused[adoption.job_id] = error.message
    engine.bus.committed()
    engine.bus.schedule_changed()
    return {"refused": refused}


def _items(params: Params, name: str) -> list[Params]:
    items = params.get(name)
    if not isinstance(items, list) or len(items) > _MOST:
        raise InvalidInput(f"{name} is a list of at most {_MOST} objects")
    if not all(isinstance(item, dict) for item in items):
        raise InvalidInput(f"{name} is a list of objects")
    return items


def _read(context: Context, items: list[Params], refused: dict[str, str]) -> list[_Adoption]:
    """What can be read of ``items``; the rest goes to ``refused``."""
    adoptions = []
    zone = default_zone(context)
    for item in items:
        spec = item.get("spec")
        job_id = text_param(spec if isinstance(spec, dict) else {}, "id")
        try:
            adopted_version(item)
            adopted_instant(item)
            adoptions.append(_Adoption(read_spec(context, spec, zone=zone), item))
        except InvalidInput as error:
            refused[job_id] = error.message
    return adoptions


def _define(context: Context, adoption: _Adoption) -> None:
    """Write one definition, inside the transaction. Whatever it raises, it has written nothing then."""
    spec, params = adoption
    now, version = context.engine.clock.now(), adopted_version(params)
    if params.get("version") is None:
        insert_job(context, spec, now, version)
    else:
        job = _living(context, adoption.job_id)
        check_version(job, params["version"])
        if spec == job.spec and (version or 0) <= job.version:
            return
        redefine_job(context, job, spec, now, version)
    date_version(context, adoption.job_id, params)


def _living(context: Context, job_id: str) -> StoredJob:
    found = context.engine.ledger.jobs.with_id(job_id)
    if found is None or found[1]:
        raise NotFound(f"no job has the id {job_id!r}")
    return found[0]


@operation("jobs_remove", offline=True)
async def jobs_remove(context: Context, params: Params) -> Any:
    """Remove many jobs in one commit; their history stays. Params: ``jobs``, each an object of:

    ``id`` (exact) and ``adopt_defined_at`` as ``job_remove`` takes it. One with a living run is refused, one
    that is not there any more passed over. Returns ``{"refused": {id: message}}``.
    """
    engine = context.engine
    refused: dict[str, str] = {}
    gone: dict[str, tuple[StoredJob, int | None]] = {}
    wanted = [(text_param(item, "id"), adopted_instant(item)) for item in _items(params, "jobs")]
    async with engine.gate:
        for job_id, removed_at in wanted:
            try:
                job = _living(context, job_id)
                await clear_runs(context, job)
                gone[job_id] = job, removed_at
            except NotAllowed as error:
                refused[job_id] = error.message
            except NotFound:
                pass
        with engine.storage.writing():
            for job, removed_at in gone.values():
                engine.ledger.jobs.remove(
                    job, at=engine.clock.now(), actor=context.actor, removed_at=removed_at
                )
    engine.bus.committed()
    engine.bus.schedule_changed()
    return {"refused": refused}
