"""What happens to a run when its instant has come and the executor does not have it already."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta

from lsh.domain.instant import from_micros
from lsh.domain.late import decide_late
from lsh.domain.overlap import OverlapAction, decide_overlap
from lsh.domain.policy import CatchUp, Overlap
from lsh.domain.run import RunKind, RunState
from lsh.domain.schedule import Decision
from lsh.engine.closing import close_runs
from lsh.engine.core import Engine
from lsh.engine.dispatcher import Dispatcher
from lsh.store.records import StoredJob, StoredRun

_MAKE_WAY = {OverlapAction.CANCEL_RUNNING, OverlapAction.TERMINATE_RUNNING}


@dataclass(slots=True)
class _Replacement:
    """Living runs that are stopped for the sake of another, once that is on disk."""

    run: StoredRun
    going: list[int]
    polite: bool


@dataclass(slots=True)
class _Pass:
    """One look at everything that is due."""

    now: int
    replacements: list[_Replacement] = field(default_factory=list)


class Release:
    """Decides about scheduled runs and retries whose instant has come, all in one commit."""

    def __init__(self, engine: Engine, dispatcher: Dispatcher) -> None:
        self._engine = engine
        self._dispatcher = dispatcher

    def release_due(self) -> None:
        """Queue them, or end them as missed or skipped; and stop what must make way."""
        engine = self._engine
        now = engine.clock.now()
        due = [run for run in engine.ledger.runs.due(now) if run.id not in engine.flights]
        if not due:
            return
        found = _Pass(now)
        with engine.storage.writing():
            for listed in due:
                run = engine.ledger.runs.get(listed.id)
                if run is not None and run.state is listed.state:  # none before has ended it
                    self._release(run, found)
        engine.bus.committed()
        self._dispatcher.backlog = True
        for replacement in found.replacements:
            self._dispatcher.make_way(replacement.run, replacement.going, polite=replacement.polite)

    def _release(self, run: StoredRun, found: _Pass) -> None:
        engine = self._engine
        if run.state is RunState.RETRYING:
            self._queue(run, found)
            return
        job = engine.ledger.jobs.get(run.job_key)
        assert job is not None, "jobs are never deleted"
        if not self._is_run_so_late(run, job, found.now):
            return
        others = [o for o in engine.ledger.runs.active_of(run.job_key) if _precedes(o, run)]
        going = [o for o in others if o.state in {RunState.RUNNING, RunState.RETRYING}]
        waiting = [o for o in others if o not in going]
        decision = decide_overlap(_overlap_of(run, job), _ids(going), _ids(waiting))
        if decision.action is OverlapAction.SKIP:
            close_runs(engine, [run], RunState.SKIPPED, reason=decision.reason or "skipped")
            return
        self._queue(run, found)
        if decision.action in _MAKE_WAY:
            between = [other for other in going if other.state is RunState.RETRYING]
            close_runs(engine, between, RunState.CANCELLED, reason=f"made way for run {run.id}")
            living = [other.id for other in going if other.state is RunState.RUNNING]
            polite = decision.action is OverlapAction.CANCEL_RUNNING
            found.replacements.append(_Replacement(run, living, polite))

    def _queue(self, run: StoredRun, found: _Pass) -> None:
        # at once, since the next decision about the same job looks at it
        self._engine.ledger.runs.queue([(run.id, run.job_key, run.state)], at=found.now)

    def _is_run_so_late(self, run: StoredRun, job: StoredJob, now: int) -> bool:
        """Apply grace and catch-up to a run whose instant passed while nobody looked."""
        engine = self._engine
        late = timedelta(microseconds=now - run.due_at)
        if run.kind is RunKind.CATCH_UP or late <= job.spec.schedule_policy.misfire_grace:
            return True
        later = engine.ledger.runs.later_occurrence(run, now)
        decision, reason = decide_late(
            job.spec.schedule_policy, late, None if later is None else from_micros(later)
        )
        if decision is Decision.RUN:
            engine.ledger.runs.catch_up(run.id, reason or "")
            return True
        state = RunState.MISSED if decision is Decision.MISSED else RunState.SKIPPED
        close_runs(engine, [run], state, reason=reason or state)
        return False


def _ids(runs: Iterable[StoredRun]) -> list[str]:
    return [str(run.id) for run in runs]


def _overlap_of(run: StoredRun, job: StoredJob) -> Overlap:
    """The policy for this run: who wants all misfires caught up does not want them to skip each other."""
    spec = job.spec
    wanted = run.kind is RunKind.CATCH_UP and spec.catch_up is CatchUp.ALL
    if wanted and spec.overlap in {Overlap.SKIP, Overlap.QUEUE_ONE}:
        return Overlap.QUEUE_ALL
    return spec.overlap


def _precedes(other: StoredRun, run: StoredRun) -> bool:
    """Whether ``other`` counts as an earlier run of the same job when ``run`` falls due."""
    if other.id == run.id:
        return False
    return other.state is not RunState.SCHEDULED or other.due_at < run.due_at
