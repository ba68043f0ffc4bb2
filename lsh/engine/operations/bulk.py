"""Creating many jobs at once: one commit or nothing."""

from __future__ import annotations

from typing import Any

from lsh.domain.errors import InvalidInput, NotAllowed
from lsh.domain.job import JobSpec
from lsh.engine.closing import take_back_armed
from lsh.engine.operations import Context, Params, operation
from lsh.engine.operations.definition import (
    default_zone,
    insert_job,
    read_spec,
    redefine_job,
)
from lsh.engine.operations.history import restore_history
from lsh.store.records import StoredJob

_CONFLICTS = ("error", "skip", "replace")


@operation("job_create_many", offline=True)
async def job_create_many(context: Context, params: Params) -> Any:
    """Define many jobs. Params: ``specs``, ``on_conflict`` (error, skip, replace), ``dry_run``, ``history``.

    A conflict is an id that a job has; that of a removed job is free, and the job is there again.
    ``history`` is what an export holds of jobs that are created; see ``restore_history``. Returns
    ``{created, replaced, skipped, ids, runs}``. The first definition that is wrong is named by its
    position, and nothing is created.
    """
    engine = context.engine
    engine.storage.accept()
    on_conflict = params.get("on_conflict", "error")
    if on_conflict not in _CONFLICTS:
        raise InvalidInput(f"on_conflict is one of {', '.join(_CONFLICTS)}, not {on_conflict!r}")
    specs = _decode(context, params.get("specs"))
    async with engine.gate:
        if on_conflict == "replace":
            await _take_back(context, specs)
        try:
            with engine.storage.writing():
                result = _store_all(context, specs, on_conflict, params.get("history"))
                if params.get("dry_run"):
                    raise _DryRun
        except _DryRun:
            pass
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


async def _take_back(context: Context, specs: list[JobSpec]) -> None:
    for spec in specs:
        found = context.engine.ledger.jobs.with_id(spec.id or "")
        if found is not None:
            await take_back_armed(context.engine, context.dispatcher, found[0].key)


def _store_all(
    context: Context, specs: list[JobSpec], on_conflict: str, history: dict[str, Any] | None
) -> dict[str, Any]:
    now = context.engine.clock.now()
    result: dict[str, Any] = {"created": 0, "replaced": 0, "skipped": 0, "ids": [], "runs": 0}
    new: list[str] = []
    for spec in specs:
        assert spec.id is not None, "read_spec gave it one"
        found = context.engine.ledger.jobs.with_id(spec.id)
        if found is None:
            new.append(spec.id)
        result[_store(context, spec, found, on_conflict, now)] += 1
        result["ids"].append(spec.id)
    if history:
        result["runs"] = restore_history(context, new, history, now)
    return result


def _store(
    context: Context,
    spec: JobSpec,
    found: tuple[StoredJob, bool] | None,
    on_conflict: str,
    now: int,
) -> str:
    if found is None or found[1]:
        insert_job(context, spec, now)
        return "created"
    if on_conflict == "skip":
        return "skipped"
    if on_conflict == "error":
        raise NotAllowed(
            f"there is a job with the id {spec.id!r}; nothing was imported",
            hint="use --on-conflict skip or replace",
        )
    redefine_job(context, found[0], spec, now)
    return "replaced"
