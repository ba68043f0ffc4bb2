"""What the views in Supabase say, and what pruning takes away."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from tests.support.postgres import Database, Postgres
from tests.support.remote_schema import ALICE, BOB, acting

HOME = "11111111-0000-4000-8000-000000000001"
Connection = psycopg.Connection[dict[str, Any]]


@pytest.fixture(scope="module")
def shared(postgres: Postgres, migrated: Database) -> Iterator[Database]:
    made = postgres.create_database(template=migrated.name)
    yield made
    made.drop()


@pytest.fixture
def sql(shared: Database) -> Iterator[Connection]:
    """A transaction that is rolled back."""
    with psycopg.connect(shared.admin_url, row_factory=dict_row) as connection:
        yield connection
        connection.rollback()


def run(sql: Connection, number: int, **columns: Any) -> None:
    row = {
        "home_id": HOME, "host": "laptop", "job_id": "backup", "job_name": "Backup",
        "execution_number": number, "claim_key": HOME, "kind": "scheduled", "status": "completed",
        "state": "succeeded", "span": 1,
        "scheduled_for": f"2026-01-01T00:{number:02}:00Z", "completed_at": "2026-01-01T01:00:00Z",
    } | columns  # fmt: skip
    sql.execute(
        f"insert into job_executions ({', '.join(row)}) values ({', '.join(['%s'] * len(row))})",
        list(row.values()),
    )


def rows(sql: Connection, query: str) -> list[dict[str, Any]]:
    return sql.execute(query).fetchall()


# silent_jobs


def job(sql: Connection, name: str, **columns: Any) -> None:
    row = {"home_id": HOME, "host": "old name", "job_id": name, "command": "x", "state": "active"}
    row |= columns
    sql.execute(
        f"insert into shell_jobs ({', '.join(row)}, expected_by) values"
        f" ({', '.join(['%s'] * len(row))}, now() - interval '90 seconds')",
        list(row.values()),
    )


def test_a_job_that_should_have_been_heard_of_is_silent(sql: Connection) -> None:
    sql.execute(
        "insert into lsh_homes (home_id, host, last_seen_at) values (%s, 'laptop', '2026-01-01Z')",
        [HOME],
    )
    job(sql, "late")
    job(sql, "disabled", enabled=False)
    job(sql, "paused", state="paused")
    job(sql, "removed", removed_at="2026-01-01Z")
    job(sql, "expected-later")
    sql.execute(
        "update shell_jobs set expected_by = now() + interval '1 hour' where job_id = 'expected-later'"
    )
    (silent,) = rows(sql, "select * from silent_jobs")
    assert (silent["job_id"], silent["what"], silent["host"]) == ("late", "job", "laptop")
    assert silent["overdue_seconds"] == pytest.approx(90)
    assert silent["last_seen_at"].year == 2026
    assert silent["execution_number"] is None


def test_a_job_of_an_unknown_home_is_silent_under_its_own_host(sql: Connection) -> None:
    job(sql, "late")
    (silent,) = rows(sql, "select * from silent_jobs")
    assert (silent["host"], silent["last_seen_at"]) == ("old name", None)


@pytest.mark.parametrize("status", ["pending", "queued", "running", "retrying"])
def test_a_run_that_is_not_over_in_time_is_silent(sql: Connection, status: str) -> None:
    run(sql, 7, status=status, expected_by="2026-01-01T02:00:00Z", completed_at=None)
    (silent,) = rows(sql, "select * from silent_jobs")
    assert (silent["what"], silent["execution_number"], silent["name"]) == ("run", 7, "Backup")


@pytest.mark.parametrize("status", ["completed", "failed", "cancelled", "skipped", "missed"])
def test_a_run_that_is_over_is_not_silent(sql: Connection, status: str) -> None:
    run(sql, 7, status=status, expected_by="2026-01-01T02:00:00Z")
    assert rows(sql, "select * from silent_jobs") == []


# Figures


def test_job_runs_speaks_lshs_words(sql: Connection) -> None:
    run(
        sql, 4, retry_count=2, started_at="2026-01-01T00:59:58Z", duration_ms=1500, lateness_ms=20.0,
        cpu_used=0.5, memory_used=4096, error_message="e", output="o",
    )  # fmt: skip
    run(sql, 5, status="missed", state="missed", retry_count=0)
    first, second = rows(sql, "select * from job_runs order by run_id")
    assert (first["run_id"], first["attempt"], first["duration"], first["lateness"]) == (
        4,
        3,
        1.5,
        0.02,
    )
    assert (first["cpu_seconds"], first["max_rss_bytes"]) == (0.5, 4096)
    assert (first["error"], first["output_tail"]) == ("e", "o")
    assert first["finished_at"].hour == 1
    assert (second["state"], second["attempt"]) == ("missed", 0)


def test_job_daily_counts_a_days_occurrences(sql: Connection) -> None:
    run(sql, 1, duration_ms=1000, cpu_used=1.0, memory_used=10)
    run(sql, 2, duration_ms=3000, status="failed", retry_count=2, cpu_used=2.0, memory_used=30)
    run(sql, 3, status="missed", span=40)
    run(sql, 4, status="skipped")
    run(sql, 5, status="cancelled")
    run(sql, 6, kind="test")
    run(sql, 7, kind="notify")
    run(sql, 8, status="running", completed_at=None)
    run(sql, 9, scheduled_for="2026-01-02T00:00:00+02:00")
    run(sql, 10, scheduled_for="2026-01-02T00:00:00Z")
    first, second = rows(sql, "select * from job_daily order by day")
    assert (str(first["day"]), str(second["day"])) == ("2026-01-01", "2026-01-02")
    counted = ("runs", "succeeded", "failed", "cancelled", "skipped", "missed", "retries")
    assert [first[name] for name in counted] == [45, 2, 1, 1, 1, 40, 2]
    assert (first["mean_duration"], first["max_duration"]) == (2.0, 3.0)
    assert (first["cpu_seconds"], first["max_rss_bytes"]) == (3.0, 30)
    assert second["runs"] == 1


def test_job_health_rates_the_last_thirty_days(sql: Connection) -> None:
    (now,) = rows(sql, "select now() - interval '1 day' as a, now() - interval '31 days' as b")
    for number in range(1, 20):
        run(sql, number, duration_ms=1000, completed_at=now["a"])
    run(sql, 20, duration_ms=21_000, status="failed", completed_at=now["a"])
    run(sql, 21, duration_ms=9_000_000, status="failed", completed_at=now["b"])
    run(sql, 22, status="skipped", completed_at=now["a"])
    run(sql, 23, status="failed", kind="test", completed_at=now["a"])
    (health,) = rows(sql, "select * from job_health")
    assert (health["job_id"], health["name"], health["host"]) == ("backup", "Backup", "laptop")
    assert (health["runs"], health["successes"], health["failures"]) == (20, 19, 1)
    assert health["success_rate"] == pytest.approx(95)
    assert health["mean_duration"] == pytest.approx(2.0)
    assert health["p95_duration"] == pytest.approx(2.0)
    assert health["last_success"] == health["last_failure"] == now["a"]


def test_shell_command_stats_go_by_first_word_and_day(sql: Connection) -> None:
    for command, code, took, at in [
        ("git status", 0, 100, "2026-01-01T10:00:00Z"),
        ("  git push --force", 1, 300, "2026-01-01T11:00:00Z"),
        ("git log", None, None, "2026-01-02T00:30:00+01:00"),
        ("ls", 0, 5, "2026-01-02T10:00:00Z"),
    ]:
        sql.execute(
            "insert into shell_history (command, exit_code, duration_ms, timestamp, hostname)"
            " values (%s, %s, %s, %s, 'laptop')",
            [command, code, took, at],
        )
    git, ls = rows(sql, "select * from shell_command_stats order by command")
    assert (git["command"], str(git["day"]), git["uses"], git["failures"]) == (
        "git",
        "2026-01-01",
        3,
        1,
    )
    assert (git["mean_duration"], git["max_duration"]) == (0.2, 0.3)
    assert git["last_used"].hour == 23
    assert (ls["command"], ls["uses"]) == ("ls", 1)


# Pruning


_OLD_AND_NEW = """
insert into job_executions (job_id, scheduled_for, claim_key, status, completed_at) values
  ('old', now() - interval '40 days', 'a', 'completed', now() - interval '31 days'),
  ('old missed', now() - interval '40 days', 'b', 'missed', null),
  ('ended lately', now() - interval '40 days', 'c', 'failed', now() - interval '29 days'),
  ('still running', now() - interval '40 days', 'd', 'running', null),
  ('new', now(), 'e', 'completed', now());
