"""Failures by cause: messages that say the same of different files are one cause."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from lsh.domain.instant import to_wire
from lsh.domain.message import without_paths
from lsh.domain.run import RunState
from lsh.domain.tally import NO_DAY, Cause, Causes
from lsh.reports.figures import iso_day
from lsh.store.past_runs import last_words

LIMIT = 20
_EXAMPLE = 300  # characters

Reference = Mapping[str, str]


def causes_of(
    found: Iterable[tuple[Reference, Causes]], limit: int = LIMIT
) -> list[dict[str, Any]]:
    """The commonest ``CauseOfFailures`` over jobs, each given with its causes; examples are lacking.

    A path is shown where all messages of a cause have the same, and ``<path>`` where they differ.
    """
    groups: dict[str, list[tuple[Reference, str, Cause]]] = {}
    for job, causes in found:
        for (state, text), cause in causes.items():
            if state == RunState.FAILED:
                groups.setdefault(_shared(text), []).append((job, text, cause))
    rows = [_row(shared, members) for shared, members in groups.items()]
    return sorted(rows, key=lambda row: (-row["count"], row["cause"]))[:limit]


def with_examples(connection: sqlite3.Connection, rows: list[dict[str, Any]]) -> None:
    """Give each cause the very message of its last run, where the run is still there."""
    words = last_words(connection, (int(row["last_run_id"]) for row in rows))
    for row in rows:
        text = words.get(int(row["last_run_id"]))
        row["example"] = text[-_EXAMPLE:].strip() if text else None


_shared = lru_cache(maxsize=4096)(without_paths)  # jobs fail for the same reasons


def _row(shared: str, members: list[tuple[Reference, str, Cause]]) -> dict[str, Any]:
    total = Cause()
    by_job: dict[str, tuple[int, Reference]] = {}
    for job, _, cause in members:
        total.add(cause.count, cause.last_run_id, cause.last_at, cause.first_day)
        count, _ = by_job.get(job["id"], (0, job))
        by_job[job["id"]] = (count + cause.count, job)
    texts = {text for _, text, _ in members}
    last = max(members, key=lambda member: member[2].last_at)[2]
    return {
        "cause": texts.pop() if len(texts) == 1 else shared,
        "count": total.count,
        "variants": len({text for _, text, _ in members}),
        "first_day": iso_day(total.first_day) if total.first_day < NO_DAY else None,
        "last_at": to_wire(total.last_at),
        "last_run_id": str(last.last_run_id),
        "example": None,
        "jobs": [dict(job) for _, job in sorted(by_job.values(), key=lambda pair: -pair[0])],
    }
