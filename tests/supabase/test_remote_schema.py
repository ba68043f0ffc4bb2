"""The schema in Supabase, on a real PostgreSQL: what is there, who may see it, and applying it again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from lsh.store.remote.applying import connected
from lsh.store.remote.inventory import PRESENT, expected
from lsh.store.remote.render import functions, kind_of, render_migration, views
from lsh.store.remote.tables import TABLES
from lsh.store.remote.versions import VERSION
from tests.support.postgres import Database, Postgres
from tests.support.remote_schema import ALICE, BOB, acting, apply_schema

OWNED = [table.name for table in TABLES if "user_id" in table.columns]
VIEWS = [view.name for view in views()]
SEEDS = {
    "shell_jobs": "id user_id session_id job_id command status working_directory started_at completed_at"
    " exit_code output error",
    "shell_sessions": "id session_id hostname working_directory environment_variables started_at ended_at"
    " is_active",
    "shell_history": "session_id command working_directory exit_code timestamp duration_ms hostname",
    "pipeline_jobs": "id external_id name type source_system target_system status priority config"
    " parameters cpu_request memory_request scheduled_at tags labels owner team",
    "job_executions": "job_id execution_number status started_at completed_at duration_ms cpu_used"
    " memory_used executor worker_node input_datasets output_datasets artifacts result error_message"
    " retry_count log_url",
    "pipeline_workflows": "name description version definition schedule_cron default_parameters is_active"
    " is_paused tags owner",
    "job_dependencies": "job_id depends_on_job_id dependency_type condition",
    "pipeline_metrics": "job_id execution_id metric_name metric_value metric_unit tags recorded_at",
    "data_lineage": "job_execution_id source_dataset source_location source_version source_schema"
    " target_dataset target_location target_version target_schema transformation_type"
    " transformation_details records_read records_written records_failed data_quality_score",
}
ROWS: dict[str, dict[str, Any]] = {
    "shell_jobs": {"job_id": "backup", "command": "true", "expected_by": "2020-01-01", "state": "active"},
    "shell_sessions": {"session_id": "s1"},
    "shell_history": {"command": "ls -l", "exit_code": 0},
    "pipeline_jobs": {"name": "load"},
    "job_executions": {
        "job_id": "backup", "scheduled_for": "2020-01-01", "claim_key": "here", "status": "completed",
        "completed_at": "now",
    },
    "pipeline_workflows": {"name": "nightly"},
    "data_lineage": {"source_dataset": "raw"},
    "pipeline_metrics": {"metric_name": "rows"},
    "job_dependencies": {"job_id": "b", "depends_on_job_id": "a"},
    "lsh_homes": {"host": "laptop"},
}  # fmt: skip


def insert(table: str, values: dict[str, Any]) -> tuple[str, list[Any]]:
    names = ", ".join(values)
    marks = ", ".join(["%s"] * len(values))
    return f"insert into {table} ({names}) values ({marks})", list(values.values())


def snapshot(database: Database) -> list[dict[str, Any]]:
    """Every object of the schema with the transaction that last wrote it."""
    return database.execute("""
        select 'class' kind, oid, xmin::text, relname name, relacl::text more from pg_class
          where relnamespace = 'public'::regnamespace
        union all select 'column', attrelid, a.xmin::text, attname, atttypid::text
          from pg_attribute a join pg_class c on c.oid = attrelid where relnamespace = 'public'::regnamespace
        union all select 'function', oid, xmin::text, proname, prosrc || proacl::text from pg_proc
          where pronamespace = 'public'::regnamespace
        union all select 'policy', oid, xmin::text, polname, null from pg_policy
        union all select 'trigger', oid, xmin::text, tgname, null from pg_trigger
        union all select 'constraint', oid, xmin::text, conname, null from pg_constraint
        union all select 'rule', oid, xmin::text, rulename, null from pg_rewrite
        union all select 'note', objoid, xmin::text, description, null from pg_description
          where classoid = 'pg_class'::regclass
        order by 1, 2, 4""")


def definitions(database: Database) -> list[dict[str, Any]]:
    """Every object by its definition and number, but without who wrote it when."""
    return [{k: v for k, v in row.items() if k != "xmin"} for row in snapshot(database)]


# What is there


@pytest.mark.parametrize("table", sorted(SEEDS))
def test_the_seeds_tables_are_there_with_their_columns(migrated: Database, table: str) -> None:
    rows = migrated.execute(
        "select column_name from information_schema.columns"
        " where table_schema = 'public' and table_name = %s",
        [table],
    )
    wanted = {*SEEDS[table].split(), "user_id", "created_at", "updated_at"}
    assert wanted <= {row["column_name"] for row in rows}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_table_is_as_it_was_defined(migrated: Database, table: Any) -> None:
    rows = migrated.execute(
        "select attname, format_type(atttypid, atttypmod) kind, attnotnull from pg_attribute"
        " where attrelid = %s::regclass and attnum > 0 order by attnum",
        [table.name],
    )
    assert [(row["attname"], row["kind"], row["attnotnull"]) for row in rows] == [
        (column.name, kind_of(column), not column.nullable) for column in table.columns
    ]


def test_nothing_is_lacking_and_nothing_else_is_there(migrated: Database) -> None:
    with connected(migrated.url) as database:
        assert database.lacking() == []
        assert [entry.version for entry in database.applied()] == [VERSION]
    present = {next(iter(row.values())) for row in migrated.execute(PRESENT)}
    unexpected = {mark for mark in present - expected() if not mark.endswith("_pkey")}
    assert {mark for mark in unexpected if "index" not in mark and "_not_null" not in mark} == set()


def test_every_table_and_view_says_what_it_is(migrated: Database) -> None:
    rows = migrated.execute(
        "select relname, obj_description(oid) note from pg_class"
        " where relnamespace = 'public'::regnamespace and relkind in ('r', 'v')"
    )
    assert {row["relname"] for row in rows} == {table.name for table in TABLES} | set(VIEWS)
    assert all(row["note"] for row in rows)


def test_views_obey_the_callers_row_security(migrated: Database) -> None:
    rows = migrated.execute(
        "select relname from pg_class where relkind = 'v' and relnamespace = 'public'::regnamespace"
        " and 'security_invoker=true' = any (reloptions)"
    )
    assert {row["relname"] for row in rows} == set(VIEWS)


def test_a_lost_policy_column_or_table_is_noticed_and_mended(schema: Database) -> None:
    schema.execute("drop policy lsh_delete on shell_history")
    schema.execute("alter table shell_sessions drop column shell")
    schema.execute("drop table pipeline_metrics")
    schema.execute(
        "create or replace function lsh_clock() returns timestamptz language sql as 'select now()'"
    )
    schema.execute("alter table lsh_homes disable row level security")
    with connected(schema.url) as database:
        lacking = database.lacking()
        assert {"shell_history policy lsh_delete", "shell_sessions.shell"} <= set(lacking)
        assert {"pipeline_metrics.metric_name", "lsh_homes row security"} <= set(lacking)
        assert any(mark.startswith("function lsh_clock ") for mark in lacking)
        database.apply()
        assert database.lacking() == []


# Applying it again, and to what is older


def test_the_sql_may_run_twice(schema: Database) -> None:
    before = definitions(schema)
    schema.execute("insert into shell_jobs (job_id, command) values ('kept', 'true')")
    apply_schema(schema.url)
    assert definitions(schema) == before
    assert schema.execute("select job_id from shell_jobs") == [{"job_id": "kept"}]


def test_a_change_would_be_noticed(schema: Database) -> None:
    before = definitions(schema)
    schema.execute("revoke select on silent_jobs from service_role")
    assert definitions(schema) != before


def test_older_tables_get_what_they_lack_and_keep_their_rows(database: Database) -> None:
    older = (
        "create table shell_jobs (id uuid primary key, user_id uuid, job_id text, command text not null,"
        " status text, exit_code int)",
        "create table job_executions (id uuid primary key, job_id text not null, started_at timestamptz)",
        "insert into shell_jobs (id, job_id, command, status) values (gen_random_uuid(), 'old', 'x', null)",
        "insert into job_executions select gen_random_uuid(), 'old', now() from generate_series(1, 3)",
        "create view silent_jobs as select job_id, command from shell_jobs",
    )
    with psycopg.connect(database.url, autocommit=True) as connection:
        for statement in older:
            connection.execute(statement)
    apply_schema(database.url)
    with connected(database.url) as found:
        assert found.lacking() == []
    (job,) = database.execute("select * from shell_jobs")
    assert (job["job_id"], job["command"], job["version"], job["hosts"]) == ("old", "x", 1, [])
    runs = database.execute(
        "select scheduled_for = started_at as same, claim_key from job_executions"
    )
    assert [run["same"] for run in runs] == [True] * 3
    assert len({run["claim_key"] for run in runs}) == 3
    apply_schema(database.url)


@pytest.mark.parametrize(
    ("foreign", "said"),
    [
        (
            "create table job_executions (id uuid primary key, job_id uuid)",
            "job_executions.job_id is uuid",
        ),
        ("create view shell_history as select 1 as id", "shell_history"),
        ("create table job_health (id int)", "job_health"),
    ],
)
def test_what_is_not_lshs_is_left_alone(database: Database, foreign: str, said: str) -> None:
    with psycopg.connect(database.url, autocommit=True) as connection:
        connection.execute(foreign)
    before = snapshot(database)
    with pytest.raises(psycopg.Error, match=said) as raised:
        apply_schema(database.url)
    assert raised.value.sqlstate == "LSH02"
    assert snapshot(database) == before


def test_the_text_can_run_inside_a_callers_transaction() -> None:
    assert "\nbegin;\n" in render_migration()
    bare = render_migration(transaction=False)
    assert "\nbegin;\n" not in bare
    assert "\ncommit;\n" not in bare
    assert bare.rstrip().endswith("notify pgrst, 'reload schema';")


# Who may see what


@pytest.fixture(scope="module")
def filled(postgres: Postgres, migrated: Database) -> Iterator[Database]:
    """A row of Alice's, of Bob's, and of nobody's in every table. Tests roll back what they change."""
    made = postgres.create_database(template=migrated.name)
    for table, values in ROWS.items():
        for user in (ALICE, BOB, None):
            made.execute(*insert(table, values | {"user_id": user}))
    yield made
    made.drop()


