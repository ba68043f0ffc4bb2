"""What can wait until nothing is due: adding up finished runs, and deleting what is old."""

from __future__ import annotations

import asyncio
import logging

from lsh.domain.errors import LshError
from lsh.engine.core import Engine
from lsh.engine.retention import Retention
from lsh.store.rollups import roll_up

log = logging.getLogger("lsh.housekeeping")

_PAUSE = 2.0  # seconds after the last report: a burst is over by then
_SLICE = 200
_BETWEEN_SLICES = 0.1
_QUIET = 1_500_000  # µs: nothing may be due within


class Housekeeping:
    """Works in small slices, and sleeps until something was written: an idle engine costs nothing."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._retention = Retention(engine)
        self._poked = asyncio.Event()
        self._poked.set()
        self._last_event = engine.ledger.events.last_id()
        self._ended = False  # whether runs have ended since the last round

    def poke(self) -> None:
        """Runs have ended: there is something to add up."""
        self._poked.set()

    def look(self) -> None:
        """Go round once an hour when anything was written: shells are recorded without any run."""
        if not self._retention.is_due:
            return
        last = self._engine.ledger.events.last_id()
        if last != self._last_event:
            self._last_event = last
            self._poked.set()

    async def run(self) -> None:
        """For ever."""
        while True:
            await self._poked.wait()
            await asyncio.sleep(_PAUSE)
            self._poked.clear()
            try:
                self._ended |= await self._add_up()
                if await self._retention.pass_when_due(self._quiet, runs=self._ended):
                    self._ended = False
            except LshError as error:
                log.error("housekeeping waits: %s", error.message)
            except Exception:  # what can wait must not end what cannot
                log.exception("housekeeping failed")
                self._poked.set()

    async def _add_up(self) -> bool:
        """Add finished runs to their days; whether there were any."""
        total = 0
        while True:
            await self._quiet()
            with self._engine.storage.writing():
                done = roll_up(self._engine.ledger.connection, _SLICE)
            total += done
            if done < _SLICE:
                break
            await asyncio.sleep(_BETWEEN_SLICES)
        if total:
            self._engine.ledger.checkpoint()
        return total > 0

    async def _quiet(self) -> None:
        """Wait until nothing falls due for a moment; not for ever on a machine that is never quiet."""
        for _ in range(20):
            due = self._engine.ledger.jobs.next_due_at()
            if due is None or due - self._engine.clock.now() > _QUIET:
                return
            await asyncio.sleep(_BETWEEN_SLICES)
