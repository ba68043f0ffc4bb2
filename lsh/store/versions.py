"""The definitions that a job had over time; its runs name them by number."""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from lsh.domain.instant import to_wire
from lsh.store.jobs import resolve_job


def list_versions(connection: sqlite3.Connection, reference: str) -> list[dict[str, Any]]:
    """Every version of a job, oldest first; ``spec`` holds the fields that differ from the defaults."""
    key = resolve_job(connection, reference, removed=True)
    rows = connection.execute(
        "SELECT version, hash, spec, actor, created_at FROM job_versions WHERE job_id = ?"
        " ORDER BY version",
        (key,),
    )
    return [
        {
            "version": version,
            "definition": definition,
            "spec": json.loads(text),
            "actor": actor,
            "created_at": to_wire(created_at),
        }
        for version, definition, text, actor, created_at in rows
    ]
