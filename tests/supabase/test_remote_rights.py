"""Rights in Supabase that somebody weakened, and users who try to get at each other's rows."""

from __future__ import annotations

import psycopg
import pytest

from lsh.store.remote.applying import connected
from tests.supabase.test_remote_schema import OWNED, ROWS, definitions, insert
from tests.support.postgres import Database
from tests.support.remote_schema import ALICE, BOB, acting


@pytest.mark.parametrize("table", OWNED)
def test_nobody_writes_over_anothers_row(schema: Database, table: str) -> None:
    key = "home_id" if table == "lsh_homes" else "id"
    schema.execute(*insert(table, ROWS[table] | {"user_id": ALICE}))
    (before,) = schema.execute(f"select * from {table}")
    # the owner is named, or not: both ways an upsert through the API may go
    for values in (ROWS[table], ROWS[table] | {"user_id": BOB}, ROWS[table] | {"user_id": ALICE}):
        statement, params = insert(table, values | {key: before[key]})
        upsert = f"{statement} on conflict ({key}) do update set user_id = excluded.user_id"
        with (
            acting(schema, "authenticated", BOB) as bob,
            pytest.raises(psycopg.errors.InsufficientPrivilege),
        ):
            bob.execute(upsert, params)
        with acting(schema, "authenticated", BOB) as bob:
            assert bob.execute(f"update {table} set user_id = '{BOB}'").rowcount == 0
            assert bob.execute(f"delete from {table}").rowcount == 0
    assert schema.execute(f"select * from {table}") == [before]


def test_a_token_without_a_subject_sees_and_writes_nothing(schema: Database) -> None:
    for table in OWNED:
        schema.execute(*insert(table, ROWS[table] | {"user_id": None}))
        with acting(schema, "authenticated") as nobody:
            assert nobody.execute(f"select * from {table}").fetchall() == []
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                nobody.execute(*insert(table, ROWS[table]))


@pytest.mark.parametrize(
    ("weakened", "noticed"),
    [
        ("alter policy lsh_select on shell_history using (true)", "shell_history policy lsh_select"),
        ("alter policy lsh_update on shell_jobs with check (true)", "shell_jobs policy lsh_update"),
        ("alter policy lsh_delete on shell_jobs to public", "shell_jobs policy lsh_delete"),
        ("alter policy lsh_select on lsh_migrations using (false)", "lsh_migrations policy lsh_select"),
        ("alter view job_runs set (security_invoker = false)", "job_runs under row security"),
        ("grant select on shell_history to anon", "shell_history closed to anon"),
        ("grant select (command) on shell_jobs to anon", "shell_jobs closed to anon"),
        ("alter function lsh_prune(int) security definer", "function lsh_prune "),
        ("alter function lsh_fold reset search_path", "function lsh_fold "),
        ("grant select on job_health to public", "job_health closed to anon"),
    ],
)  # fmt: skip
def test_a_weakened_right_is_noticed_and_mended(
    schema: Database, weakened: str, noticed: str
) -> None:
    before = definitions(schema)
    schema.execute(weakened)
    with connected(schema.url) as database:
        (lacking,) = database.lacking()
        assert lacking.startswith(noticed)
        database.apply()
        assert database.lacking() == []
    kinds = {"policy", "rule"}  # what is made anew has another number
    assert [row for row in definitions(schema) if row["kind"] not in kinds] == [
        row for row in before if row["kind"] not in kinds
    ]
