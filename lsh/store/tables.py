"""The tables of the ledger: the one source of the schema, for SQLite and for Postgres.

``schema.sql`` beside this file is rendered from here (``scripts/render-schema``) so that the engine
never imports an ORM; a test compares the two. Instants are microseconds since the epoch, UTC;
durations are seconds; sizes are bytes; ``job_id`` in other tables is ``jobs.key``.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, UniqueConstraint, text
from sqlmodel import Field, SQLModel

_ACTIVE = "state IN ('scheduled', 'queued', 'running', 'retrying')"
_PENDING = "claim = 'pending' AND state = 'scheduled'"


def _key() -> Column[int]:
    """A primary key that SQLite keeps as its rowid and Postgres as a bigint."""
    return Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)


def _instant(*, nullable: bool = True) -> Column[int]:
    return Column(BigInteger, nullable=nullable)


class JobRow(SQLModel, table=True):
    """A job's definition and where its schedule stands. A removed job's row stays: runs name it."""

    __tablename__ = "jobs"
    __table_args__ = (
        # the whole schedule: the engine asks it for what is due, and for the next instant
        Index("jobs_due", "next_due_at", sqlite_where=text("next_due_at IS NOT NULL")),
        Index("jobs_name", "name"),
    )

    key: int | None = Field(default=None, sa_column=_key())
    id: str = Field(unique=True)
    name: str
    spec: str
    version: int = 1
    enabled: bool = True
    paused_at: int | None = Field(default=None, sa_column=_instant())
    pause_reason: str | None = None
    anchor_at: int = Field(sa_column=_instant(nullable=False))
    next_fire_at: int | None = Field(default=None, sa_column=_instant())
    next_due_at: int | None = Field(default=None, sa_column=_instant())
    finished: bool = False
    failures_in_row: int = 0
    created_at: int = Field(sa_column=_instant(nullable=False))
    updated_at: int = Field(sa_column=_instant(nullable=False))
    removed_at: int | None = Field(default=None, sa_column=_instant())
    # kept by the roll-up and by retention: when it last ended so, ever; and from which instant on all
    # its runs are still there
    last_success_at: int | None = Field(default=None, sa_column=_instant())
    last_failure_at: int | None = Field(default=None, sa_column=_instant())
    runs_since: int | None = Field(default=None, sa_column=_instant())
    # its hosts name other machines: kept and shown here, run there. Written by the engine, which
    # knows its machine's name
    elsewhere: bool = Field(default=False, sa_column_kwargs={"server_default": text("0")})


class JobVersionRow(SQLModel, table=True):
    """Every definition that a job ever had; runs name theirs by number."""

    __tablename__ = "job_versions"

    job_id: int = Field(primary_key=True)
    version: int = Field(primary_key=True)
    hash: str
    spec: str
    actor: str
    created_at: int = Field(sa_column=_instant(nullable=False))


class RunRow(SQLModel, table=True):
    """One occurrence of a job, or (``span`` > 1) that many missed ones in a row."""

    __tablename__ = "runs"
    __table_args__ = (
        # planning is repeatable: an occurrence that is there already is not made again
        UniqueConstraint("job_id", "scheduled_for"),
        Index("runs_active", "state", "due_at", sqlite_where=text(_ACTIVE)),
        Index("runs_active_by_job", "job_id", sqlite_where=text(_ACTIVE)),
        Index("runs_to_roll_up", "job_id", sqlite_where=text("rolled_up = 0 AND finished_at > 0")),
        Index("runs_pending", "due_at", sqlite_where=text(_PENDING)),
    )

    id: int | None = Field(default=None, sa_column=_key())
    job_id: int
    job_version: int
    kind: str
    state: str
    scheduled_for: int = Field(sa_column=_instant(nullable=False))
    due_at: int = Field(sa_column=_instant(nullable=False))
    queued_at: int | None = Field(default=None, sa_column=_instant())
    first_started_at: int | None = Field(default=None, sa_column=_instant())
    started_at: int | None = Field(default=None, sa_column=_instant())
    finished_at: int | None = Field(default=None, sa_column=_instant())
    attempt: int = 0
    outcome: str | None = None
    reason: str | None = None
    exit_code: int | None = None
    signal: int | None = None
    duration: float | None = None
    cpu_seconds: float | None = None
    max_rss_bytes: int | None = Field(default=None, sa_column=_instant())
    error: str | None = None
    pid: int | None = None
    host: str | None = None
    actor: str | None = None
    parent_run_id: int | None = Field(default=None, sa_column=_instant())
    priority: int = 5
    span: int = 1
    rolled_up: bool = False
    # of a shared occurrence: pending, won, lost or unreachable (``domain/claim.py``)
    claim: str | None = None


class AttemptRow(SQLModel, table=True):
    """An attempt that was followed by another; a run's last attempt stands in its own row."""

    __tablename__ = "attempts"

    run_id: int = Field(primary_key=True, sa_type=BigInteger)
    attempt: int = Field(primary_key=True)
    started_at: int | None = Field(default=None, sa_column=_instant())
    finished_at: int = Field(sa_column=_instant(nullable=False))
    outcome: str
    reason: str | None = None
    exit_code: int | None = None
    signal: int | None = None
    duration: float | None = None
    cpu_seconds: float | None = None
    max_rss_bytes: int | None = Field(default=None, sa_column=_instant())


