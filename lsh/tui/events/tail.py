"""A stretch of the event log in memory: bounded, moved towards older or newer events as one scrolls.

What is not in the stretch stays in the ledger and is read by id when it is wanted.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_left
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, NamedTuple

from lsh.store.event_queries import read_events, read_events_before
from lsh.tui.widgets.rows import Cell

KEPT = 5_000
"""Events in memory: a few megabytes."""
PIECE = 500
"""Matching events that are read at a time."""
_BATCH = 2_000
_LOOKED_AT = 50_000  # events that one reading goes through in search of matching ones

Event = dict[str, Any]
Wanted = Callable[[Event], bool]


class Piece(NamedTuple):
    """Events, oldest first; searched up to the id ``to``; ``end`` says that there is no more."""

    events: list[Event]
    to: int
    end: bool


def read_older(ledger: sqlite3.Connection, before: int | None, wanted: Wanted) -> Piece:
    """The newest wanted events below ``before`` (None: of all), as far as one reading looks."""
    found: list[Event] = []
    for _ in range(_LOOKED_AT // _BATCH):
        batch = read_events_before(ledger, before=before, limit=_BATCH)
        for event in batch:
            before = int(event["id"])
            if wanted(event):
                found.append(event)
                if len(found) == PIECE:
                    return Piece(found[::-1], before, False)
        if len(batch) < _BATCH:
            return Piece(found[::-1], before or 0, True)
    return Piece(found[::-1], before or 0, False)


def read_newer(ledger: sqlite3.Connection, after: int, wanted: Wanted) -> Piece:
    """The oldest wanted events above ``after``, as far as one reading looks."""
    found: list[Event] = []
    for _ in range(_LOOKED_AT // _BATCH):
        batch = read_events(ledger, after=after, limit=_BATCH)
        for event in batch:
            after = int(event["id"])
            if wanted(event):
                found.append(event)
                if len(found) == PIECE:
                    return Piece(found, after, False)
        if len(batch) < _BATCH:
            return Piece(found, after, True)
    return Piece(found, after, False)


class Tail:
    """Rows of a table: events, oldest first, from a log searched between the ids ``oldest`` and ``newest``.

    It never changes: every step is another one. ``at_beginning`` and ``at_end`` tell whether the log
    goes on beyond.
    """

    def __init__(
        self,
        events: list[Event],
        cells: Callable[[Event], Sequence[Cell]],
        *,
        oldest: int = 0,
        newest: int = 0,
        at_beginning: bool = False,
        at_end: bool = True,
    ) -> None:
        self.events, self._cells = events, cells
        self.oldest, self.newest = oldest, newest
        self.at_beginning, self.at_end = at_beginning, at_end

    def with_older(self, piece: Piece) -> Tail:
        """More at the beginning; the newest give way."""
        events = piece.events + self.events
        newest, at_end = self.newest, self.at_end
        if len(events) > KEPT:
            del events[KEPT:]
            newest, at_end = int(events[-1]["id"]), False
        return Tail(
            events,
            self._cells,
            oldest=piece.to,
            newest=newest,
            at_beginning=piece.end,
            at_end=at_end,
        )

    def with_newer(self, piece: Piece) -> Tail:
        """More at the end; the oldest give way."""
        events = self.events + piece.events
        oldest, at_beginning = self.oldest, self.at_beginning
        if len(events) > KEPT:
            del events[: len(events) - KEPT]
            oldest, at_beginning = int(events[0]["id"]), False
        return Tail(
            events, self._cells,
            oldest=oldest, newest=max(piece.to, self.newest), at_beginning=at_beginning,
            at_end=piece.end,
        )  # fmt: skip

    def with_news(self, events: Iterable[Event], wanted: Wanted) -> Tail:
        """What just happened; nothing of it where the stretch does not reach to the end."""
        new = [event for event in events if int(event["id"]) > self.newest]
        if not (new and self.at_end):
            return self
        return self.with_newer(Piece(list(filter(wanted, new)), int(new[-1]["id"]), True))

    # rows

    def __len__(self) -> int:
        return len(self.events)

    def key(self, index: int) -> Hashable:
        """The event's id."""
        return _id(self.events[index])

    def find(self, key: Hashable) -> int | None:
        """Where the event with this id is."""
        if not isinstance(key, int):
            return None
        place = bisect_left(self.events, key, key=_id)
        return place if place < len(self.events) and _id(self.events[place]) == key else None

    def cells(self, index: int) -> Sequence[Cell]:
        """One cell a column."""
        return self._cells(self.events[index])


def _id(event: Event) -> int:
    return int(event["id"])
