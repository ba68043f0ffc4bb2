"""Whether the remote tables say what the ledger says, row by row. It shares nothing with the sink.

Both sides are asked in SQL for the same columns; instants are microseconds on both.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from tests.support.postgrest import Project

_RUNS = """
SELECT r.id, j.id, j.name, r.job_version, r.kind, r.state, r.outcome, r.scheduled_for, r.due_at,
  r.queued_at, r.started_at, r.finished_at, r.exit_code, r.signal, max(r.attempt - 1, 0),
  r.cpu_seconds, r.max_rss_bytes, r.span, r.priority, r.actor,
  CAST(round(r.duration * 1000) AS INTEGER), v.spec ->> '$.command',
  CASE r.state WHEN 'scheduled' THEN 'pending' WHEN 'succeeded' THEN 'completed' ELSE r.state END
FROM runs r JOIN jobs j ON j.key = r.job_id
  JOIN job_versions v ON v.job_id = r.job_id AND v.version = r.job_version
WHERE j.spec ->> '$.database_sync' IS NOT 0 ORDER BY r.id
"""
_REMOTE_RUNS = """
SELECT execution_number, job_id, job_name, job_version, kind, state, outcome, {scheduled_for},
  {due_at}, {queued_at}, {started_at}, {completed_at}, exit_code, signal, retry_count, cpu_used,
  memory_used, span, priority, actor, duration_ms, command, status
FROM job_executions WHERE home_id = %s ORDER BY execution_number, id
"""
_JOBS = """
WITH began AS (
  SELECT *, row_number() OVER (PARTITION BY job_id ORDER BY scheduled_for DESC) AS place FROM runs
  WHERE kind <> 'notify' AND state NOT IN ('scheduled', 'queued', 'skipped', 'missed')
), going AS (SELECT DISTINCT job_id FROM began WHERE state = 'running')
SELECT j.id, j.name, j.spec ->> '$.command', j.version + (j.removed_at IS NOT NULL), j.enabled,
  v.hash, j.removed_at,
  j.next_fire_at, j.failures_in_row, r.id, r.started_at, r.finished_at, r.exit_code,
  CASE WHEN j.key IN (SELECT job_id FROM going) OR r.state = 'retrying' THEN 'running'
    WHEN r.state = 'succeeded' THEN 'completed' WHEN r.state = 'failed' THEN 'failed'
    WHEN r.state = 'cancelled' OR NOT j.enabled OR j.removed_at > 0 THEN 'stopped' END,
  coalesce(j.spec ->> '$.schedule', '')
FROM jobs j JOIN job_versions v ON v.job_id = j.key AND v.version = j.version
  LEFT JOIN began r ON r.job_id = j.key AND r.place = 1
WHERE j.spec ->> '$.database_sync' IS NOT 0 ORDER BY j.id
"""
_REMOTE_JOBS = """
SELECT job_id, name, command, version, enabled::int, definition_hash, {removed_at}, {next_fire_at},
  failures_in_row, last_run_id, {started_at}, {completed_at}, exit_code, status,
  coalesce(schedule, '')
FROM shell_jobs WHERE home_id = %s ORDER BY job_id COLLATE "C", id
"""
_HISTORY = """
SELECT id, session_id, command, cwd, exit_code, started_at, CAST(round(duration * 1000) AS INTEGER),
  host FROM shell_history ORDER BY id
"""
_REMOTE_HISTORY = """
SELECT entry, session_id, command, working_directory, exit_code, {timestamp}, duration_ms, hostname
FROM shell_history WHERE home_id = %s ORDER BY entry, id
"""
_SESSIONS = """
SELECT id, host, shell, pid, cwd, started_at, ended_at, ended_at IS NULL FROM shell_sessions
ORDER BY id
"""
_REMOTE_SESSIONS = """
SELECT session_id, hostname, shell, pid, working_directory, {started_at}, {ended_at}, is_active::int
FROM shell_sessions WHERE home_id = %s ORDER BY session_id COLLATE "C", id
"""
_PAIRS = {
    "shell_jobs": (_JOBS, _REMOTE_JOBS),
    "job_executions": (_RUNS, _REMOTE_RUNS),
    "shell_history": (_HISTORY, _REMOTE_HISTORY),
    "shell_sessions": (_SESSIONS, _REMOTE_SESSIONS),
}
_INSTANTS = (
    *("scheduled_for", "due_at", "queued_at", "started_at", "completed_at", "removed_at"),
    *("next_fire_at", "timestamp", "ended_at"),
)


def differences(ledger: Path, project: Project) -> list[str]:
    """What is on one side only, table by table; empty when all is equal and nothing stands twice."""
    connection = sqlite3.connect(ledger)
    try:
        (home,) = connection.execute("SELECT value FROM facts WHERE name = 'home_id'").fetchone()
        found: list[str] = []
        for table, (here, there) in _PAIRS.items():
            local = [tuple(row) for row in connection.execute(here)]
            remote = _remote(project, there, home)
            found += [f"{table}: only here: {row}" for row in local if row not in set(remote)]
            found += [f"{table}: only there: {row}" for row in remote if row not in set(local)]
            if not found and len(remote) != len(local):
                found.append(f"{table}: {len(local)} here, {len(remote)} there: doubled")
        return found
    finally:
        connection.close()


def assert_equal(ledger: Path, project: Project) -> None:
    """Fail with the first differences."""
    found = differences(ledger, project)
    assert not found, f"{len(found)} differences:\n" + "\n".join(found[:10])


def count(project: Project, table: str) -> int:
    """Rows of a remote table, whoever's."""
    return int(project.execute(f"SELECT count(*) AS n FROM {table}")[0]["n"])


def _remote(project: Project, sql: str, home: str) -> list[tuple[Any, ...]]:
    instants = {
        name: f"(extract(epoch FROM {name}) * 1000000)::bigint AS {name}" for name in _INSTANTS
    }
    return [tuple(row.values()) for row in project.execute(sql.format(**instants), [home])]
