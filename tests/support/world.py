"""An engine without a daemon: real ledger, scheduler and recorder, and a clock in our hand."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from lsh.domain.instant import from_micros, to_micros
from lsh.domain.job import JobSpec
from lsh.domain.run import AttemptEnd, Outcome
from lsh.engine.core import Engine
from lsh.engine.dispatcher import Dispatcher
from lsh.engine.jobs import first_moment, trigger_of
from lsh.engine.operations import Context, find_operation
from lsh.engine.recorder import Recorder
from lsh.engine.recovery import Recovery
from lsh.engine.scheduler import Scheduler
from lsh.engine.service import Service
from lsh.executors.base import Begun, Ended, Holdings, Launch, Listener, Report
from lsh.paths import find_paths, make_folders
from lsh.settings import Settings
from lsh.store.ledger import Ledger

LONGEST_SLEEP = 30_000_000  # µs, as the service's


class FakeClock:
    """A wall clock that can be set, and a monotonic one that stands still while the machine sleeps."""

    def __init__(self, at: datetime) -> None:
        self._wall = to_micros(at)
        self._monotonic = 1_000_000

    def now(self) -> int:
        return self._wall

    def monotonic(self) -> int:
        return self._monotonic

    def pass_time(self, micros: int) -> None:
        self._wall += micros
        self._monotonic += micros

    def set(self, seconds: float) -> None:
        """Somebody sets the wall clock on (or back); a machine that slept looks the same."""
        self._wall += round(seconds * 1e6)


class RecordingExecutor:
    """Starts what is due at once, and each run succeeds within the same instant."""

    def __init__(self, clock: FakeClock) -> None:
        self._clock = clock
        self._waiting: dict[tuple[int, int], Launch] = {}
        self.reports: list[Report] = []
        self.started: list[tuple[int, datetime]] = []

    async def connect(self, listener: Listener) -> None:
        """Always there."""

    def submit(self, launches: Iterable[Launch]) -> None:
        for launch in launches:
            self._waiting[launch.run_id, launch.attempt] = launch

    async def withdraw(self, keys: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
        return {key for key in keys if self._waiting.pop(key, None)}

    def stop(self, keys: Iterable[tuple[int, int]], *, grace: float, signal: str, why: str) -> None:
        """Nothing lives for longer than an instant."""

    def find(self, run_id: int, attempt: int) -> list[Report]:
        return []

    def limit(self, key: tuple[int, int], seconds: float, grace: float) -> None:
        """Nothing lives for longer than an instant."""

    def set_slots(self, total: int, queues: dict[str, int]) -> None:
        """No limit."""

    def acknowledge(self, seq: int) -> None:
        """Nothing is repeated."""

    async def close(self, *, finish: bool) -> None:
        """Nothing to close."""

    def holdings(self) -> Holdings:
        """What it tells an engine that connects."""
        return Holdings(frozenset(self._waiting))

    def next_at(self) -> int | None:
        """The earliest instant of what waits."""
        now = self._clock.now()
        return min((launch.at or now for launch in self._waiting.values()), default=None)

    def fire(self) -> None:
        """Run all that is due."""
        now = self._clock.now()
        for key, launch in list(self._waiting.items()):
            if launch.at is None or launch.at <= now:
                del self._waiting[key]
                self.started.append((key[0], from_micros(now)))
                self.reports.append(Begun(*key, 4711, now))
                end = AttemptEnd(Outcome.SUCCESS, 0)
                self.reports.append(Ended(*key, end, now, now, 0.0, 0.0, 0))


_OPENED: list[Ledger] = []


def close_ledgers() -> None:
    """Close what the worlds of a test have opened: from 3.13 on Python complains of each that is left."""
    while _OPENED:
        _OPENED.pop().close()


class World:
    """One home whose hours pass in milliseconds."""

    def __init__(self, root: Path, at: datetime, **settings: Any) -> None:
        self.paths = find_paths({"LSH_HOME": str(root)})
        self.clock = FakeClock(at)
        self._settings = Settings(**settings)
        self.executions: list[tuple[int, datetime]] = []
        make_folders(self.paths)
        self.start()

    def start(self) -> None:
        """A daemon begins."""
        self.ledger = Ledger(self.paths.database)
        _OPENED.append(self.ledger)
        self.executor = RecordingExecutor(self.clock)
        self.executor.started = self.executions
        self.engine = Engine(
            self.paths, self._settings, self.ledger, self.clock, self.executor, host="here"
        )
        self.dispatcher = Dispatcher(self.engine)
        self._recorder = Recorder(self.engine, self.dispatcher)
        self.scheduler = Scheduler(self.engine, self.dispatcher)
        self.scheduler.start()

    def serve(self, seconds: float) -> None:
        """The whole service, in real time: as far as its first tick, and ``seconds`` more."""
        asyncio.run(self._serve(seconds))

    async def _serve(self, seconds: float) -> None:
        service = Service(self.engine, self.executor)
        await service.start()
        running = asyncio.create_task(service.run())
        await asyncio.sleep(seconds)
        await asyncio.sleep(0)
        service.stopping.set()
        await running

    def stop(self) -> None:
        """It ends, and what it had armed with it."""
        self.ledger.close()

    def crash(self) -> None:
        """kill -9 of the engine, and another one; the executor goes on with what it has."""
        held = self.executor
        self.stop()
        self.start()
        self.engine.executor = self.executor = held
        recovery = Recovery(self.engine, self.dispatcher, self._recorder, held)
        recovery.reconcile(held.holdings())

    def job(self, name: str, schedule: str, *, timezone: str = "UTC", **more: Any) -> int:
        """A job that is defined now; its key."""
        spec = JobSpec(
            name=name, id=name, command="/bin/true", schedule=schedule, timezone=timezone, **more
        )
        now = self.clock.now()
        moment = first_moment(name, spec, trigger_of(spec, now), now, "here")
        with self.ledger.transaction():
            return self.ledger.jobs.insert(name, spec, moment, at=now, actor="test").key

    def call(self, method: str, **params: Any) -> Any:
        """An operation, as the door would apply it."""
        context = Context(self.engine, self.dispatcher, "tester")
        return asyncio.run(find_operation(method).handler(context, params))

    def turn(self) -> None:
        """What the service does when it wakes."""
        self.scheduler.tick()
        self.executor.fire()
        reports, self.executor.reports = self.executor.reports, []
        self._recorder.take(1, reports)
        self.scheduler.tick()

    def live(self, *, seconds: float = 0, minutes: float = 0, hours: float = 0) -> None:
        """Let time pass, waking when the service would."""
        left = round((seconds + 60 * minutes + 3600 * hours) * 1e6)
        self.turn()
        while left > 0:
            instants = [self.scheduler.next_wake(), self.executor.next_at()]
            due = min((i for i in instants if i is not None), default=None)
            pause = LONGEST_SLEEP if due is None else due - self.clock.now()
            pause = min(max(pause, 1000), LONGEST_SLEEP, left)
            self.clock.pass_time(pause)
            left -= pause
            self.turn()

    def executed(self, name: str) -> list[str]:
        """When the runs of a job were started, as hh:mm:ss of UTC, in order."""
        rows = self.ledger.connection.execute(
            "SELECT runs.id FROM runs JOIN jobs ON jobs.key = runs.job_id WHERE jobs.id = ?",
            (name,),
        )
        ids = {run_id for (run_id,) in rows}
        return [f"{at:%H:%M:%S}" for run_id, at in self.executions if run_id in ids]