insert into shell_history (command, timestamp) values
  ('old', now() - interval '31 days'), ('new', now() - interval '29 days');
insert into shell_sessions (session_id, started_at, ended_at) values
  ('old', now() - interval '50 days', now() - interval '31 days'),
  ('open', now() - interval '50 days', null), ('new', now(), now());
insert into shell_jobs (job_id, command, removed_at) values
  ('old', 'x', now() - interval '31 days'), ('kept', 'x', null), ('new', 'x', now());
insert into pipeline_metrics (metric_name, recorded_at) values
  ('old', now() - interval '31 days'), ('new', now());
insert into data_lineage (source_dataset, created_at) values
  ('old', now() - interval '31 days'), ('new', now());
insert into pipeline_jobs (name, created_at) values ('kept', now() - interval '31 days');
insert into job_dependencies (job_id, depends_on_job_id, created_at) values
  ('kept', 'x', now() - interval '31 days');
"""
_LEFT = {
    "job_executions": ("job_id", {"ended lately", "still running", "new"}, 2),
    "shell_history": ("command", {"new"}, 1),
    "shell_sessions": ("session_id", {"open", "new"}, 1),
    "shell_jobs": ("job_id", {"kept", "new"}, 1),
    "pipeline_metrics": ("metric_name", {"new"}, 1),
    "data_lineage": ("source_dataset", {"new"}, 1),
    "pipeline_jobs": ("name", {"kept"}, 0),
    "job_dependencies": ("job_id", {"kept"}, 0),
}


def test_pruning_deletes_what_is_old_and_nothing_else(sql: Connection) -> None:
    for statement in _OLD_AND_NEW.split(";\n")[:-1]:
        sql.execute(statement)
    deleted = {row["name"]: row["deleted"] for row in rows(sql, "select * from lsh_prune(30)")}
    assert deleted == {table: count for table, (_, _, count) in _LEFT.items() if count}
    for table, (column, left, _) in _LEFT.items():
        assert {row[column] for row in rows(sql, f"select {column} from {table}")} == left, table


def test_a_user_prunes_their_own_rows_and_the_service_all(shared: Database) -> None:
    with acting(shared, "service_role") as service, service.transaction(force_rollback=True):
        for user in (ALICE, BOB):
            service.execute(
                "insert into shell_history (user_id, command, timestamp) values (%s, 'x', '2020-01-01')",
                [user],
            )
        service.execute("set local role authenticated")
        service.execute(
            "select set_config('request.jwt.claims', %s, true)", [f'{{"sub": "{ALICE}"}}']
        )
        pruned = {r["name"]: r["deleted"] for r in rows(service, "select * from lsh_prune(1)")}
        assert pruned["shell_history"] == 1
        service.execute("reset role")
        service.execute("set local role service_role")
        left = rows(service, "select user_id::text from shell_history")
        assert left == [{"user_id": BOB}]
        assert rows(service, "select sum(deleted) as n from lsh_prune(1)") == [{"n": 1}]


@pytest.mark.parametrize("days", ["0", "-1", "null"])
def test_pruning_everything_is_refused(sql: Connection, days: str) -> None:
    with pytest.raises(psycopg.errors.InvalidParameterValue, match="at least 1"):
        sql.execute(f"select * from lsh_prune({days})")
