"""What the shells' completions ask of the ledger: a few rows, at every press of a key.

Importing this costs nothing. ``path`` is the ledger's file, instants are microseconds, and nothing is
translated: whoever asks answers any error with silence.
"""

from __future__ import annotations

from lsh.store.glance import LAST_RUN, STATE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import Any

_JOBS = (
    f"SELECT j.id, j.name, {STATE}, j.next_fire_at, r.state FROM jobs j"
    f" LEFT JOIN runs r ON r.id = {LAST_RUN}"
    " WHERE j.removed_at IS NULL AND (substr(j.id, 1, length(:prefix)) = :prefix"
    " OR substr(lower(j.name), 1, length(:prefix)) = lower(:prefix)) ORDER BY j.name LIMIT :limit"
)
_RUNS = (
    "SELECT r.id, j.name, r.state, coalesce(r.started_at, r.scheduled_for) FROM runs r"
    " JOIN jobs j ON j.key = r.job_id"
)
GROUPS = {
    "queue": "coalesce(spec ->> '$.queue', 'default') AS word FROM jobs",
    "category": "spec ->> '$.category' AS word FROM jobs",
    "tag": "value AS word FROM jobs, json_each(spec, '$.tags')",
    "host": "value AS word FROM jobs, json_each(spec, '$.hosts')",
}
"""Kinds of words that several jobs may share."""
_ROWS = {
    "dead-letter": "SELECT id, row_key || ': ' || error, last_at FROM dead_letters",
    "session": "SELECT id, shell || ' on ' || host, started_at FROM shell_sessions",
    "line": "SELECT id, command, started_at FROM shell_history",
}
_DIGITS = 12  # no ledger has longer ids


def job_words(path: str, prefix: str, limit: int) -> Iterator[tuple[Any, ...]]:
    """Id, name, state, next fire and last run's state of the jobs that ``prefix`` may mean."""
    return _rows(path, _JOBS, {"prefix": prefix, "limit": limit})


def run_words(path: str, prefix: str, jobs: Sequence[str], limit: int) -> Iterator[tuple[Any, ...]]:
    """Id, job's name, state and start of runs, newest first: of the one of ``jobs`` that there is, if any."""
    if prefix and not (prefix.isascii() and prefix.isdigit()):
        return
    key = _job_among(path, jobs)
    if key is not None:
        # its runs in the order of their instants are an index; its ids are not
        sql = f"{_RUNS} WHERE r.job_id = ? AND substr(r.id, 1, ?) = ?"
        order = " ORDER BY r.scheduled_for DESC LIMIT ?"
        yield from _rows(path, sql + order, (key, len(prefix), prefix, limit))
        return
    for least, most in _ranges(prefix):
        sql = f"{_RUNS} WHERE r.id BETWEEN ? AND ? ORDER BY r.id DESC LIMIT ?"
        for row in _rows(path, sql, (least, most, limit)):
            yield row
            limit -= 1


def _ranges(prefix: str) -> list[tuple[int, int]]:
    """The numbers that begin with these digits, the largest first: 12, then 120 to 129, …"""
    if not prefix:
        return [(0, 2**63 - 1)]
    number = int(prefix)
    longer = range(_DIGITS - len(prefix), -1, -1)
    return [(number * 10**more, (number + 1) * 10**more - 1) for more in longer]


def _job_among(path: str, jobs: Sequence[str]) -> int | None:
    if not jobs:
        return None
    marks = ", ".join("?" * len(jobs))
    sql = f"SELECT key FROM jobs WHERE id IN ({marks}) OR name IN ({marks}) LIMIT 1"
    return next((key for (key,) in _rows(path, sql, (*jobs, *jobs))), None)


def group_words(path: str, kind: str, prefix: str, limit: int) -> Iterator[tuple[Any, ...]]:
    """The words of a kind of ``GROUPS`` that living jobs have, and how many of them have each."""
    sql = (
        f"SELECT word, count(*) FROM (SELECT {GROUPS[kind]} WHERE removed_at IS NULL)"
        " WHERE word <> '' AND substr(lower(word), 1, length(:prefix)) = lower(:prefix)"
        " GROUP BY word ORDER BY word LIMIT :limit"
    )
    return _rows(path, sql, {"prefix": prefix, "limit": limit})


def row_words(path: str, kind: str, prefix: str, limit: int) -> Iterator[tuple[Any, ...]]:
    """Id, what it is and when it was, of the newest dead letters, shell sessions or lines."""
    sql = f"SELECT * FROM ({_ROWS[kind]}) WHERE substr(id, 1, ?) = ? ORDER BY 3 DESC LIMIT ?"
    return _rows(path, sql, (len(prefix), prefix, limit))


def _rows(
    path: str, sql: str, parameters: tuple[Any, ...] | dict[str, Any]
) -> Iterator[tuple[Any, ...]]:
    import _sqlite3  # what the package sqlite3 wraps, without the datetime that it brings along

    connection = _sqlite3.connect(path, timeout=0.2)
    try:
        connection.execute("PRAGMA query_only = ON")
        yield from connection.execute(sql, parameters)
    finally:
        connection.close()
