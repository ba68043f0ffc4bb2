"""The history of interactive shells: taking it in, listing it, letting go of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lsh.domain.instant import to_wire
from lsh.history.record import Ran, Started
from lsh.store.facts import Facts
from lsh.store.retention import ranges

_OFFSETS = "history_spool"
_COLUMNS = "id, session_id, host, command, cwd, exit_code, started_at, duration"


@dataclass(frozen=True, kw_only=True, slots=True)
class HistoryFilter:
    """Which entries to list, newest first. ``search`` is a substring, whatever its case.

    ``exit_code`` is one code, or with ``failed`` any but it. Instants are µs; ``session`` is an id
    or the beginning of one.
    """

    search: str | None = None
    since: int | None = None
    until: int | None = None
    exit_code: int | None = None
    failed: bool = False
    cwd: str | None = None
    session: str | None = None
    limit: int | None = 50


def spool_offsets(connection: sqlite3.Connection) -> dict[str, int]:
    """How many bytes of each spool file are taken in, by its key."""
    text = Facts(connection).get(_OFFSETS)
    return {} if text is None else {str(key): int(end) for key, end in json.loads(text).items()}


def keep_spool_offsets(connection: sqlite3.Connection, offsets: Mapping[str, int]) -> None:
    """Remember them, in the transaction of what was read up to there."""
    Facts(connection).put(_OFFSETS, json.dumps(dict(offsets), separators=(",", ":")))


def begin_session(
    connection: sqlite3.Connection, begun: Started, *, host: str, environment: Mapping[str, str]
) -> None:
    """Write a session. One that is there already stays as it is."""
    connection.execute(
        "INSERT INTO shell_sessions (id, shell, pid, host, cwd, environment, started_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO NOTHING",
        (begun.session, begun.shell, begun.pid, host, begun.cwd,
         json.dumps(dict(environment), ensure_ascii=False), begun.at),
    )  # fmt: skip


def end_session(connection: sqlite3.Connection, session: str, at: int) -> None:
    """The session's shell is gone."""
    connection.execute(
        "UPDATE shell_sessions SET ended_at = max(started_at, ?) WHERE id = ?", (at, session)
    )


def reopen_session(connection: sqlite3.Connection, session: str) -> None:
    """It was taken for ended, and goes on."""
    connection.execute(
        "UPDATE shell_sessions SET ended_at = NULL WHERE id = ? AND ended_at IS NOT NULL",
        (session,),
    )


def append_entry(connection: sqlite3.Connection, ran: Ran, command: str, host: str) -> int:
    """Write one command line as it may be kept; its id."""
    cursor = connection.execute(
        "INSERT INTO shell_history"
        " (session_id, command, cwd, exit_code, started_at, duration, host)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (ran.session, command, ran.cwd, ran.exit_code, ran.at, ran.duration, host),
    )
    assert cursor.lastrowid is not None, "a row was inserted"
    return cursor.lastrowid


def session_hosts(connection: sqlite3.Connection, sessions: Iterable[str]) -> dict[str, str]:
    """The host of each session that is known."""
    wanted = list(sessions)
    marks = ", ".join("?" * len(wanted))
    rows = connection.execute(f"SELECT id, host FROM shell_sessions WHERE id IN ({marks})", wanted)
    return dict(rows.fetchall())


def open_sessions(
    connection: sqlite3.Connection, host: str
) -> list[tuple[str, int | None, int, int]]:
    """Sessions of this host that have not ended: id, pid, start, and last sign of life (µs)."""
    rows = connection.execute(
        "SELECT s.id, s.pid, s.started_at, coalesce((SELECT max(h.started_at +"
        " cast(coalesce(h.duration, 0) * 1e6 AS INTEGER)) FROM shell_history h"
        " WHERE h.session_id = s.id AND h.started_at >= s.started_at), s.started_at)"
        " FROM shell_sessions s WHERE s.ended_at IS NULL AND s.host = ?",
        (host,),
    )
    return [(str(name), pid, start, last) for name, pid, start, last in rows]


def ended_sessions(connection: sqlite3.Connection, sessions: Iterable[str]) -> set[str]:
    """Which of these are over."""
    wanted = list(sessions)
    marks = ", ".join("?" * len(wanted))
    rows = connection.execute(
        f"SELECT id FROM shell_sessions WHERE ended_at IS NOT NULL AND id IN ({marks})", wanted
    )
    return {str(name) for (name,) in rows}


def list_history(connection: sqlite3.Connection, wanted: HistoryFilter) -> list[dict[str, Any]]:
    """Entries in wire form, newest first."""
    conditions, parameters = _conditions(connection, wanted)
    where = " AND ".join(conditions) or "1"
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM shell_history WHERE {where}"
        " ORDER BY started_at DESC, id DESC LIMIT ?",
        (*parameters, -1 if wanted.limit is None else wanted.limit),
    )
    return [_entry(row) for row in rows]


def history_entries(connection: sqlite3.Connection, ids: Sequence[int]) -> list[dict[str, Any]]:
    """Those of these entries that there are, in wire form."""
    found = []
    for entry in dict.fromkeys(ids):
        row = connection.execute(
            f"SELECT {_COLUMNS} FROM shell_history WHERE id = ?", (entry,)
        ).fetchone()
        if row is not None:
            found.append(_entry(row))
    return found


def count_history(connection: sqlite3.Connection) -> int:
    """How many entries there are."""
    (count,) = connection.execute("SELECT count(*) FROM shell_history").fetchone()
    return int(count)


def forget_history(connection: sqlite3.Connection, ids: Sequence[int]) -> list[list[int]]:
    """Delete these entries and overwrite what they held; which there were, as ranges."""
    gone = []
    (overwrites,) = connection.execute("PRAGMA secure_delete").fetchone()
    connection.execute("PRAGMA secure_delete = ON")
    for entry in sorted(set(ids)):
        if connection.execute("DELETE FROM shell_history WHERE id = ?", (entry,)).rowcount:
            gone.append(entry)
    connection.execute(f"PRAGMA secure_delete = {int(overwrites)}")
    return ranges(gone)


def _conditions(
    connection: sqlite3.Connection, wanted: HistoryFilter
) -> tuple[list[str], list[Any]]:
    comparison = "<>" if wanted.failed else "="
    candidates = [
        ("started_at >= ?", wanted.since),
        ("started_at < ?", wanted.until),
        (f"exit_code {comparison} ?", wanted.exit_code),
        ("cwd = ?", wanted.cwd),
    ]
    conditions = [text for text, value in candidates if value is not None]
    parameters: list[Any] = [value for _, value in candidates if value is not None]
    if wanted.session is not None:
        conditions.append("substr(session_id, 1, ?) = ?")
        parameters += [len(wanted.session), wanted.session]
    if wanted.search is not None:
        needle = wanted.search.casefold()
        # SQLite folds the case of ASCII alone
        connection.create_function("lsh_holds", 1, lambda text: needle in text.casefold())
        conditions.append("lsh_holds(command)")
    return conditions, parameters


def _entry(row: tuple[Any, ...]) -> dict[str, Any]:
    keys = ("id", "session_id", "host", "command", "cwd", "exit_code", "started_at", "duration")
    entry = dict(zip(keys, row, strict=True))
    return entry | {"id": str(entry["id"]), "started_at": to_wire(entry["started_at"])}
