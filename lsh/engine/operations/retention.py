"""Deleting old runs on demand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from lsh.domain.errors import InvalidInput
from lsh.engine.core import Engine
from lsh.engine.operations import Context, Params, operation
from lsh.engine.retention import logs_of, prune_runs, remove_logs
from lsh.store.retention import Expired, job_keys, prunable_runs
from lsh.store.rollups import roll_up

_SLICE = 500
_MOST = 50_000_000  # days or runs: in microseconds about what 64 bits hold, and it keeps everything


@dataclass(frozen=True, slots=True)
class _Wish:
    """What is to be kept, of which job (None: of all)."""

    now: int
    keep_days: int | None
    keep_runs: int | None
    job_key: int | None


@operation("ledger_prune", offline=True)
async def ledger_prune(context: Context, params: Params) -> Any:
    """Delete finished runs and their logs; the daily figures stay.

    Params: ``keep_days``, ``keep_runs`` (at least one), ``job``, ``dry_run``. Returns
    ``{runs, bytes}``. Works in slices, each with its logs and its event: starts and other callers
    come between.
    """
    engine = context.engine
    wish = _read(engine, params)
    await _add_up(engine)
    runs = freed = 0
    async for some in _slices(engine, wish):
        logs = logs_of(engine.paths, some)
        runs += len(some)
        if params.get("dry_run"):
            freed += sum(path.stat().st_size for path in logs if path.exists())
            continue
        with engine.storage.writing():
            prune_runs(engine, [run_id for run_id, _ in some], actor=context.actor)
        freed += remove_logs(engine.paths.runs, logs)
    return {"runs": runs, "bytes": freed}


def _read(engine: Engine, params: Params) -> _Wish:
    days, runs = _count(params, "keep_days"), _count(params, "keep_runs")
    if days is None and runs is None:
        raise InvalidInput("say what to keep", hint="--older-than 30d, or --keep-runs 100, or both")
    job = params.get("job")
    if job is not None and not isinstance(job, str):
        raise InvalidInput(f"job is a name or an id, not {job!r}")
    key = engine.ledger.jobs.find(job).key if job else None
    return _Wish(engine.clock.now(), days, runs, key)


def _count(params: Params, name: str) -> int | None:
    value = params.get(name)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise InvalidInput(f"{name} is a whole number of at least 0, not {value!r}")
    return min(value, _MOST)


async def _add_up(engine: Engine) -> None:
    """Only what the daily figures have may go."""
    done = _SLICE
    while done:
        with engine.storage.writing():
            done = roll_up(engine.ledger.connection, _SLICE)
        await asyncio.sleep(0)


async def _slices(engine: Engine, wish: _Wish) -> AsyncIterator[list[Expired]]:
    """Full slices and a last one: of many jobs with a run each, not an event for each."""
    connection = engine.ledger.connection
    expired: list[Expired] = []
    for key in job_keys(connection) if wish.job_key is None else [wish.job_key]:
        expired += prunable_runs(
            connection, key, now=wish.now, keep_days=wish.keep_days, keep_runs=wish.keep_runs
        )
        while len(expired) >= _SLICE:
            some, expired = expired[:_SLICE], expired[_SLICE:]
            yield some
            await asyncio.sleep(0)
        await asyncio.sleep(0)
    if expired:
        yield expired
