"""What sinks leave in the ledger: how far they have come, how they fare, what they could not deliver.

A sink only reads the ledger; these rows are written for it by the engine's operations. Its cursor
stands in ``cursors`` under its name, where the pruning of events looks at it. A part of a sink that
tells of itself does so under the sink's name and its own, with a dash between.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Any, NamedTuple

from lsh.domain.instant import to_wire
from lsh.store.facts import Facts

_STATUS = "sink_status:"
STOPPED: dict[str, Any] = {
    "state": "stopped",
    "pid": None,
    "restarts": 0,
    "memory_rss": None,
    "last_exit": None,
}
"""What is said of the process of a sink that has none."""


class DeadRow(NamedTuple):
    """A row to be set aside: where it was to go, under which key, as JSON, and why it did not."""

    target: str
    row_key: str
    body: str
    error: str


def cursor_of(connection: sqlite3.Connection, sink: str) -> int | None:
    """The last event that the sink has dealt with; None before it has finished a first sync."""
    row = connection.execute("SELECT event_id FROM cursors WHERE name = ?", (sink,)).fetchone()
    return None if row is None else int(row[0])


def sink_status(connection: sqlite3.Connection, sink: str) -> dict[str, Any] | None:
    """What the sink last told of itself, as it told it; None when it never did."""
    text = Facts(connection).get(_STATUS + sink)
    if text is None:
        return None
    status: dict[str, Any] = json.loads(text)
    return status


def standings(connection: sqlite3.Connection) -> dict[str, dict[str, Any]]:
    """Every sink that the ledger knows: what it last told, its ``cursor``, and what waits behind that.

    ``behind`` counts the events, ``oldest_at`` is the first one's instant; its own (``NAME:…``) are not
    among them. What ``NAME-PART`` told stands under ``PART`` in that of ``NAME``.
    """
    rows = connection.execute(
        "SELECT name FROM cursors UNION"
        " SELECT substr(name, ?) FROM facts WHERE substr(name, 1, ?) = ? ORDER BY 1",
        (len(_STATUS) + 1, len(_STATUS), _STATUS),
    ).fetchall()
    found: dict[str, dict[str, Any]] = {}
    for (known,) in rows:
        name, _, part = known.partition("-")
        told = sink_status(connection, known) or {}
        if part:
            found.setdefault(name, _place(connection, name, None))[part] = told
            continue
        found[name] = told | _place(connection, name, cursor_of(connection, name))
    return found


def _place(connection: sqlite3.Connection, sink: str, cursor: int | None) -> dict[str, Any]:
    if cursor is None:
        return {"cursor": None, "behind": None, "oldest_at": None}
    behind, oldest = connection.execute(
        "SELECT count(*), min(at) FROM events WHERE id > ? AND type NOT LIKE ? || ':%'",
        (cursor, sink),
    ).fetchone()
    # in JSON ids are text
    return {"cursor": str(cursor), "behind": int(behind), "oldest_at": to_wire(oldest)}


def dead_letters(connection: sqlite3.Connection, sink: str) -> list[dict[str, Any]]:
    """Rows that the sink could not deliver, oldest first.

    ``{id, sink, target, row_key, body, error, first_at, last_at, tries}``; ``id`` is an int, ``body``
    the row as it was to be sent, the instants are in wire form.
    """
    rows = connection.execute(
        "SELECT id, target, row_key, body, error, first_at, last_at, tries FROM dead_letters"
        " WHERE sink = ? ORDER BY id",
        (sink,),
    )
    return [
        {
            "id": letter_id,
            "sink": sink,
            "target": target,
            "row_key": row_key,
            "body": json.loads(body),
            "error": error,
            "first_at": to_wire(first_at),
            "last_at": to_wire(last_at),
            "tries": tries,
        }
        for letter_id, target, row_key, body, error, first_at, last_at, tries in rows
    ]


def letter_name(letter: dict[str, Any]) -> str:
    """A dead letter by what its row has here: a run of a job, a job, a line of the history, a shell."""
    body = letter["body"]
    if body.get("execution_number") is not None:
        return f"run {body['execution_number']} of {body.get('job_id')}"
    if body.get("job_id"):
        return str(body["job_id"])
    if body.get("entry") is not None:
        return f"line {body['entry']}"
    return f"shell {body['session_id']}" if body.get("session_id") else str(letter["row_key"])


def move_cursor(connection: sqlite3.Connection, sink: str, event_id: int, *, at: int) -> None:
    """Set the sink's cursor; whether that is right is the caller's to know."""
    connection.execute(
        "INSERT INTO cursors (name, event_id, updated_at) VALUES (?, ?, ?) ON CONFLICT (name)"
        " DO UPDATE SET event_id = excluded.event_id, updated_at = excluded.updated_at",
        (sink, event_id, at),
    )


def keep_status(connection: sqlite3.Connection, sink: str, text: str) -> None:
    """Remember what the sink tells of itself, a JSON object."""
    Facts(connection).put(_STATUS + sink, text)


def forget_sink(connection: sqlite3.Connection, sink: str) -> None:
    """Let go of all about the sink and its parts but its dead letters; see ``drop_dead_letters``."""
    for table, name in (("cursors", sink), ("facts", _STATUS + sink)):
        connection.execute(
            f"DELETE FROM {table}"
            " WHERE name = :name OR substr(name, 1, length(:name) + 1) = :name || '-'",
            {"name": name},
        )


def add_dead_letters(
    connection: sqlite3.Connection, sink: str, rows: Sequence[DeadRow], *, at: int
) -> None:
    """Set rows aside. One that lies there already is replaced, and has failed once more."""
    connection.executemany(
        "INSERT INTO dead_letters"
        " (sink, target, row_key, body, error, first_at, last_at, tries)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, 1) ON CONFLICT (sink, target, row_key) DO UPDATE SET"
        " body = excluded.body, error = excluded.error, last_at = excluded.last_at,"
        " tries = tries + 1",
        [(sink, *row, at, at) for row in rows],
    )


def drop_dead_letters(
    connection: sqlite3.Connection, sink: str, ids: Sequence[int] | None = None
) -> int:
    """Delete these dead letters of the sink, or all of them; how many there were."""
    if ids is None:
        return connection.execute("DELETE FROM dead_letters WHERE sink = ?", (sink,)).rowcount
    dropped = 0
    for letter_id in ids:
        dropped += connection.execute(
            "DELETE FROM dead_letters WHERE sink = ? AND id = ?", (sink, letter_id)
        ).rowcount
    return dropped
