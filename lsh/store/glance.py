"""A glance at the ledger: the few columns that the job table and the shells' completions show.

Importing this costs nothing, which is its point: the full views in ``queries`` bring the domain with
them. Instants are microseconds; ``connection`` is any read-only one.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator
    from typing import Any

_STATE = (
    "CASE WHEN NOT j.enabled THEN 'stopped' WHEN j.paused_at IS NOT NULL THEN 'paused'"
    " WHEN j.elsewhere THEN 'elsewhere' WHEN j.finished THEN 'finished' ELSE 'active' END"
)
_COLUMNS = {
    "id": "j.id",
    "name": "j.name",
    "schedule": "j.spec ->> '$.schedule'",
    "state": _STATE,
    "next_fire_at": "j.next_fire_at",
    "last_at": "coalesce(r.started_at, r.scheduled_for)",
    "last_state": "r.state",
    "last_outcome": "r.outcome",
    "last_exit_code": "r.exit_code",
    "last_signal": "r.signal",
}
_LAST_RUN = (
    "(SELECT id FROM runs WHERE job_id = j.key AND kind <> 'notify' AND state <> 'scheduled'"
    " ORDER BY scheduled_for DESC LIMIT 1)"
)
_JOB_WORDS = (
    f"SELECT j.id, j.name, {_STATE}, j.next_fire_at, r.state FROM jobs j"
    f" LEFT JOIN runs r ON r.id = {_LAST_RUN}"
    " WHERE j.removed_at IS NULL AND (substr(j.id, 1, length(?1)) = ?1"
    " OR substr(lower(j.name), 1, length(?1)) = lower(?1)) ORDER BY j.name LIMIT ?2"
)
_WORDS = {
    "queue": "SELECT DISTINCT coalesce(spec ->> '$.queue', 'default') FROM jobs",
    "category": "SELECT DISTINCT spec ->> '$.category' FROM jobs",
    "tag": "SELECT DISTINCT value FROM jobs, json_each(spec, '$.tags')",
}
_CONDITIONS = {
    "state": f"{_STATE} = ?",
    "category": "coalesce(j.spec ->> '$.category', '') = ?",
    "queue": "coalesce(j.spec ->> '$.queue', 'default') = ?",
    "tag": "EXISTS (SELECT 1 FROM json_each(j.spec, '$.tags') WHERE value = ?)",
    "search": "instr(lower(j.id || ' ' || j.name || ' ' || (j.spec ->> '$.command')), lower(?))",
}


def jobs_at_a_glance(
    connection: sqlite3.Connection,
    wanted: dict[str, str],
    *,
    scheduled_only: bool = False,
    limit: int | None = None,
) -> list[dict[str, Any]]:
    """Jobs in the order of their creation; ``wanted`` maps state, category, queue, tag or search."""
    where = ["j.removed_at IS NULL", *(_CONDITIONS[name] for name in wanted)]
    if scheduled_only:
        where.append("j.spec ->> '$.schedule' IS NOT NULL")
    rows = connection.execute(
        f"SELECT {', '.join(_COLUMNS.values())} FROM jobs j LEFT JOIN runs r ON r.id = {_LAST_RUN}"
        f" WHERE {' AND '.join(where)} ORDER BY j.key LIMIT ?",
        (*wanted.values(), -1 if limit is None else limit),
    )
    return [dict(zip(_COLUMNS, row, strict=True)) for row in rows]


def job_words(path: str, prefix: str, limit: int) -> Iterator[tuple[Any, ...]]:
    """Id, name, state, next fire and last run's state of the jobs that ``prefix`` may mean."""
    yield from _rows(path, _JOB_WORDS, (prefix, limit))


def words(path: str, kind: str) -> Iterator[str]:
    """The queues, categories or tags that living jobs have."""
    for (word,) in _rows(path, f"{_WORDS[kind]} WHERE removed_at IS NULL ORDER BY 1", ()):
        if word:
            yield word


def _rows(path: str, sql: str, parameters: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    import _sqlite3  # what the package sqlite3 wraps, without the datetime that it brings along

    connection = _sqlite3.connect(path, timeout=0.2)
    try:
        connection.execute("PRAGMA query_only = ON")
        yield from connection.execute(sql, parameters)
    finally:
        connection.close()
