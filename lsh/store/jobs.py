"""Jobs in the ledger: definitions, their versions, and the index that is the schedule."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Any, NamedTuple

from lsh.domain.errors import AmbiguousReference, NotFound
from lsh.domain.events import EventType
from lsh.domain.job import JobSpec, definition_json, hash_of
from lsh.domain.policy import CatchUp, Claim, OnUnreachable, Overlap
from lsh.store.events import EventLog
from lsh.store.records import StoredJob

_COLUMNS = (
    "key, id, spec, version, enabled, paused_at, pause_reason, anchor_at, next_fire_at, next_due_at,"
    " finished, elsewhere, failures_in_row, created_at, updated_at"
)
_LOOKED_AT = 2000  # jobs whose names are compared with one that is not known
_CANDIDATES = 5


class Moment(NamedTuple):
    """Where a job's schedule stands: nominal and actual next instant, in microseconds.

    Both are None for a job that waits for no instant; ``finished`` then tells one whose time is over
    from one that is stopped, paused, or only run by hand.
    """

    fire_at: int | None
    due_at: int | None
    finished: bool = False


NEVER = Moment(None, None)
OVER = Moment(None, None, finished=True)


def spec_from_json(text: str, *, enabled: bool = True) -> JobSpec:
    """The definition that ``definition_json`` wrote, of a job that is armed or not."""
    values: dict[str, Any] = json.loads(text)
    values["enabled"] = enabled
    if "catch_up" in values:
        values["catch_up"] = CatchUp(values["catch_up"])
    if "overlap" in values:
        values["overlap"] = Overlap(values["overlap"])
    if "claim" in values:
        values["claim"] = Claim(values["claim"])
    if "on_unreachable" in values:
        values["on_unreachable"] = OnUnreachable(values["on_unreachable"])
    return JobSpec(**values)


class Jobs:
    """Reads and writes jobs. Writers are called inside a transaction of the ledger."""

    def __init__(self, connection: sqlite3.Connection, events: EventLog) -> None:
        self._connection = connection
        self._events = events

    def insert(
        self,
        job_id: str,
        spec: JobSpec,
        moment: Moment,
        *,
        at: int,
        actor: str,
        version: int = 1,
        elsewhere: bool = False,
    ) -> StoredJob:
        """Write a new job, its first version and its event."""
        text = definition_json(spec)
        cursor = self._connection.execute(
            "INSERT INTO jobs (id, name, spec, version, enabled, anchor_at, next_fire_at, next_due_at,"
            " finished, elsewhere, failures_in_row, created_at, updated_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?)",
            (job_id, spec.name, text, version, spec.enabled, at, *moment, elsewhere, at, at),
        )
        key = int(cursor.lastrowid or 0)
        self._insert_version(key, version, text, at=at, actor=actor)
        self._events.append(EventType.JOB_CREATED, at, job_key=key, actor=actor)
        return StoredJob(
            key, job_id, spec, version, spec.enabled, None, None, at, *moment, elsewhere, 0, at, at
        )

    def redefine(
        self,
        job: StoredJob,
        spec: JobSpec,
        moment: Moment,
        *,
        at: int,
        actor: str,
        version: int | None = None,
        elsewhere: bool = False,
    ) -> int:
        """Give ``job`` a new definition, under the next version number or, if later, the given one.

        Returns that number. A removed job is there again.
        """
        text = definition_json(spec)
        version = max(job.version + 1, version or 1)
        self._connection.execute(
            "UPDATE jobs SET name = ?, spec = ?, version = ?, enabled = ?, next_fire_at = ?,"
            " next_due_at = ?, finished = ?, elsewhere = ?, updated_at = ?, removed_at = NULL"
            " WHERE key = ?",
            (spec.name, text, version, spec.enabled, *moment, elsewhere, at, job.key),
        )
        self._insert_version(job.key, version, text, at=at, actor=actor)
        changed = sorted(
            name
            for name in spec.__dataclass_fields__
            if getattr(spec, name) != getattr(job.spec, name)
        )
        self._events.append(
            EventType.JOB_UPDATED,
            at,
            job_key=job.key,
            actor=actor,
            data={"version": version, "changed": changed},
        )
        return version

    def _insert_version(self, key: int, version: int, text: str, *, at: int, actor: str) -> None:
        self._connection.execute(
            "INSERT INTO job_versions (job_id, version, hash, spec, actor, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (key, version, hash_of(text), text, actor, at),
        )

    def date_version(self, job_id: str, at: int) -> None:
        """Say that the newest definition of the job with this id was written at ``at``."""
        self._connection.execute(
            "UPDATE job_versions SET created_at = ? WHERE (job_id, version) ="
            " (SELECT key, version FROM jobs WHERE id = ?)",
            (at, job_id),
        )

    def remove(self, job: StoredJob, *, at: int, actor: str, removed_at: int | None = None) -> None:
        """Take a job out of the schedule and the lists. Its row stays, for its runs' sake.

        ``removed_at`` is when another machine removed it; otherwise it is ``at``.
        """
        self._connection.execute(
            "UPDATE jobs SET removed_at = ?, next_fire_at = NULL, next_due_at = NULL, updated_at = ?"
            " WHERE key = ?",
            (at if removed_at is None else removed_at, at, job.key),
        )
        self._events.append(EventType.JOB_REMOVED, at, job_key=job.key, actor=actor)

    def arm(self, job: StoredJob, moment: Moment, *, at: int, actor: str) -> None:
        """Follow the job's schedule (again)."""
        self._set_enabled(job, True, moment, at=at)
        self._events.append(EventType.JOB_ARMED, at, job_key=job.key, actor=actor)

    def disarm(self, job: StoredJob, *, at: int, actor: str) -> None:
        """Stop following the job's schedule."""
        self._set_enabled(job, False, NEVER, at=at)
        self._events.append(EventType.JOB_DISARMED, at, job_key=job.key, actor=actor)

    def _set_enabled(self, job: StoredJob, enabled: bool, moment: Moment, *, at: int) -> None:
        self._connection.execute(
            "UPDATE jobs SET enabled = ?, paused_at = NULL, pause_reason = NULL, failures_in_row = 0,"
            " next_fire_at = ?, next_due_at = ?, finished = ?, updated_at = ? WHERE key = ?",
            (enabled, *moment, at, job.key),
        )

    def pause(self, job: StoredJob, *, at: int, actor: str, reason: str | None) -> None:
        """Leave the schedule for a while; nothing that falls due meanwhile is a misfire."""
        self._connection.execute(
            "UPDATE jobs SET paused_at = ?, pause_reason = ?, next_fire_at = NULL,"
            " next_due_at = NULL, updated_at = ? WHERE key = ?",
            (at, reason, at, job.key),
        )
        data = {"reason": reason} if reason else None
        self._events.append(EventType.JOB_PAUSED, at, job_key=job.key, actor=actor, data=data)

    def resume(self, job: StoredJob, moment: Moment, *, at: int, actor: str) -> None:
        """Go on from now."""
        self._connection.execute(
            "UPDATE jobs SET paused_at = NULL, pause_reason = NULL, failures_in_row = 0,"
            " next_fire_at = ?, next_due_at = ?, finished = ?, updated_at = ? WHERE key = ?",
            (*moment, at, job.key),
        )
        self._events.append(EventType.JOB_RESUMED, at, job_key=job.key, actor=actor)

    def reschedule(self, moments: Iterable[tuple[int, Moment]]) -> None:
        """Move jobs (by key) on to their next instant."""
        self._connection.executemany(
            "UPDATE jobs SET next_fire_at = ?, next_due_at = ? WHERE key = ?",
            [(moment.fire_at, moment.due_at, key) for key, moment in moments],
        )

    def finish(self, key: int, *, at: int) -> None:
        """Nothing more is due of this job: its one-time trigger has fired."""
        self._connection.execute(
            "UPDATE jobs SET finished = 1, next_fire_at = NULL, next_due_at = NULL WHERE key = ?",
            (key,),
        )
        self._events.append(EventType.JOB_FINISHED, at, job_key=key)

    def place(self, job: StoredJob, moment: Moment, *, elsewhere: bool, at: int, host: str) -> None:
        """Whether this machine is one of the job's is another matter since it is called ``host``."""
        self._connection.execute(
            "UPDATE jobs SET elsewhere = ?, next_fire_at = ?, next_due_at = ?, finished = ?"
            " WHERE key = ?",
            (elsewhere, *moment, job.key),
        )
        data = {"elsewhere": elsewhere, "host": host}
        self._events.append(EventType.JOB_UPDATED, at, job_key=job.key, actor="lsh", data=data)

    def forget_failures(self, keys: Iterable[int]) -> None:
        """These jobs have just succeeded."""
        self._connection.executemany(
            "UPDATE jobs SET failures_in_row = 0 WHERE key = ? AND failures_in_row > 0",
            [(key,) for key in keys],
        )

    def spec_of(self, key: int, version: int) -> JobSpec:
        """The definition that a job had under this version number."""
        (text,) = self._connection.execute(
            "SELECT spec FROM job_versions WHERE job_id = ? AND version = ?", (key, version)
        ).fetchone()
        return spec_from_json(text)

    def count_failures(self, key: int, in_row: int) -> None:
        """Remember how many runs in a row have failed."""
        self._connection.execute("UPDATE jobs SET failures_in_row = ? WHERE key = ?", (in_row, key))

    def due(self, before: int, limit: int) -> list[StoredJob]:
        """Jobs whose next instant is at or before ``before``, earliest and most urgent first."""
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} FROM jobs WHERE next_due_at <= ? ORDER BY next_due_at LIMIT ?",
            (before, limit),
        )
        return [_job(row) for row in rows]

    def next_due_at(self) -> int | None:
        """The earliest instant at which any job is due."""
        (earliest,) = self._connection.execute(
            "SELECT min(next_due_at) FROM jobs WHERE next_due_at IS NOT NULL"
        ).fetchone()
        return None if earliest is None else int(earliest)

    def scheduled(self) -> list[StoredJob]:
        """All jobs with a next instant: for replanning after the clock was set."""
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} FROM jobs WHERE next_due_at IS NOT NULL"
        )
        return [_job(row) for row in rows]

    def at_reboot(self) -> list[StoredJob]:
        """Active jobs that run when the machine has started. Reads every job: once a boot."""
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} FROM jobs WHERE removed_at IS NULL AND enabled AND paused_at IS NULL"
            " AND NOT elsewhere AND json_extract(spec, '$.schedule') = '@reboot'"
        )
        return [_job(row) for row in rows]

    def with_hosts(self) -> list[StoredJob]:
        """Jobs that name their machines. Reads every job: when this machine's name has changed."""
        rows = self._connection.execute(
            f"SELECT {_COLUMNS} FROM jobs WHERE removed_at IS NULL"
            " AND json_extract(spec, '$.hosts') IS NOT NULL"
        )
        return [_job(row) for row in rows]

    def get(self, key: int) -> StoredJob | None:
        """The job with this ledger key, removed or not."""
        row = self._connection.execute(
            f"SELECT {_COLUMNS} FROM jobs WHERE key = ?", (key,)
        ).fetchone()
        return _job(row) if row else None

    def find(self, reference: str) -> StoredJob:
        """The one job with this id, name or unique prefix. Raises NotFound or AmbiguousReference."""
        key = resolve_job(self._connection, reference)
        row = self._connection.execute(
            f"SELECT {_COLUMNS} FROM jobs WHERE key = ?", (key,)
        ).fetchone()
        return _job(row)

    def with_id(self, job_id: str) -> tuple[StoredJob, bool] | None:
        """The job with exactly this id, and whether it is removed; None if there never was one."""
        row = self._connection.execute(
            f"SELECT removed_at IS NOT NULL, {_COLUMNS} FROM jobs WHERE id = ?", (job_id,)
        ).fetchone()
        return (_job(row[1:]), bool(row[0])) if row else None


