"""Creating many jobs at once: one commit or nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from lsh.domain.errors import InvalidInput, NotAllowed
from lsh.domain.job import JobSpec
from lsh.engine.jobs import first_moment, trigger_of
from lsh.engine.operations import Context, Params, operation
from lsh.engine.operations.definition import default_zone, insert_job, read_spec
from lsh.engine.operations.history import restore_history

_CONFLICTS = ("error", "skip", "replace")


@operation("job_create_many", offline=True)
async def job_create_many(context: Context, params: Params) -> Any:
    """Define many jobs. Params: ``specs``, ``on_conflict`` (error, skip, replace), ``dry_run``, ``history``.

    A conflict is an id that is taken. ``history`` is what an export holds of jobs that are created;
    see ``history.restore``. Returns ``{created, replaced, skipped, ids, runs}``. The first definition
    that is wrong is named by its position, and nothing is created.
    """
    engine = context.engine
    engine.storage.accept()
    on_conflict = params.get("on_conflict", "error")
    if on_conflict not in _CONFLICTS:
        raise InvalidInput(f"on_conflict is one of {', '.join(_CONFLICTS)}, not {on_conflict!r}")
    specs = _decode(context, params.get("specs"))
    result: dict[str, Any] = {"created": 0, "replaced": 0, "skipped": 0, "ids": [], "runs": 0}
    created: list[str] = []
    try:
        with engine.storage.writing():
            now = engine.clock.now()
            for spec in specs:
                done = _store(context, spec, on_conflict, now)
                result[done] += 1
                result["ids"].append(spec.id)
                if done == "created" and spec.id is not None:
                    created.append(spec.id)
            if params.get("history"):
                result["runs"] = restore_history(context, created, params["history"], now)
            if params.get("dry_run"):
                raise _DryRun
    except _DryRun:
        return result
    engine.bus.committed()
    engine.bus.schedule_changed()
    return result


class _DryRun(Exception):
    """Everything was tried, nothing is kept."""


def _decode(context: Context, wanted: Any) -> list[JobSpec]:
    if not isinstance(wanted, list):
        raise InvalidInput("the parameter 'specs' is missing")
    specs = []
    zone = default_zone(context)
    for position, item in enumerate(wanted, start=1):
        try:
            specs.append(read_spec(context, item, zone=zone))
        except InvalidInput as error:
            name = item.get("name") if isinstance(item, dict) else None
            raise InvalidInput(
                f"job {position} ({name or 'without a name'}): {error.message}", hint=error.hint
            ) from error
    return specs


def _store(context: Context, spec: JobSpec, on_conflict: str, now: int) -> str:
    engine = context.engine
    assert spec.id is not None, "read_spec gave it one"
    if not engine.ledger.jobs.id_taken(spec.id):
        insert_job(context, spec, now)
        return "created"
    if on_conflict == "skip":
        return "skipped"
    if on_conflict == "error":
        raise NotAllowed(
            f"there is, or was, a job with the id {spec.id!r}; nothing was imported",
            hint="use --on-conflict skip or replace",
        )
    job = engine.ledger.jobs.find(spec.id)
    spec = replace(spec, id=job.id)
    moment = first_moment(job.id, spec, trigger_of(spec, job.anchor_at), now, engine.host)
    engine.ledger.jobs.redefine(job, spec, moment, at=now, actor=context.actor)
    return "replaced"
