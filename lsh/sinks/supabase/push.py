"""Sending what changed: a batch at a time, the cursor only after the server's word.

Every request may be sent again: ids are the rows' own, so the same thing never stands there twice.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from lsh.client.reading import reading
from lsh.paths import Paths
from lsh.settings import Settings
from lsh.sinks.supabase.batches import (
    EVENTS_A_BATCH,
    RUNS,
    Batch,
    Position,
    Rendering,
    changes,
    everything,
    read_changes,
    read_everything,
)
from lsh.sinks.supabase.gateway import Gateway
from lsh.sinks.supabase.greeting import Instance, greet
from lsh.sinks.supabase.poison import deliver, replace_stale
from lsh.sinks.supabase.progress import SINK, Progress
from lsh.sinks.supabase.rows import Home
from lsh.sinks.supabase.turn import turn
from lsh.store import sync_queries as queries
from lsh.store.sinks import cursor_of, dead_letters

if TYPE_CHECKING:
    from lsh.sinks.supabase.foretelling import Foresight


@dataclass(slots=True)
class Sent:
    """What one step, or a whole sync, has delivered."""

    rows: Counter[str] = field(default_factory=Counter)  # by table
    deletions: int = 0  # requests
    rejected: int = 0
    set_aside: int = 0  # dead letters that are new, less those that are no more
    more: bool = False  # there is more to send already

    def add(self, other: Sent) -> None:
        """Add up another step."""
        self.rows += other.rows
        self.deletions += other.deletions
        self.rejected += other.rejected
        self.more = other.more

    @property
    def anything(self) -> bool:
        """Whether the server was asked for anything."""
        return bool(self.rows or self.deletions or self.rejected)


class Plan(NamedTuple):
    """How much is to be done: ``total`` of ``unit``; events from ``start`` on."""

    unit: str
    total: int
    start: int


class Pusher:
    """Sends this home's ledger. Belongs to one thread, as its gateway and its door do."""

    def __init__(
        self,
        paths: Paths,
        settings: Settings,
        home: Home,
        gateway: Gateway,
        progress: Progress,
        destination: str,
        instance: Instance | None = None,
    ) -> None:
        self._paths = paths
        self._instance = instance
        self._destination = destination
        self._home = home
        self._gateway = gateway
        self._rendering = Rendering(paths, settings, home)
        self.progress = progress
        self._push_seq = 0
        # of another project, or under another name: the cursor says nothing about this one
        self._everything = progress.status.get("synced_to") != destination
        whose, _, position = str(progress.status.get("first_sync") or "").partition("|")
        self._position = Position.from_text(position) if whose == destination else None

    @property
    def home(self) -> Home:
        """Whose ledger it sends."""
        return self._home

    @property
    def rendering(self) -> Rendering:
        """How it makes rows of records."""
        return self._rendering

    def push_everything(self) -> None:
        """From the next step on send all there is, whatever was sent before."""
        self._everything = True
        self._position = None

    def distrust(self) -> None:
        """Send everything when it goes on, even as another process: somebody else wrote our rows."""
        self.push_everything()
        self.progress.tell(synced_to=None, first_sync=None)

    def step(self, told: Callable[[int], None] = lambda _: None) -> Sent:
        """Read and send the next batch. Raises what the gateway and the door raise; nothing is lost.

        ``told`` hears after each request how many rows of the batch have arrived.
        """
        with turn(self._paths):
            batch, dead = self._read()
            sent = self._send(batch, dead, told)
            self.progress.tell(dead_letters=len(dead) + sent.set_aside)
        self._arrived(batch)
        sent.more = batch.more
        return sent

    def _arrived(self, batch: Batch) -> None:
        """The server has all of ``batch``. A sync of everything that is cut off goes on from here."""
        if batch.event_id is not None:
            self._everything = False
            self.progress.advance(batch.event_id)
            self.progress.tell(synced_to=self._destination)
        self._position = batch.position
        resume = f"{self._destination}|{batch.position.as_text()}" if batch.position else None
        self.progress.tell(first_sync=resume)
        self.progress.keep()

    def greet(self, pending: int) -> None:
        """Say that this machine lives: what has gone silent is seen by it. Raises TwinHome."""
        greet(self._gateway, self._home, pending, self._instance)

    def plan(self) -> Plan:
        """What the next steps will send: rows of everything, or the events after the cursor."""
        with reading(self._paths) as ledger:
            first, last = queries.event_bounds(ledger)
            after = self._after(cursor_of(ledger, SINK), first, last)
            if after is None:
                return Plan("rows", sum(queries.totals(ledger).values()), 0)
            return Plan("events", last - after, after)

    def preview(self, told: Callable[[int], None] = lambda _: None) -> Foresight:
        """What would be sent now, and what of it refused; sends nothing. ``told`` hears how many rows."""
        from lsh.sinks.supabase.foretelling import Foresight

        with reading(self._paths) as ledger:
            letters = {(one["target"], one["row_key"]): one for one in dead_letters(ledger, SINK)}
            foresight = Foresight(letters)
            first, last = queries.event_bounds(ledger)
            after = self._after(cursor_of(ledger, SINK), first, last)
            batches = (
                everything(ledger, self._home, Position(last))
                if after is None
                else changes(ledger, self._home, after)
            )
            seen: set[str] = set()
            for batch in batches:
                for table, rows in self._rendering.parts(batch, 0):
                    new = [row for row in rows if row["id"] not in seen]
                    if after is not None:  # a sync of everything meets each row once
                        seen.update(row["id"] for row in new)
                    foresight.look(table, new)
                    told(foresight.rows.total())
        return foresight

    def lag(self) -> tuple[int, float]:
        """Events that wait, and the age of the oldest in seconds."""
        with reading(self._paths) as ledger:
            count, oldest = queries.lag_after(ledger, self.progress.event_id)
        return count, max(time.time() - oldest / 1e6, 0.0) if oldest else 0.0

    def _read(self) -> tuple[Batch, dict[tuple[str, str], int]]:
        with reading(self._paths) as ledger:
            dead = queries.dead_keys(ledger, SINK)
            first, last = queries.event_bounds(ledger)
            after = self._after(cursor_of(ledger, SINK), first, last)
            if after is not None:
                return read_changes(ledger, self._home, after), dead
            position = self._position
            if position is None or not first - 1 <= position.event_id <= last:
                position = Position(last)
            return read_everything(ledger, self._home, position, EVENTS_A_BATCH), dead

    def _after(self, kept: int | None, first: int, last: int) -> int | None:
        """The cursor; None when everything must be sent: there is none, or events after it are gone."""
        if kept is None:  # somebody may have made the sink forget
            self.progress.event_id = None
        if self._everything or kept is None:
            return None
        after = max(kept, self.progress.event_id or 0)
        return min(after, last) if after >= first - 1 else None

    def _send(
        self, batch: Batch, dead: dict[tuple[str, str], int], told: Callable[[int], None]
    ) -> Sent:
        sent = Sent()
        for deletion in batch.deletions:
            self._gateway.delete(deletion.table, deletion.filters)
            sent.deletions += 1
        # the clock, not the event: a batch that is sent again must not look like a person's edit
        self._push_seq = max(self._push_seq + 1, time.time_ns() // 1000)
        for table, rows in self._rendering.parts(batch, self._push_seq):
            rejected = deliver(self._gateway, table, rows)
            if rejected and table == RUNS:
                rejected = replace_stale(self._gateway, rejected)
            refused = {one.row["id"] for one in rejected}
            if rejected:
                self.progress.set_aside(table, rejected)
            arrived = (row["id"] for row in rows if row["id"] not in refused)
            mended = [dead[table, key] for key in arrived if (table, key) in dead]
            self.progress.take_back(mended)
            sent.rows[table] += len(rows) - len(rejected)
            sent.rejected += len(rejected)
            sent.set_aside += sum((table, key) not in dead for key in refused) - len(mended)
            told(sum(sent.rows.values()))
        return sent
