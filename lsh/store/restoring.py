"""Writing a history that an export holds: former definitions and finished runs of new jobs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from lsh.domain.errors import InvalidInput
from lsh.domain.instant import to_micros
from lsh.domain.job import JobSpec, definition_json, hash_of
from lsh.domain.run import TERMINAL, RunState
from lsh.store.records import StoredJob
from lsh.store.runs import NEXT_ID

_COPIED = (
    "job_version", "kind", "state", "attempt", "outcome", "reason", "error", "exit_code", "signal",
    "duration", "cpu_seconds", "max_rss_bytes", "host", "pid", "actor", "priority", "span",
)  # fmt: skip
_LATER = ("claim",)  # what the first exports did not have
_INSTANTS = ("scheduled_for", "due_at", "queued_at", "started_at", "finished_at")
_RUN_COLUMNS = ("id", "job_id", "parent_run_id", "first_started_at", *_INSTANTS, *_COPIED, *_LATER)
_ATTEMPT_COPIED = (
    "attempt", "outcome", "reason", "exit_code", "signal", "duration", "cpu_seconds", "max_rss_bytes",
)  # fmt: skip
_ATTEMPT_COLUMNS = ("run_id", "started_at", "finished_at", *_ATTEMPT_COPIED)


@dataclass(frozen=True, slots=True)
class FormerVersion:
    """A definition that a job had."""

    number: int
    spec: JobSpec
    actor: str
    created_at: datetime


def restore_versions(
    connection: sqlite3.Connection,
    job: StoredJob,
    versions: Sequence[FormerVersion],
    *,
    created_at: datetime,
    updated_at: datetime,
) -> None:
    """Give a job that was just inserted its former definitions and times.

    If the newest of them is what the job was inserted with, whether it is armed aside, the job has
    that version; otherwise somebody edited the file, and its definition is the version after it.
    """
    newest = max(versions, key=lambda version: version.number)
    same = definition_json(newest.spec) == definition_json(job.spec)
    if same:
        connection.execute("DELETE FROM job_versions WHERE job_id = ?", (job.key,))
    else:
        connection.execute(
            "UPDATE job_versions SET version = ? WHERE job_id = ?", (newest.number + 1, job.key)
        )
    connection.execute(
        "UPDATE jobs SET version = ?, spec = ?, created_at = ?, anchor_at = ?, updated_at = ?"
        " WHERE key = ?",
        (
            newest.number if same else newest.number + 1,
            definition_json(newest.spec if same else job.spec),
            to_micros(created_at),
            to_micros(created_at),
            to_micros(updated_at),
            job.key,
        ),
    )
    _insert_versions(connection, job.key, versions)


def _insert_versions(
    connection: sqlite3.Connection, key: int, versions: Sequence[FormerVersion]
) -> None:
    for version in versions:
        text = definition_json(version.spec)
        at = to_micros(version.created_at)
        connection.execute(
            "INSERT INTO job_versions (job_id, version, hash, spec, actor, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (key, version.number, hash_of(text), text, version.actor, at),
        )


class RunRestorer:
    """Writes finished runs from their wire form; ids are kept where they are free."""

    def __init__(self, connection: sqlite3.Connection, keys: Mapping[str, int]) -> None:
        """``keys`` are the ledger's keys of the jobs whose runs may be written, by public id."""
        self._connection = connection
        self._keys = keys
        self._ids: dict[str, int] = {}

    def restore(self, runs: Iterable[Mapping[str, Any]]) -> int:
        """Write those of ``runs`` that are over, oldest first; how many it were."""
        written = 0
        for run in sorted(runs, key=lambda each: int(each["run_id"])):
            if run["job_id"] in self._keys and RunState(run["state"]) in TERMINAL:
                self._write(run)
                written += 1
        return written

    def _write(self, run: Mapping[str, Any]) -> None:
        self._check_version(run)
        row = {name: run[name] for name in _COPIED}
        row |= {name: run.get(name) for name in _LATER}
        row |= {name: _micros(run[name]) for name in _INSTANTS}
        row["id"] = self._free_id(int(run["run_id"]))
        row["job_id"] = self._keys[run["job_id"]]
        row["parent_run_id"] = self._ids.get(run["parent_run_id"] or "")
        attempts = run["history"][:-1]
        first = attempts[0]["started_at"] if attempts else run["started_at"]
        row["first_started_at"] = _micros(first)
        cursor = self._connection.execute(
            f"INSERT INTO runs ({', '.join(_RUN_COLUMNS)}, rolled_up)"
            f" VALUES ({', '.join('?' * len(_RUN_COLUMNS))}, 0)",
            [row[name] for name in _RUN_COLUMNS],
        )
        self._ids[run["run_id"]] = int(cursor.lastrowid or 0)
        for attempt in attempts:
            self._write_attempt(int(cursor.lastrowid or 0), attempt)

    def _check_version(self, run: Mapping[str, Any]) -> None:
        found = self._connection.execute(
            "SELECT 1 FROM job_versions WHERE job_id = ? AND version = ?",
            (self._keys[run["job_id"]], run["job_version"]),
        ).fetchone()
        if not found:
            raise InvalidInput(
                f"run {run['run_id']} names version {run['job_version']} of job {run['job_id']!r},"
                " which is not in the file"
            )

    def _write_attempt(self, run_id: int, attempt: Mapping[str, Any]) -> None:
        row = {name: attempt[name] for name in _ATTEMPT_COPIED} | {"run_id": run_id}
        row |= {name: _micros(attempt[name]) for name in ("started_at", "finished_at")}
        self._connection.execute(
            f"INSERT INTO attempts ({', '.join(_ATTEMPT_COLUMNS)})"
            f" VALUES ({', '.join('?' * len(_ATTEMPT_COLUMNS))})",
            [row[name] for name in _ATTEMPT_COLUMNS],
        )

    def _free_id(self, wanted: int) -> int:
        taken = self._connection.execute("SELECT 1 FROM runs WHERE id = ?", (wanted,)).fetchone()
        return int(self._connection.execute(f"SELECT {NEXT_ID}").fetchone()[0]) if taken else wanted


def _micros(text: str | None) -> int | None:
    return None if text is None else to_micros(datetime.fromisoformat(text))
