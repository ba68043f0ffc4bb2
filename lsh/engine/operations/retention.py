"""Deleting old runs on demand."""

from __future__ import annotations

import asyncio
from typing import Any

from lsh.domain.errors import InvalidInput
from lsh.domain.events import EventType
from lsh.engine.operations import Context, Params, operation
from lsh.engine.retention import Retention, remove_logs
from lsh.store.retention import delete_runs, prunable_runs
from lsh.store.rollups import roll_up

_SLICE = 500


@operation("ledger_prune", offline=True)
async def ledger_prune(context: Context, params: Params) -> Any:
    """Delete finished runs and their logs; the daily figures stay.

    Params: ``keep_days``, ``keep_runs`` (at least one), ``job``, ``dry_run``. Returns
    ``{runs, bytes}``.
    """
    engine = context.engine
    keep_days, keep_runs = params.get("keep_days"), params.get("keep_runs")
    if keep_days is None and keep_runs is None:
        raise InvalidInput("say what to keep", hint="--older-than 30d, or --keep-runs 100, or both")
    key = engine.ledger.jobs.find(params["job"]).key if params.get("job") else None
    connection = engine.ledger.connection
    while True:
        with engine.storage.writing():
            if roll_up(connection, _SLICE) == 0:
                break
    now = engine.clock.now()
    expired = prunable_runs(
        connection, now=now, keep_days=keep_days, keep_runs=keep_runs, job_key=key
    )
    logs = Retention(engine).logs_of(expired)
    if params.get("dry_run"):
        size = sum(path.stat().st_size for path in logs if path.exists())
        return {"runs": len(expired), "bytes": size}
    for first in range(0, len(expired), _SLICE):
        some = expired[first : first + _SLICE]
        with engine.storage.writing():
            delete_runs(connection, [run_id for run_id, _ in some])
        await asyncio.sleep(0)  # others get their turn
    with engine.storage.writing():
        engine.ledger.events.append(
            EventType.LEDGER_PRUNED, now, actor=context.actor, data={"runs": len(expired)}
        )
    return {"runs": len(expired), "bytes": remove_logs(engine.paths.runs, logs)}
