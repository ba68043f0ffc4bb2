"""What a sync would send, and which rows of it would become dead letters, as far as that is known here.

Known are the columns' types, and the rows that were refused before and have not changed since. What
else a project may object to, in a trigger or a policy of its owner, only it can tell.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from lsh.sinks.supabase.gateway import Row
from lsh.sinks.supabase.progress import dead_body
from lsh.store.remote.fitting import misfit
from lsh.store.sinks import letter_name


class Foretold(NamedTuple):
    """A row that would become a dead letter, by its table and what it is here, and why."""

    table: str
    row: str
    reason: str


@dataclass(slots=True)
class Foresight:
    """Counts rows and finds those that would be refused. ``letters`` are the dead letters that stand."""

    letters: dict[tuple[str, str], dict[str, Any]]
    rows: Counter[str] = field(default_factory=Counter)  # by table
    refused: dict[tuple[str, str], Foretold] = field(default_factory=dict)

    def look(self, table: str, rows: Iterable[Row]) -> None:
        """Look at rows that would be sent; none of them twice."""
        for row in rows:
            self.rows[table] += 1
            reason = misfit(table, row) or self._refused_before(table, row)
            if reason is not None:
                key = str(row["id"])
                name = letter_name({"body": row, "row_key": key})
                self.refused[table, key] = Foretold(table, name, reason)

    def _refused_before(self, table: str, row: Row) -> str | None:
        letter = self.letters.get((table, str(row["id"])))
        if letter is None or _lasting(letter["body"]) != _lasting(dead_body(row)):
            return None
        return f"it was refused as it is: {letter['error']}"

    def as_json(self) -> dict[str, Any]:
        """For ``--json``."""
        return {
            "push": dict(self.rows),
            "refused": [one._asdict() for one in self.refused.values()],
        }


def _lasting(body: dict[str, Any]) -> str:
    """A row as JSON without what is new whenever it is sent."""
    return json.dumps({k: v for k, v in body.items() if k != "push_seq"}, sort_keys=True)
