"""How far the sink has come and how it fares, kept in the ledger through the one door."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from typing import Any

from lsh.client.door import Door
from lsh.sinks.supabase.poison import Rejected

SINK = "supabase"
_KEEP_EVERY = 1.0
"""Seconds between two commits of the cursor while rows are flowing: sending again costs less."""
_LETTERS = 100  # in one commit
_BODY = 128 * 1024  # characters of a dead letter's row as JSON; a larger one is cut down
_BEGINNING = 1000  # characters that are kept of a long value then


class Progress:
    """The cursor and status of this sink. What is not kept yet is only a second old."""

    def __init__(self, door: Door, *, event_id: int | None, status: dict[str, Any]) -> None:
        self._door = door
        self.event_id = event_id  # None: a first sync of everything is not finished
        self._status = status
        self._kept_status: dict[str, Any] = {}
        self._kept_id = event_id
        self._kept_at = 0.0

    @property
    def status(self) -> dict[str, Any]:
        """What was last told."""
        return dict(self._status)

    @property
    def unkept(self) -> bool:
        """Whether the ledger does not have it all."""
        return self.event_id != self._kept_id or self._status != self._kept_status

    @property
    def keep_in(self) -> float | None:
        """Seconds until it should be kept; None when there is nothing to keep."""
        if not self.unkept:
            return None
        if self._kept_id is None and self.event_id is not None:
            return 0.0  # the first sync is over: without a cursor it would begin again
        return max(self._kept_at + _KEEP_EVERY - time.monotonic(), 0.0)

    def advance(self, event_id: int) -> None:
        """The server has everything up to this event. Never goes back."""
        self.event_id = max(event_id, self.event_id or 0)

    def tell(self, **status: Any) -> None:
        """Change some of the status."""
        self._status |= status

    def keep(self, *, now: bool = False) -> None:
        """Put it into the ledger if it changed: at most once a second, or right ``now``."""
        due = self.keep_in
        if due is None or (due > 0 and not now):
            return
        params: dict[str, Any] = {"sink": SINK, "status": self._status}
        if self.event_id is not None:
            params["event_id"] = self.event_id
        status = dict(self._status)
        self._door.call("sink_progress", params)
        self._kept_id, self._kept_status = self.event_id, status
        self._kept_at = time.monotonic()

    def set_aside(self, table: str, rejected: Sequence[Rejected]) -> None:
        """Make dead letters of rows that were refused: they are in the ledger before the cursor moves."""
        rows = [
            {
                "target": table,
                "row_key": one.row["id"],
                "body": dead_body(one.row),
                "error": one.error.message,
            }
            for one in rejected
        ]
        for first in range(0, len(rows), _LETTERS):
            some = rows[first : first + _LETTERS]
            self._door.call("dead_letters_add", {"sink": SINK, "rows": some})

    def take_back(self, letters: Sequence[int]) -> None:
        """Drop dead letters: their rows, or newer ones in their place, have arrived."""
        if letters:
            self._door.call("dead_letters_drop", {"sink": SINK, "ids": list(letters)})

    def announce(self, **data: Any) -> None:
        """Write the event ``supabase:sync``."""
        self._door.call("sink_event", {"type": "supabase:sync", "data": data})


def dead_body(row: dict[str, Any]) -> dict[str, Any]:
    """``row`` as a dead letter keeps it: of a large one the beginnings, for what is to be seen of it.

    When it is tried again it is read anew. The engine takes no body without end, and one that it would not
    take would hold up all the others.
    """
    if len(json.dumps(row, ensure_ascii=False)) <= _BODY:
        return row
    return {name: _beginning(value) for name, value in row.items()}


def _beginning(value: Any) -> Any:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return value if len(text) <= _BEGINNING else f"{text[: _BEGINNING - 1]}…"
