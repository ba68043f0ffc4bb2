"""The tables in Supabase: the one source of the remote schema, rendered by ``render.py``.

Names and columns are those of the seed documents; what lsh needs besides stands after them. Instants are
``timestamptz``; ``…_ms`` are milliseconds, ``…_seconds`` and ``cpu_used`` seconds, ``memory_used`` bytes.
Rows name jobs by ``job_id`` (text), the id on the machines; there are no foreign keys, since rows
arrive in any order. Every table is seen by its owner (``user_id``) and by the service key only.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import registry
from sqlmodel import SQLModel

from lsh.store.remote import columns as of

_OPEN = "status IN ('pending', 'queued', 'running', 'retrying')"
_JOB_STATUS = "status IN ('running', 'stopped', 'completed', 'failed')"
_PIPELINE_STATUS = (
    "status IN ('pending', 'queued', 'running', 'completed', 'failed', 'cancelled', 'retrying')"
)
_RUN_STATUS = f"{_PIPELINE_STATUS[:-1]}, 'skipped', 'missed')"
_DEPENDENCY = "dependency_type IN ('completion', 'success', 'data')"


class Remote(SQLModel, registry=registry()):
    """Its tables live in Supabase, apart from the ledger's."""


class ShellJob(Remote, table=True):
    """A job as one machine has it, or as a person defined it (then without home_id)."""

    __tablename__ = "shell_jobs"
    __table_args__ = (
        UniqueConstraint(
            "user_id", "home_id", "job_id",
            name="shell_jobs_once_a_home", postgresql_nulls_not_distinct=True,
        ),
        CheckConstraint(_JOB_STATUS, name="shell_jobs_status"),
        Index("shell_jobs_change_seq", "change_seq"),
        Index("shell_jobs_home", "home_id", "job_id"),
        Index("shell_jobs_hosts", "hosts", postgresql_using="gin"),
        Index("shell_jobs_expected", "expected_by", postgresql_where=text("expected_by IS NOT NULL")),
    )  # fmt: skip

    id: UUID = of.key()
    user_id: UUID | None = of.owner()
    home_id: UUID | None = of.uuid()
    host: str | None = of.words()
    session_id: str | None = of.words()
    job_id: str = of.words(required=True)
    name: str | None = of.words()
    description: str | None = of.words()
    command: str = of.words(required=True)
    schedule: str | None = of.words()
    timezone: str | None = of.words()
    working_directory: str | None = of.words()
    category: str | None = of.words()
    template: str | None = of.words()
    priority: int | None = of.number()
    queue: str | None = of.words()
    tags: list[str] | None = of.word_list()
    status: str | None = of.words()  # null: it never ran
    state: str | None = of.words()  # lsh's word: active, paused, …, or removed
    definition: dict[str, Any] | None = of.document()
    definition_hash: str | None = of.words()  # null: edited here, and not yet taken over
    lineage: list[str] = of.word_list(required=True)  # hashes of the versions before, for conflicts
    version: int = of.number(required=True, default="1")
    enabled: bool = of.flag(True)
    hosts: list[str] = of.word_list(required=True)
    claim: str | None = of.words()
    on_unreachable: str | None = of.words()
    defined_at: datetime | None = of.instant()
    next_fire_at: datetime | None = of.instant()
    expected_by: datetime | None = of.instant()
    last_run_id: int | None = of.big()
    started_at: datetime | None = of.instant()
    completed_at: datetime | None = of.instant()
    exit_code: int | None = of.number()
    output: str | None = of.words()
    error: str | None = of.words()
    failures_in_row: int | None = of.number()
    removed_at: datetime | None = of.instant()
    push_seq: int | None = of.big()  # raised by every write of lsh; others leave it
    change_seq: int | None = of.big()  # raised by every change of the definition: what a pull asks
    edited_at: datetime | None = of.instant()  # when a person last changed it here
    created_at: datetime = of.stamp()
    updated_at: datetime = of.stamp()


class ShellSession(Remote, table=True):
    """An interactive shell that records its history; its environment is allow-listed."""

    __tablename__ = "shell_sessions"
    __table_args__ = (
        UniqueConstraint("home_id", "session_id", name="shell_sessions_once"),
        Index("shell_sessions_user", "user_id"),
        Index("shell_sessions_started", "started_at"),
    )

    id: UUID = of.key()
    user_id: UUID | None = of.owner()
    home_id: UUID | None = of.uuid()
    session_id: str = of.words(required=True)
    hostname: str | None = of.words()
    shell: str | None = of.words()
    pid: int | None = of.number()
    working_directory: str | None = of.words()
    environment_variables: dict[str, Any] | None = of.document()
    started_at: datetime | None = of.instant()
    ended_at: datetime | None = of.instant()
    is_active: bool = of.flag(True)
    created_at: datetime = of.stamp()
    updated_at: datetime = of.stamp()