@pytest.mark.parametrize("name", [*OWNED, *VIEWS, "lsh_migrations"])
def test_anon_sees_nothing(filled: Database, name: str) -> None:
    with acting(filled, "anon") as anon, pytest.raises(psycopg.errors.InsufficientPrivilege):
        anon.execute(f"select * from {name}")


@pytest.mark.parametrize("table", [*OWNED, "lsh_migrations"])
def test_anon_writes_nothing(filled: Database, table: str) -> None:
    values = ROWS.get(table, {"version": 99, "name": "x"})
    statements = [insert(table, values), (f"delete from {table}", []), (f"truncate {table}", [])]
    for statement, params in statements:
        with acting(filled, "anon") as anon, pytest.raises(psycopg.errors.InsufficientPrivilege):
            anon.execute(statement, params)


@pytest.mark.parametrize("signature", functions())
def test_anon_calls_nothing(filled: Database, signature: str) -> None:
    (row,) = filled.execute(
        "select has_function_privilege('anon', %s, 'execute') as anon,"
        " has_function_privilege('authenticated', %s, 'execute') as user",
        [f"public.{signature}"] * 2,
    )
    assert row == {"anon": False, "user": True}


@pytest.mark.parametrize("name", [*OWNED, *VIEWS])
def test_a_user_sees_their_own_only(filled: Database, name: str) -> None:
    with acting(filled, "authenticated", ALICE) as alice:
        rows = alice.execute(f"select * from {name}").fetchall()
    if name == "silent_jobs":
        assert [row["job_id"] for row in rows] == ["backup"]
    assert {str(row["user_id"]) for row in rows} == {ALICE}


