"""Which jobs are this machine's: those that name no hosts, and those that name this one."""

from __future__ import annotations

from lsh.domain.job import hosts_clause, is_named
from lsh.engine.closing import disarm_runs
from lsh.engine.core import Engine
from lsh.engine.dispatcher import Dispatcher
from lsh.engine.jobs import resumed_moment
from lsh.store.jobs import NEVER
from lsh.store.records import StoredJob

_HOST = "host"


async def follow_host(engine: Engine, dispatcher: Dispatcher) -> None:
    """If the machine has another name than when an engine last looked, let jobs leave and come home.

    Those that come home go on from now, without misfires. Called as the engine starts.
    """
    known = engine.ledger.facts.get(_HOST)
    if known == engine.host:
        return
    for job in engine.ledger.jobs.with_hosts():
        here = is_named(job.spec.hosts, engine.host)
        if here == job.elsewhere:
            await _place(engine, dispatcher, job, here=here)
    with engine.storage.writing():
        engine.ledger.facts.put(_HOST, engine.host)
    engine.bus.committed()


async def _place(engine: Engine, dispatcher: Dispatcher, job: StoredJob, *, here: bool) -> None:
    now = engine.clock.now()
    moment = NEVER
    if not here:
        reason = f"this machine is called {engine.host} now, and {hosts_clause(job.spec.hosts)}"
        await disarm_runs(engine, dispatcher, job.key, reason=reason, actor="lsh")
    elif job.enabled and job.paused_at is None:
        moment = resumed_moment(job, now, engine.host)
    with engine.storage.writing():
        engine.ledger.jobs.place(job, moment, elsewhere=not here, at=now, host=engine.host)