class ShellHistory(Remote, table=True):
    """A command line that a person entered, masked."""

    __tablename__ = "shell_history"
    __table_args__ = (
        UniqueConstraint("home_id", "entry", name="shell_history_once"),
        Index("shell_history_timestamp", "timestamp"),
        Index("shell_history_user", "user_id", "timestamp"),
    )

    id: UUID = of.key()
    user_id: UUID | None = of.owner()
    home_id: UUID | None = of.uuid()
    entry: int | None = of.big()
    session_id: str | None = of.words()
    command: str = of.words(required=True)
    working_directory: str | None = of.words()
    exit_code: int | None = of.number()
    timestamp: datetime = of.instant(required=True, default="now()")
    duration_ms: int | None = of.big()
    hostname: str | None = of.words()
    created_at: datetime = of.stamp()
    updated_at: datetime = of.stamp()


class PipelineJob(Remote, table=True):
    """A job of a pipeline, as the systems that hand it over know it."""

    __tablename__ = "pipeline_jobs"
    __table_args__ = (
        CheckConstraint(_PIPELINE_STATUS, name="pipeline_jobs_status"),
        Index("pipeline_jobs_user", "user_id"),
        Index("pipeline_jobs_external", "external_id"),
        Index("pipeline_jobs_status_scheduled", "status", "scheduled_at"),
    )

    id: UUID = of.key()
    user_id: UUID | None = of.owner()
    home_id: UUID | None = of.uuid()
    job_id: str | None = of.words()
    external_id: str | None = of.words()
    name: str = of.words(required=True)
    type: str | None = of.words()
    source_system: str | None = of.words()
    target_system: str | None = of.words()
    status: str = of.words(required=True, default="'pending'")
    priority: int | None = of.number()
    config: dict[str, Any] = of.document(required=True)
    parameters: dict[str, Any] = of.document(required=True)
    cpu_request: float | None = of.real()
    memory_request: int | None = of.big()
    scheduled_at: datetime | None = of.instant()
    tags: list[str] = of.word_list(required=True)
    labels: dict[str, Any] = of.document(required=True)
    owner: str | None = of.words()
    team: str | None = of.words()
    created_at: datetime = of.stamp()
    updated_at: datetime = of.stamp()


class JobExecution(Remote, table=True):
    """A run of a job on one machine; of a shared job, the one run of all machines."""

    __tablename__ = "job_executions"
    __table_args__ = (
        UniqueConstraint(
            "user_id", "job_id", "scheduled_for", "claim_key",
            name="job_executions_once", postgresql_nulls_not_distinct=True,
        ),
        CheckConstraint(_RUN_STATUS, name="job_executions_status"),
        Index("job_executions_job", "job_id", "scheduled_for"),
        Index("job_executions_home", "home_id", "execution_number"),
        Index("job_executions_started", "started_at"),
        Index("job_executions_scheduled", "scheduled_for"),
        Index(
            "job_executions_expected", "expected_by",
            postgresql_where=text(f"expected_by IS NOT NULL AND {_OPEN}"),
        ),
    )  # fmt: skip

    id: UUID = of.key()
    user_id: UUID | None = of.owner()
    home_id: UUID | None = of.uuid()
    host: str | None = of.words()
    job_id: str = of.words(required=True)
    job_name: str | None = of.words()
    job_version: int | None = of.number()
    execution_number: int | None = of.big()  # the run's id in its home
    kind: str | None = of.words()
    state: str | None = of.words()  # lsh's word; ``status`` is the seed's
    status: str | None = of.words()
    outcome: str | None = of.words()
    reason: str | None = of.words()
    scheduled_for: datetime = of.instant(required=True, older="coalesce(started_at, created_at)")
    due_at: datetime | None = of.instant()
    queued_at: datetime | None = of.instant()
    started_at: datetime | None = of.instant()
    completed_at: datetime | None = of.instant()
    duration_ms: int | None = of.big()
    lateness_ms: float | None = of.real()
    exit_code: int | None = of.number()
    signal: int | None = of.number()
    retry_count: int | None = of.number()
    cpu_used: float | None = of.real()
    memory_used: int | None = of.big()
    executor: str | None = of.words()
    worker_node: str | None = of.words()
    input_datasets: Any = of.document()
    output_datasets: Any = of.document()
    artifacts: Any = of.document()
    result: Any = of.document()
    command: str | None = of.words()
    error_message: str | None = of.words()
    output: str | None = of.words()
    log_url: str | None = of.words()
    claim_key: str = of.words(required=True, older="id::text")  # the home, or 'shared'
    expected_by: datetime | None = of.instant()
    span: int | None = of.number()
    priority: int | None = of.number()
    actor: str | None = of.words()
    created_at: datetime = of.stamp()
    updated_at: datetime = of.stamp()


