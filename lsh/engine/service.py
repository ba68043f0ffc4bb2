"""The engine at work: its parts wired together, its timers and its children kept going."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

from lsh.domain.errors import LedgerLocked, LshError, StorageFull, TryAgain
from lsh.domain.events import EventType
from lsh.engine.closing import disarm_runs
from lsh.engine.core import Engine
from lsh.engine.dispatcher import Dispatcher
from lsh.engine.hosts import follow_host
from lsh.engine.housekeeping import Housekeeping
from lsh.engine.intake import Intake
from lsh.engine.recorder import Recorder
from lsh.engine.recovery import Finder, Recovery
from lsh.engine.scheduler import Scheduler
from lsh.engine.sinks import SinkKeeper
from lsh.executors.base import Holdings, Report

log = logging.getLogger("lsh.engine")

_LAST_TRIES, _LAST_PAUSE = 50, 0.1
LONGEST_SLEEP = 30.0
"""Seconds. Timers stand still while the machine sleeps; a short sleep notices that it has woken."""


class Service:
    """Runs one engine until it is told to stop. Listens to the executor."""

    def __init__(self, engine: Engine, finder: Finder) -> None:
        self.engine = engine
        self.dispatcher = Dispatcher(engine)
        self.recorder = Recorder(engine, self.dispatcher)
        self.scheduler = Scheduler(engine, self.dispatcher)
        self.recovery = Recovery(engine, self.dispatcher, self.recorder, finder)
        self.housekeeping = Housekeeping(engine)
        self.intake = Intake(engine)
        self.sinks: SinkKeeper | None = None  # the daemon's, which stands above the engine
        self.stopping = asyncio.Event()
        self.stop_mode = "leave"
        self._woken = asyncio.Event()
        self._failed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        engine.bus.on_change(self._woken.set)

    def end(self, mode: str) -> None:
        """Stop, and let go of the runs by ``mode``; said again while they are waited for, it counts."""
        self.stop_mode = mode
        self.stopping.set()
        self.engine.bus.committed()  # ``drain`` looks again, and subscribers once for nothing

    async def start(self) -> None:
        """Account for what an earlier engine left, then be ready."""
        engine = self.engine
        settings = engine.settings
        engine.executor.set_slots(settings.max_concurrent_runs, settings.queues)
        await engine.executor.connect(self)
        with engine.storage.writing():
            engine.ledger.events.append(EventType.DAEMON_STARTED, engine.clock.now())
        await follow_host(engine, self.dispatcher)
        self.scheduler.start()

    async def run(self) -> None:
        """Keep the schedule until ``stopping`` is set."""
        tasks: list[asyncio.Future[Any]] = [
            asyncio.create_task(self._keep_schedule()),
            asyncio.create_task(self.housekeeping.run()),
            asyncio.create_task(self.stopping.wait()),
            self._failed,
        ]
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for task in done:
            task.result()  # raises what ended it

    async def _keep_schedule(self) -> None:
        while True:
            self._woken.clear()
            async with self.engine.gate:
                self.recorder.flush()
                await self._disarm_paused()
                # what could not be called off yet must not start either
                if not self.engine.to_disarm:
                    self.scheduler.tick()
            self.intake.look()
            self.housekeeping.look()
            with suppress(TimeoutError):
                async with asyncio.timeout(self._sleep_seconds()):
                    await self._woken.wait()

    async def _disarm_paused(self) -> None:
        """What was committed ahead of a job that was then paused for its failures is not run."""
        engine = self.engine
        reason = "the job was paused before this instant"
        for key in list(engine.to_disarm):
            job = engine.ledger.jobs.get(key)
            try:
                if job is not None and job.paused_at is not None:
                    await disarm_runs(engine, self.dispatcher, key, reason=reason, actor="lsh")
            except (StorageFull, LedgerLocked) as error:
                log.error("paused runs wait to be called off: %s", error.message)
                return  # the next tick tries again
            except TryAgain as error:  # the spawner keeps them
                log.error("what a pause should have called off may run: %s", error.message)
            engine.to_disarm.discard(key)

    def _sleep_seconds(self) -> float:
        if self.engine.storage.trouble:
            return self.engine.storage.RETRY_SECONDS
        wake = self.scheduler.next_wake()
        if wake is None:
            return LONGEST_SLEEP
        return min(max(wake - self.engine.clock.now(), 0) / 1e6, LONGEST_SLEEP)

    async def drain(self) -> None:
        """Let go of the runs as ``stop_mode`` says: leave them going, wait for them, or kill them."""
        engine = self.engine
        self.dispatcher.closed = True
        async with engine.gate:
            with suppress(LshError):  # a spawner that does not answer keeps what it has
                await self.dispatcher.take_back(engine.flights)
        await self._see_runs_off()
        for _ in range(_LAST_TRIES):  # what adopted runs told us, nobody will tell the next engine
            if self.recorder.flush():
                break
            await asyncio.sleep(_LAST_PAUSE)
        with suppress(LshError), engine.storage.writing():
            engine.ledger.events.append(EventType.DAEMON_STOPPED, engine.clock.now())
        # with runs still going the spawner stays for the next engine; without, it may end
        await engine.executor.close(finish=not engine.flights)

    async def _see_runs_off(self) -> None:
        """Wait for what still runs, or kill it; ``end`` may change its mind meanwhile."""
        killed = False
        while self.stop_mode != "leave" and len(self.engine.flights):
            growth = self.engine.bus.growth()
            if self.stop_mode == "kill" and not killed:
                killed = True
                for flight in self.engine.flights:
                    flight.stopped_by = flight.stopped_by or "lsh"
                    self.dispatcher.stop(flight, why="the daemon was stopped")
            with suppress(TimeoutError):
                async with asyncio.timeout(self.engine.storage.RETRY_SECONDS):
                    await growth.wait()
            self.recorder.flush()  # no tick does it any more, should the disk have been full

    def on_connected(self, holdings: Holdings) -> None:
        """The executor is there; see ``recovery``."""
        self.recovery.reconcile(holdings)
        self.engine.bus.schedule_changed()

    def on_reports(self, seq: int, reports: Sequence[Report]) -> None:
        """Attempts began or ended."""
        self.recorder.take(seq, reports)
        self.housekeeping.poke()
        if self.engine.storage.trouble:
            self._woken.set()

    def on_returned(self, keys: Iterable[tuple[int, int]]) -> None:
        """Attempts that the executor will not start: they wait in the ledger."""
        self.dispatcher.give_up(keys)
        self.engine.bus.schedule_changed()

    def on_failure(self, error: Exception) -> None:
        """Better no daemon than one that is deaf: the next one takes up what this one leaves."""
        if not self._failed.done():
            self._failed.set_exception(error)

    def on_trouble(self, message: str) -> None:
        """Leave a trace in the audit log; the executor mends itself."""
        log.error("%s", message)
        engine = self.engine
        with suppress(LshError), engine.storage.writing():
            engine.ledger.events.append(
                EventType.SPAWNER_LOST, engine.clock.now(), data={"reason": message}
            )