class EventRow(SQLModel, table=True):
    """One transition of anything, written in the transaction that made it. The outbox and audit log."""

    __tablename__ = "events"
    __table_args__ = {
        "sqlite_autoincrement": True
    }  # an id is never given twice: cursors rely on it

    id: int | None = Field(default=None, sa_column=_key())
    at: int = Field(sa_column=_instant(nullable=False))
    type: str
    job_id: int | None = None
    run_id: int | None = Field(default=None, sa_column=_instant())
    actor: str | None = None
    data: str | None = None


class CursorRow(SQLModel, table=True):
    """How far a reader of the event log has come."""

    __tablename__ = "cursors"

    name: str = Field(primary_key=True)
    event_id: int = Field(sa_column=_instant(nullable=False))
    updated_at: int = Field(sa_column=_instant(nullable=False))


class DeadLetterRow(SQLModel, table=True):
    """A row that a sink could not deliver, whatever it tried; the rest went on without it."""

    __tablename__ = "dead_letters"
    __table_args__ = (UniqueConstraint("sink", "target", "row_key"),)

    id: int | None = Field(default=None, sa_column=_key())
    sink: str
    target: str  # the remote table
    row_key: str  # the remote primary key
    body: str  # the row as JSON, as it would have been sent: masked
    error: str
    first_at: int = Field(sa_column=_instant(nullable=False))
    last_at: int = Field(sa_column=_instant(nullable=False))
    tries: int = 1


class ShellSessionRow(SQLModel, table=True):
    """One interactive shell that records its history."""

    __tablename__ = "shell_sessions"

    id: str = Field(primary_key=True)  # made by the hook, unique on its machine
    shell: str
    pid: int | None = None
    host: str
    cwd: str | None = None
    environment: str  # JSON of the variables on the allow-list
    started_at: int = Field(sa_column=_instant(nullable=False))
    ended_at: int | None = Field(default=None, sa_column=_instant())


class ShellHistoryRow(SQLModel, table=True):
    """One command line that a person entered; masked before it got here."""

    __tablename__ = "shell_history"
    __table_args__ = (
        Index("shell_history_started", "started_at"),
        {"sqlite_autoincrement": True},  # other machines know it by its id
    )

    id: int | None = Field(default=None, sa_column=_key())
    session_id: str
    command: str
    cwd: str | None = None
    exit_code: int | None = None
    started_at: int = Field(sa_column=_instant(nullable=False))
    duration: float | None = None
    host: str


class DailyRow(SQLModel, table=True):
    """A job's runs of one UTC day, added up; it outlives the runs that retention deletes.

    The histograms are those of ``domain/histogram.py``. Sums of time (``…_us``) are whole microseconds:
    runs may be added in any order and any grouping.
    """

    __tablename__ = "daily"
    # clustered by its key: a report reads a few days of each job, side by side
    __table_args__ = {"sqlite_with_rowid": False}

    job_id: int = Field(primary_key=True)
    day: int = Field(primary_key=True)
    succeeded: int = 0
    failed: int = 0
    cancelled: int = 0
    skipped: int = 0
    missed: int = 0
    attempts: int = 0
    retries: int = 0
    timed: int = 0
    duration_us: int = Field(default=0, sa_column=_instant(nullable=False))
    cpu_us: int = Field(default=0, sa_column=_instant(nullable=False))
    duration_max_us: int = Field(default=0, sa_column=_instant(nullable=False))
    max_rss_bytes: int = Field(default=0, sa_column=_instant(nullable=False))
    durations: str = ""
    latenesses: str = ""


class DailyCauseRow(SQLModel, table=True):
    """How often a job's runs failed, were skipped or missed for one reason on one UTC day."""

    __tablename__ = "daily_causes"
    __table_args__ = {"sqlite_with_rowid": False}

    job_id: int = Field(primary_key=True)
    day: int = Field(primary_key=True)
    state: str = Field(primary_key=True)
    cause: str = Field(primary_key=True)
    count: int = 0
    last_run_id: int = Field(sa_column=_instant(nullable=False))
    last_at: int = Field(sa_column=_instant(nullable=False))


class HourlyRow(SQLModel, table=True):
    """The runs of all jobs in one hour (hours since the epoch): which hours are busy."""

    __tablename__ = "hourly"

    hour: int = Field(primary_key=True)
    runs: int = 0
    failed: int = 0


class FactRow(SQLModel, table=True):
    """A single value that the engine must remember over restarts (its machine's boot id, …)."""

    __tablename__ = "facts"

    name: str = Field(primary_key=True)
    value: str
