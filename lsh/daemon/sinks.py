"""The daemon's sinks: each a child process that is started when it is wanted, and again when it ends.

A sink reads the ledger and delivers outside. It is a process of its own so that what it imports, and
whatever becomes of it, costs the engine nothing: here it has a name, a module and a pid.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from lsh.daemon.children import Child
from lsh.daemon.voices import Voice
from lsh.domain.retry import RetryPolicy
from lsh.engine.service import Service
from lsh.settings import Settings
from lsh.spawner import kernel

log = logging.getLogger("lsh.sinks")

_BACKOFF = RetryPolicy(base=timedelta(seconds=1), ceiling=timedelta(seconds=60), jitter=0.25)
_SETTLED = 60.0  # seconds of life after which an end counts as the first again
_NOT_CONFIGURED = 78
_GRACE = 5.0
FAREWELL = 0.5
"""Seconds that the daemon's own end waits for a sink that was told to end."""


@dataclass(frozen=True, slots=True)
class SinkKind:
    """A sink that there is: its name, its module, and whether the settings want it."""

    name: str
    module: str
    wanted: Callable[[Settings, Mapping[str, str]], bool]


def _wants_supabase(settings: Settings, environ: Mapping[str, str]) -> bool:
    """There must be a target; whether there is a key, the child finds out."""
    return settings.supabase.enabled and bool(settings.supabase.url or environ.get("SUPABASE_URL"))


KINDS = (SinkKind("supabase", "lsh.sinks.supabase", _wants_supabase),)


class Keeper:
    """Keeps one sink alive until it is told to end."""

    def __init__(
        self, kind: SinkKind, environ: Mapping[str, str], children: set[int], chance: Random
    ) -> None:
        self.kind = kind
        self.state = "stopped"
        self.restarts = 0
        self.last_exit: int | None = None
        self.on_change: Callable[[], None] = lambda: None
        self._environ = environ
        self._children = children
        self._chance = chance
        self._child: Child | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """The living child's process id."""
        child = self._child
        return None if child is None or child.exited.done() else child.pid

    def start(self) -> None:
        """Begin to keep it, as if it had never failed."""
        self.restarts, self.last_exit = 0, None
        self._set("starting")
        self._task = asyncio.create_task(self._keep())

    def tell_to_end(self) -> None:
        """SIGTERM, and no other child after this one."""
        if self._task is not None:
            self._task.cancel()
        if self._child is not None:
            self._child.signal(signal.SIGTERM)

    async def end(self, grace: float) -> None:
        """Return when the child is gone; after ``grace`` seconds it is killed."""
        self.tell_to_end()
        if self._child is not None:
            await self._child.end(grace)
        if self._task is not None:
            await asyncio.wait([self._task])
        self._set("stopped")

    def heard(self) -> None:
        """It has reached the engine."""
        if self.state == "starting" and self.pid is not None:
            self._set("running")

    async def _keep(self) -> None:
        loop = asyncio.get_running_loop()
        failures = 0
        while True:
            born = loop.time()
            self._set("starting")
            self.last_exit = await self._live()
            if self.last_exit == _NOT_CONFIGURED:
                log.info("the sink %s is not configured; it waits until it is", self.kind.name)
                self._set("not configured")
                return
            failures = 1 if loop.time() - born >= _SETTLED else failures + 1
            pause = _BACKOFF.delay(failures, self._chance.random()).total_seconds()
            log.warning(
                "the sink %s ended (%s); started again in %.1f s",
                self.kind.name, _ending(self.last_exit), pause,
            )  # fmt: skip
            self._set("backing off")
            await asyncio.sleep(pause)
            self.restarts += 1

    async def _live(self) -> int | None:
        """One child from its start to its end; its exit code."""
        voice = Voice(self.kind.name, asyncio.get_running_loop().time)
        try:
            child = Child(self.kind.module, self._environ, voice.hear)
        except OSError as error:
            log.error("the sink %s cannot be started: %s", self.kind.name, error)
            return None
        self._child = child
        self._children.add(child.pid)
        child.exited.add_done_callback(lambda _: self._children.discard(child.pid))
        return await asyncio.shield(child.exited)  # told to end, we still want its status

    def _set(self, state: str) -> None:
        if state != self.state:
            self.state = state
            self.on_change()


class Supervisor:
    """All sinks of one daemon; what the engine asks as its ``SinkKeeper``.

    ``children`` are the pids that nobody else may reap: those of living sinks are added.
    """

    def __init__(
        self,
        service: Service,
        children: set[int],
        *,
        kinds: tuple[SinkKind, ...] = KINDS,
        environ: Mapping[str, str] = os.environ,
    ) -> None:
        self._engine = service.engine
        self._environ = environ
        self._turn = asyncio.Lock()
        self._closed = False
        self._keepers = {
            kind.name: Keeper(kind, environ, children, service.engine.chance) for kind in kinds
        }
        for keeper in self._keepers.values():
            keeper.on_change = self._note_change
        self._wanted = self._wanted_by(service.engine.settings)
        self._note_wanted()  # before anything falls due
        service.sinks = self

    async def reload(self, settings: Settings) -> None:
        """End all sinks, and start those that ``settings`` want: a key may be another one now."""
        async with self._turn:
            self._wanted = self._wanted_by(settings)
            await asyncio.gather(*(keeper.end(_GRACE) for keeper in self._keepers.values()))
            self._note_wanted()
            if not self._closed:
                self.start()

    def start(self) -> None:
        """Start what is wanted; called once, and by ``reload``."""
        for name in self._wanted:
            self._keepers[name].start()

    def _wanted_by(self, settings: Settings) -> set[str]:
        keepers = self._keepers.items()
        return {name for name, keeper in keepers if keeper.kind.wanted(settings, self._environ)}

    def tell_to_end(self) -> None:
        """SIGTERM to all; nothing is started any more."""
        self._closed = True
        for keeper in self._keepers.values():
            keeper.tell_to_end()

    async def close(self) -> None:
        """End all of them, within a moment."""
        self._closed = True
        await asyncio.gather(*(keeper.end(FAREWELL) for keeper in self._keepers.values()))

    def heard(self, sink: str) -> None:
        """The sink has given a sign of life."""
        if sink in self._keepers:
            self._keepers[sink].heard()

    def describe(self) -> dict[str, dict[str, Any]]:
        """Every sink; whoever shows them leaves out those that were never wanted."""
        return {
            name: {
                "state": keeper.state,
                "pid": keeper.pid,
                "restarts": keeper.restarts,
                "memory_rss": None if keeper.pid is None else kernel.resident(keeper.pid),
                "last_exit": keeper.last_exit,
            }
            for name, keeper in self._keepers.items()
        }

    def _note_change(self) -> None:
        self._note_wanted()
        self._engine.bus.sinks_changed()

    def _note_wanted(self) -> None:
        """A sink that waits for its configuration decides nothing, so nobody need wait for it."""
        wanted = {n for n in self._wanted if self._keepers[n].state != "not configured"}
        if wanted != self._engine.sinks_wanted:
            self._engine.sinks_wanted = wanted
            self._engine.bus.schedule_changed()


def _ending(code: int | None) -> str:
    if code is None:
        return "unknown"
    return f"signal {-code}" if code < 0 else f"exit code {code}"