class PipelineWorkflow(Remote, table=True):
    """A workflow's definition."""

    __tablename__ = "pipeline_workflows"
    __table_args__ = (Index("pipeline_workflows_user", "user_id", "name"),)

    id: UUID = of.key()
    user_id: UUID | None = of.owner()
    home_id: UUID | None = of.uuid()
    name: str = of.words(required=True)
    description: str | None = of.words()
    version: int = of.number(required=True, default="1")
    definition: dict[str, Any] = of.document(required=True)
    schedule_cron: str | None = of.words()
    default_parameters: dict[str, Any] = of.document(required=True)
    is_active: bool = of.flag(True)
    is_paused: bool = of.flag(False)
    tags: list[str] = of.word_list(required=True)
    owner: str | None = of.words()
    created_at: datetime = of.stamp()
    updated_at: datetime = of.stamp()


class DataLineage(Remote, table=True):
    """What one run read and wrote: from which dataset to which, and how many records."""

    __tablename__ = "data_lineage"
    __table_args__ = (
        Index("data_lineage_user", "user_id"),
        Index("data_lineage_execution", "job_execution_id"),
        Index("data_lineage_source", "source_dataset"),
        Index("data_lineage_target", "target_dataset"),
    )

    id: UUID = of.key()
    user_id: UUID | None = of.owner()
    home_id: UUID | None = of.uuid()
    job_id: str | None = of.words()
    job_execution_id: UUID | None = of.uuid()
    source_dataset: str | None = of.words()
    source_location: str | None = of.words()
    source_version: str | None = of.words()
    source_schema: Any = of.document()
    target_dataset: str | None = of.words()
    target_location: str | None = of.words()
    target_version: str | None = of.words()
    target_schema: Any = of.document()
    transformation_type: str | None = of.words()
    transformation_details: Any = of.document()
    records_read: int | None = of.big()
    records_written: int | None = of.big()
    records_failed: int | None = of.big()
    data_quality_score: float | None = of.real()
    created_at: datetime = of.stamp()
    updated_at: datetime = of.stamp()


class PipelineMetric(Remote, table=True):
    """One measured value of a job or of a run."""

    __tablename__ = "pipeline_metrics"
    __table_args__ = (
        Index("pipeline_metrics_user", "user_id"),
        Index("pipeline_metrics_name", "metric_name", "recorded_at"),
        Index("pipeline_metrics_job", "job_id", "recorded_at"),
    )

    id: UUID = of.key()
    user_id: UUID | None = of.owner()
    home_id: UUID | None = of.uuid()
    job_id: str | None = of.words()
    execution_id: UUID | None = of.uuid()
    metric_name: str = of.words(required=True)
    metric_value: float | None = of.real()
    metric_unit: str | None = of.words()
    tags: dict[str, Any] = of.document(required=True)
    recorded_at: datetime = of.instant(required=True, default="now()")
    created_at: datetime = of.stamp()
    updated_at: datetime = of.stamp()


class JobDependency(Remote, table=True):
    """A job that waits for another."""

    __tablename__ = "job_dependencies"
    __table_args__ = (
        UniqueConstraint(
            "user_id", "home_id", "job_id", "depends_on_job_id",
            name="job_dependencies_once", postgresql_nulls_not_distinct=True,
        ),
        CheckConstraint(_DEPENDENCY, name="job_dependencies_type"),
        Index("job_dependencies_on", "depends_on_job_id"),
    )  # fmt: skip

    id: UUID = of.key()
    user_id: UUID | None = of.owner()
    home_id: UUID | None = of.uuid()
    job_id: str = of.words(required=True)
    depends_on_job_id: str = of.words(required=True)
    dependency_type: str = of.words(required=True, default="'completion'")
    condition: str | None = of.words()
    created_at: datetime = of.stamp()
    updated_at: datetime = of.stamp()


class LshHome(Remote, table=True):
    """A home of lsh that syncs, and when it last said something: who goes silent is seen here."""

    __tablename__ = "lsh_homes"
    __table_args__ = (Index("lsh_homes_user", "user_id"),)

    home_id: UUID = of.key()
    user_id: UUID | None = of.owner()
    host: str | None = of.words()
    lsh_version: str | None = of.words()
    last_seen_at: datetime | None = of.instant()
    pending: int | None = of.big()  # events that it had still to deliver
    instance: str | None = of.words()  # the process that wrote it: two are of a copied home
    created_at: datetime = of.stamp()
    updated_at: datetime = of.stamp()


class LshMigration(Remote, table=True):
    """A version of this schema that was applied here. It belongs to nobody; signed-in users read it."""

    __tablename__ = "lsh_migrations"

    version: int = of.version()
    name: str = of.words(required=True)
    applied_at: datetime = of.stamp()


TABLES = tuple(Remote.metadata.tables.values())
"""Every remote table, in the order of their definition."""