@pytest.mark.parametrize("table", OWNED)
def test_a_user_changes_and_deletes_their_own_only(filled: Database, table: str) -> None:
    with (
        acting(filled, "authenticated", ALICE) as alice,
        alice.transaction(force_rollback=True),
    ):
        assert alice.execute(f"update {table} set updated_at = now()").rowcount == 1
        for refused in (f"update {table} set user_id = '{BOB}'", f"truncate {table}"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), alice.transaction():
                alice.execute(refused)
        gone = alice.execute(f"delete from {table} returning user_id").fetchall()
        assert [str(row["user_id"]) for row in gone] == [ALICE]


@pytest.mark.parametrize("table", OWNED)
def test_a_user_inserts_for_themselves_only(filled: Database, table: str) -> None:
    with (
        acting(filled, "authenticated", ALICE) as alice,
        alice.transaction(force_rollback=True),
    ):
        alice.execute(f"delete from {table}")
        alice.execute(*insert(table, ROWS[table]))
        assert [str(row["user_id"]) for row in alice.execute(f"select user_id from {table}")] == [
            ALICE
        ]
        for other in (BOB, None):
            with pytest.raises(psycopg.errors.InsufficientPrivilege), alice.transaction():
                alice.execute(*insert(table, ROWS[table] | {"user_id": other}))


@pytest.mark.parametrize("table", OWNED)
def test_the_service_key_sees_and_changes_all(filled: Database, table: str) -> None:
    with acting(filled, "service_role") as service, service.transaction(force_rollback=True):
        assert len(service.execute(f"select * from {table}").fetchall()) == 3
        assert service.execute(f"update {table} set updated_at = now()").rowcount == 3
        assert service.execute(f"delete from {table}").rowcount == 3


def test_users_read_the_versions_but_do_not_write_them(filled: Database) -> None:
    with acting(filled, "authenticated", ALICE) as alice:
        assert len(alice.execute("select * from lsh_migrations").fetchall()) == VERSION
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            alice.execute("insert into lsh_migrations values (99, 'x')")


def test_lsh_tables_tells_of_row_security_and_the_clock_goes(filled: Database) -> None:
    with acting(filled, "authenticated", ALICE) as alice:
        rows = alice.execute("select * from lsh_tables()").fetchall()
        (clock,) = alice.execute("select lsh_clock() >= now() as later").fetchall()
    assert {row["name"]: row["row_security"] for row in rows} == {t.name: True for t in TABLES}
    assert clock == {"later": True}


@pytest.mark.parametrize("table", OWNED)
def test_every_change_touches_the_row(filled: Database, table: str) -> None:
    with (
        psycopg.connect(filled.admin_url, autocommit=True) as admin,
        admin.transaction(force_rollback=True),
    ):
        admin.execute(f"alter table {table} disable trigger lsh_touch")
        admin.execute(f"update {table} set updated_at = '2020-01-01'")
        admin.execute(f"alter table {table} enable trigger lsh_touch")
        admin.execute(f"update {table} set created_at = created_at")
        touched = admin.execute(f"select updated_at = now() from {table}").fetchall()
    assert touched == [(True,)] * 3
