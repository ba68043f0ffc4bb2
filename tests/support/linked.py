"""A home with a linked database, whose verdicts a test gives."""

from __future__ import annotations

import asyncio
import contextlib
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from lsh.domain.errors import NotAllowed
from lsh.store.claims import pending_claims
from lsh.store.queries import RunFilter, get_run, list_runs
from tests.support.world import World

BEFORE = datetime(2026, 11, 22, 11, 59, 58, tzinfo=UTC)
NOON = "0 12 * * *"


class Linked(World):
    """A home with a linked database, whose answers the test gives."""

    def start(self) -> None:
        super().start()
        self.engine.sinks_wanted.add("supabase")
        self.ledger.connection.execute("PRAGMA synchronous = OFF")  # nothing must outlive the test

    def claim(self, verdict: str, run: int = 1, **more: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self.call("run_claim", run=str(run), verdict=verdict, **more)
        return answer

    def shared(self, name: str = "j", schedule: str = NOON, **more: Any) -> int:
        return self.job(name, schedule, hosts=["here", "there"], claim="shared", **more)

    def answer(self, verdict: str) -> None:
        """What the sink would say of whatever is pending; it may come too late."""
        for claim in pending_claims(self.ledger.connection):
            self.claim(verdict, claim.run_id)
        with contextlib.suppress(NotAllowed):
            self.claim(verdict)

    def live_until(self, seconds: float) -> None:
        """Live until so long after the beginning, by the clock that nobody sets."""
        left = seconds - (self.clock.monotonic() - 1_000_000) / 1e6
        self.live(seconds=max(left, 0))

    def restart(self) -> None:
        """As ``lsh daemon restart``: what is armed is taken back."""
        asyncio.run(self.dispatcher.take_back(self.engine.flights))
        self.crash()

    def events(self, *kinds: str) -> dict[int, int]:
        """How many events of these kinds there are, by run."""
        rows = self.ledger.connection.execute("SELECT run_id, type FROM events").fetchall()
        wanted = {f"job:{kind}" for kind in kinds}
        return Counter(run_id for run_id, kind in rows if run_id and kind in wanted)

    def runs(self, name: str = "j") -> list[dict[str, Any]]:
        found = list_runs(self.ledger.connection, RunFilter(job=name, limit=None))
        return list(reversed(found))

    def run(self, number: int = 1) -> dict[str, Any]:
        return get_run(self.ledger.connection, str(number))