def _job(row: tuple[Any, ...]) -> StoredJob:
    key, job_id, spec, version, enabled, paused_at, pause_reason, anchor_at, *rest = row
    next_fire_at, next_due_at, finished, elsewhere, failures_in_row, *times = rest
    return StoredJob(
        key,
        job_id,
        spec_from_json(spec, enabled=bool(enabled)),
        version,
        bool(enabled),
        paused_at,
        pause_reason,
        anchor_at,
        next_fire_at,
        next_due_at,
        bool(finished),
        bool(elsewhere),
        failures_in_row,
        *times,
    )


def resolve_job(connection: sqlite3.Connection, reference: str, *, removed: bool = False) -> int:
    """The key of the job meant by ``reference``: an id, a name, or a unique prefix of either.

    An exact id wins over an exact name, that over a prefix. With ``removed`` a job that is gone is
    found by its id or name too, when no living one fits: its history is still there.
    """
    exact = ("id = :it", "name = :it", "lower(name) = lower(:it)")
    prefix = (
        "substr(id, 1, length(:it)) = :it",
        "substr(lower(name), 1, length(:it)) = lower(:it)",
    )
    for living in ("removed_at IS NULL", "removed_at IS NOT NULL")[: 2 if removed else 1]:
        for condition in (*exact, *(prefix if reference else ())):
            rows = connection.execute(
                f"SELECT key, id, name FROM jobs WHERE {living} AND {condition}"
                f" ORDER BY key DESC LIMIT {_CANDIDATES + 1}",
                {"it": reference},
            ).fetchall()
            if len(rows) == 1:
                return int(rows[0][0])
            if rows:
                raise _ambiguous(reference, rows)
    raise NotFound(f"no job has the id or name {reference!r}", hint=_near(connection, reference))


def _near(connection: sqlite3.Connection, reference: str) -> str:
    """What may have been meant, among the newest jobs."""
    from lsh.domain.nearest import nearest  # only an error pays for it

    rows = connection.execute(
        f"SELECT id, name FROM jobs WHERE removed_at IS NULL ORDER BY key DESC LIMIT {_LOOKED_AT}"
    )
    near = nearest(reference, (word for row in rows for word in row))
    return f"did you mean {near!r}?" if near else "lsh cron list shows them all"


def _ambiguous(reference: str, rows: list[Any]) -> AmbiguousReference:
    shown = ", ".join(f"{job_id} ({name})" for _, job_id, name in rows[:_CANDIDATES])
    more = ", …" if len(rows) > _CANDIDATES else ""
    return AmbiguousReference(
        f"{reference!r} fits several jobs: {shown}{more}", hint="use the id, or more of it"
    )
