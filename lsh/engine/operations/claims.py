"""Who runs a shared occurrence, as the sink of the linked database has found out."""

from __future__ import annotations

from typing import Any

from lsh.domain.claim import Verdict
from lsh.domain.errors import InvalidInput, NotAllowed, NotFound
from lsh.engine.operations import Context, Params, operation
from lsh.engine.operations.running import run_number
from lsh.engine.release import Release
from lsh.store.queries import get_run
from lsh.store.records import StoredRun

_VERDICTS = tuple(verdict for verdict in Verdict if verdict is not Verdict.PENDING)


@operation("run_claim")
async def run_claim(context: Context, params: Params) -> Any:
    """Decide a pending occurrence. Params: ``run``, ``verdict`` (won, lost, unreachable), ``holder``.

    ``holder`` is the host that has it. Said twice, a verdict is heard once; another one than the first
    is NotAllowed. Of an occurrence that was called off meanwhile only the verdict is written down.
    Returns the run.
    """
    engine = context.engine
    number, verdict, holder = run_number(params), _verdict(params), _holder(params)
    async with engine.gate:
        run = engine.ledger.runs.get(number)
        if run is None:
            raise NotFound(f"no run has the id {number}", hint="lsh daemon db history shows them")
        if _is_news(run, verdict):
            release = Release(engine, context.dispatcher)
            release.settle_claim(run, verdict, holder=holder, actor=context.actor)
            engine.bus.schedule_changed()
    return get_run(engine.ledger.connection, str(number))


def _is_news(run: StoredRun, verdict: Verdict) -> bool:
    """Whether the verdict is the first. Raises NotAllowed for one that contradicts the first."""
    if run.claim is None:
        raise NotAllowed(f"run {run.id} is not shared: it needs no claim")
    if run.claim not in {Verdict.PENDING, verdict}:
        raise NotAllowed(f"the claim of run {run.id} was decided before: {run.claim}")
    return run.claim is Verdict.PENDING


def _verdict(params: Params) -> Verdict:
    wanted = params.get("verdict")
    if wanted not in _VERDICTS:
        raise InvalidInput(f"{wanted!r} is not a verdict", hint=f"one of {', '.join(_VERDICTS)}")
    return Verdict(wanted)


def _holder(params: Params) -> str | None:
    holder = params.get("holder")
    if holder is None:
        return None
    if not isinstance(holder, str) or not holder.isprintable() or not 0 < len(holder) <= 255:
        raise InvalidInput(f"{holder!r} is not the name of a host")
    return holder
