"""Who runs a shared occurrence, as the sink of the linked database has found out."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lsh.domain.claim import Verdict
from lsh.domain.errors import InvalidInput, NotAllowed, NotFound
from lsh.engine.operations import Context, Params, operation
from lsh.engine.operations.running import run_number
from lsh.engine.release import Answer, Release
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
    answer = _answer(params)
    async with context.engine.gate:
        _settle(context, [answer])
    return get_run(context.engine.ledger.connection, str(answer.run_id))


@operation("runs_claim")
async def runs_claim(context: Context, params: Params) -> Any:
    """Decide many pending occurrences in one commit. Params: ``claims``, each as ``run_claim`` takes it.

    What ``run_claim`` would not allow is left out; returns ``{"refused": {run: message}}``.
    """
    claims = params.get("claims")
    if not isinstance(claims, list) or not all(isinstance(claim, dict) for claim in claims):
        raise InvalidInput("the parameter 'claims' is a list of objects")
    answers = [_answer(claim) for claim in claims]
    refused: dict[str, str] = {}
    async with context.engine.gate:
        allowed = []
        for answer in answers:
            try:
                _find(context, answer)
                allowed.append(answer)
            except (NotAllowed, NotFound) as error:
                refused[str(answer.run_id)] = error.message
        _settle(context, allowed)
    return {"refused": refused}


def _answer(params: Params) -> Answer:
    return Answer(run_number(params), _verdict(params), _holder(params))


def _settle(context: Context, answers: Iterable[Answer]) -> None:
    """Follow the answers that are news; with the gate held. Raises NotFound, NotAllowed."""
    engine = context.engine
    news = {a.run_id: a for a in answers if _is_news(_find(context, a), a.verdict)}
    if news:
        release = Release(engine, context.dispatcher)
        release.settle_claims(news.values(), actor=context.actor)
        engine.bus.schedule_changed()


def _find(context: Context, answer: Answer) -> StoredRun:
    """The run of an answer. Raises NotFound, and NotAllowed for what it may not be answered."""
    run = context.engine.ledger.runs.get(answer.run_id)
    if run is None:
        raise NotFound(
            f"no run has the id {answer.run_id}", hint="lsh daemon db history shows them"
        )
    _is_news(run, answer.verdict)
    return run


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
