"""What merging definitions with other homes asks of the ledger."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from lsh.domain.events import EventType
from lsh.domain.instant import to_wire
from lsh.domain.merge import Local
from lsh.store.jobs import spec_from_json

ROLE = "supabase"
EDITED = f"{ROLE} (edited)"
"""The role in which a definition is taken that a person wrote in the linked database."""
_VERDICTS = (EventType.SUPABASE_CONFLICT, EventType.SUPABASE_REJECTED)


def local_job(connection: sqlite3.Connection, job_id: str) -> Local | None:
    """The job with exactly this id as it stands here, removed or not; None if there never was one."""
    row = connection.execute(
        "SELECT key, spec, version, enabled, removed_at FROM jobs WHERE id = ?", (job_id,)
    ).fetchone()
    if row is None:
        return None
    key, text, version, enabled, removed_at = row
    versions = connection.execute(
        "SELECT version, hash, actor, created_at, spec -> '$.hosts' IS NOT NULL"
        " FROM job_versions WHERE job_id = ? ORDER BY version",
        (key,),
    ).fetchall()
    _, definition, actor, created_at, _ = next(v for v in versions if v[0] == version)
    return Local(
        spec=spec_from_json(text, enabled=bool(enabled)),
        version=version + (removed_at is not None),
        defined_at=created_at if removed_at is None else removed_at,
        hash=definition,
        removed=removed_at is not None,
        history=frozenset(v[1] for v in versions),
        shared=any(v[4] for v in versions),
        adopted=f" as {ROLE} (" in actor and not actor.endswith(f" as {EDITED}"),
    )


def shared_job_ids(connection: sqlite3.Connection) -> set[str]:
    """The ids of all jobs, removed ones too, of which any definition ever named machines."""
    rows = connection.execute(
        "SELECT DISTINCT j.id FROM job_versions v JOIN jobs j ON j.key = v.job_id"
        " WHERE v.spec -> '$.hosts' IS NOT NULL"
    )
    return {job_id for (job_id,) in rows}


def last_verdicts(
    connection: sqlite3.Connection, limit: int = 10, *, since: int = 0
) -> list[dict[str, Any]]:
    """The newest conflicts and rejections, newest first: ``{id, at, type, job_id, job_name, data}``.

    Those before ``since`` (microseconds) are left out.
    """
    rows = connection.execute(
        "SELECT e.id, e.at, e.type, j.id, j.name, e.data FROM events e"
        " LEFT JOIN jobs j ON j.key = e.job_id WHERE e.type IN (?, ?) AND e.at >= ?"
        " ORDER BY e.id DESC LIMIT ?",
        (*_VERDICTS, since, limit),
    )
    return [
        {
            "id": str(event_id),
            "at": to_wire(at),
            "type": event_type,
            "job_id": job_id,
            "job_name": job_name,
            "data": json.loads(data) if data else {},
        }
        for event_id, at, event_type, job_id, job_name, data in rows
    ]
