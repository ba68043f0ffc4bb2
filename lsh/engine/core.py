"""The engine put together: what scheduler, dispatcher and operations share, and nothing that they do."""

from __future__ import annotations

import asyncio
import random
import socket
from collections import deque
from dataclasses import dataclass, field

from lsh.engine.bus import Bus
from lsh.engine.clock import Clock
from lsh.engine.environment import base_environment
from lsh.engine.flights import Flights
from lsh.engine.storage import Storage
from lsh.executors.base import Executor
from lsh.paths import Paths
from lsh.settings import Settings
from lsh.spawner.protocol import DAEMON_MARK
from lsh.store.ledger import Ledger

_LATENESS_SAMPLES = 1000


@dataclass(slots=True)
class Engine:
    """One home's engine. Everything runs in one thread; ``gate`` keeps changes that must wait in turn.

    ``lateness`` holds the latest starts' distance from their due instants, in microseconds.
    """

    paths: Paths
    settings: Settings
    ledger: Ledger
    clock: Clock
    executor: Executor
    host: str = ""
    flights: Flights = field(default_factory=Flights)
    bus: Bus = field(default_factory=Bus)
    gate: asyncio.Lock = field(default_factory=asyncio.Lock)
    chance: random.Random = field(default_factory=random.Random)
    lateness: deque[int] = field(default_factory=lambda: deque(maxlen=_LATENESS_SAMPLES))
    waiters: dict[int, list[asyncio.Future[None]]] = field(default_factory=dict)
    started_at: int = 0
    sinks_wanted: set[str] = field(default_factory=set)  # by the settings; kept by the daemon
    to_disarm: set[int] = field(default_factory=set)  # keys of paused jobs that may have armed runs
    claims_since: int = 0  # from when on somebody could say who runs a shared occurrence
    replay_until: int = 0  # instants up to here have passed before: the clock was put back
    storage: Storage = field(init=False)
    environment: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.host = self.host or self.settings.host or socket.gethostname()
        self.storage = Storage(self.ledger, self.clock, self.settings.min_free_bytes)
        # names the home, of which there may be several on a machine: see ``spawner.tree``
        mark = {DAEMON_MARK: str(self.paths.socket)}
        self.environment = base_environment(self.settings.path) | mark
        self.started_at = self.claims_since = self.clock.now()

    def wake_waiters(self, run_id: int) -> None:
        """A run is over: whoever waits for it may read it."""
        for waiter in self.waiters.pop(run_id, ()):
            if not waiter.done():
                waiter.set_result(None)

    def forget_waiter(self, run_id: int, waiter: asyncio.Future[None]) -> None:
        """Somebody waits no more."""
        waiters = self.waiters.get(run_id, [])
        if waiter in waiters:
            waiters.remove(waiter)
        if not waiters:
            self.waiters.pop(run_id, None)
