"""A glance at the ledger: the few columns that the job table shows.

Importing this costs nothing, which is its point: the full views in ``queries`` bring the domain with
them. Instants are microseconds; ``connection`` is any read-only one.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3
    from typing import Any

STATE = (
    "CASE WHEN NOT j.enabled THEN 'stopped' WHEN j.paused_at IS NOT NULL THEN 'paused'"
    " WHEN j.elsewhere THEN 'elsewhere' WHEN j.finished THEN 'finished' ELSE 'active' END"
)
_COLUMNS = {
    "id": "j.id",
    "name": "j.name",
    "schedule": "j.spec ->> '$.schedule'",
    "state": STATE,
    "next_fire_at": "j.next_fire_at",
    "last_at": "coalesce(r.started_at, r.scheduled_for)",
    "last_state": "r.state",
    "last_outcome": "r.outcome",
    "last_exit_code": "r.exit_code",
    "last_signal": "r.signal",
}
LAST_RUN = (
    "(SELECT id FROM runs WHERE job_id = j.key AND kind <> 'notify' AND state <> 'scheduled'"
    " ORDER BY scheduled_for DESC LIMIT 1)"
)
_CONDITIONS = {
    "state": f"{STATE} = ?",
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
        f"SELECT {', '.join(_COLUMNS.values())} FROM jobs j LEFT JOIN runs r ON r.id = {LAST_RUN}"
        f" WHERE {' AND '.join(where)} ORDER BY j.key LIMIT ?",
        (*wanted.values(), -1 if limit is None else limit),
    )
    return [dict(zip(_COLUMNS, row, strict=True)) for row in rows]
