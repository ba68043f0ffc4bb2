"""What there is in Supabase, by name: for commands, to which SQLAlchemy is too slow to load.

Rendered from tables.py and sql/views.sql by scripts/render-relations. Do not edit.
"""

from __future__ import annotations

TABLES: dict[str, tuple[str, ...]] = {
    "shell_jobs": (
        "id", "user_id", "home_id", "host", "session_id", "job_id", "name", "description",
        "command", "schedule", "timezone", "working_directory", "category", "template",
        "priority", "queue", "tags", "status", "state", "definition", "definition_hash",
        "lineage", "version", "enabled", "hosts", "claim", "on_unreachable", "defined_at",
        "next_fire_at", "expected_by", "last_run_id", "started_at", "completed_at",
        "exit_code", "output", "error", "failures_in_row", "removed_at", "push_seq",
        "change_seq", "edited_at", "created_at", "updated_at",
    ),
    "shell_sessions": (
        "id", "user_id", "home_id", "session_id", "hostname", "shell", "pid",
        "working_directory", "environment_variables", "started_at", "ended_at", "is_active",
        "created_at", "updated_at",
    ),
    "shell_history": (
        "id", "user_id", "home_id", "entry", "session_id", "command", "working_directory",
        "exit_code", "timestamp", "duration_ms", "hostname", "created_at", "updated_at",
    ),
    "pipeline_jobs": (
        "id", "user_id", "home_id", "job_id", "external_id", "name", "type", "source_system",
        "target_system", "status", "priority", "config", "parameters", "cpu_request",
        "memory_request", "scheduled_at", "tags", "labels", "owner", "team", "created_at",
        "updated_at",
    ),
    "job_executions": (
        "id", "user_id", "home_id", "host", "job_id", "job_name", "job_version",
        "execution_number", "kind", "state", "status", "outcome", "reason", "scheduled_for",
        "due_at", "queued_at", "started_at", "completed_at", "duration_ms", "lateness_ms",
        "exit_code", "signal", "retry_count", "cpu_used", "memory_used", "executor",
        "worker_node", "input_datasets", "output_datasets", "artifacts", "result", "command",
        "error_message", "output", "log_url", "claim_key", "expected_by", "span", "priority",
        "actor", "created_at", "updated_at",
    ),
    "pipeline_workflows": (
        "id", "user_id", "home_id", "name", "description", "version", "definition",
        "schedule_cron", "default_parameters", "is_active", "is_paused", "tags", "owner",
        "created_at", "updated_at",
    ),
    "data_lineage": (
        "id", "user_id", "home_id", "job_id", "job_execution_id", "source_dataset",
        "source_location", "source_version", "source_schema", "target_dataset",
        "target_location", "target_version", "target_schema", "transformation_type",
        "transformation_details", "records_read", "records_written", "records_failed",
        "data_quality_score", "created_at", "updated_at",
    ),
    "pipeline_metrics": (
        "id", "user_id", "home_id", "job_id", "execution_id", "metric_name", "metric_value",
        "metric_unit", "tags", "recorded_at", "created_at", "updated_at",
    ),
    "job_dependencies": (
        "id", "user_id", "home_id", "job_id", "depends_on_job_id", "dependency_type",
        "condition", "created_at", "updated_at",
    ),
    "lsh_homes": (
        "home_id", "user_id", "host", "lsh_version", "last_seen_at", "pending", "instance",
        "created_at", "updated_at",
    ),
    "lsh_migrations": (
        "version", "name", "applied_at",
    ),
}  # fmt: skip
"""Every table of lsh, with its columns."""

VIEWS: dict[str, tuple[str, ...]] = {
    "silent_jobs": (
        "user_id", "job_id", "name", "host", "home_id", "what", "execution_number",
        "expected_by", "overdue_seconds", "last_seen_at",
    ),
    "job_runs": (
        "id", "user_id", "home_id", "host", "run_id", "job_id", "job_name", "job_version",
        "kind", "state", "outcome", "reason", "scheduled_for", "due_at", "queued_at",
        "started_at", "finished_at", "duration", "lateness", "exit_code", "signal", "attempt",
        "cpu_seconds", "max_rss_bytes", "command", "error", "output_tail", "priority", "span",
        "actor", "claim_key", "expected_by",
    ),
    "job_daily": (
        "user_id", "home_id", "job_id", "day", "runs", "succeeded", "failed", "cancelled",
        "skipped", "missed", "retries", "mean_duration", "max_duration", "cpu_seconds",
        "max_rss_bytes",
    ),
    "job_health": (
        "user_id", "home_id", "host", "job_id", "name", "runs", "successes", "failures",
        "success_rate", "mean_duration", "p95_duration", "last_success", "last_failure",
    ),
    "shell_command_stats": (
        "user_id", "hostname", "command", "day", "uses", "failures", "mean_duration",
        "max_duration", "last_used",
    ),
}  # fmt: skip
"""Every view of lsh, with its columns."""
