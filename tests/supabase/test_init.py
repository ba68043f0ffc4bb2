"""``lsh supabase init`` and ``migrations`` as a person calls them, on a real PostgreSQL."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from lsh.domain.errors import ConfigurationError, InvalidInput, TryAgain
from lsh.store.remote import applying
from lsh.store.remote.applying import connected, shown
from lsh.store.remote.folder import FOLDER, write_migration
from lsh.store.remote.render import render_migration
from lsh.store.remote.versions import VERSION, VERSIONS
from tests.supabase.test_remote_schema import snapshot
from tests.support.daemon import interpreter, run_lsh
from tests.support.postgres import Database, Postgres
from tests.support.postgrest import Project

SECRET = "hunter2-and-more"
PATIENCE = 60


class Shell:
    """A person in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environ = interpreter() | {"LSH_HOME": str(folder / "home"), "TZ": "UTC"}

    def lsh(self, *words: str, stdin: str = "", **environ: str) -> subprocess.CompletedProcess[str]:
        done = run_lsh(["supabase", *words], self.environ | environ, stdin, self.folder)
        assert SECRET not in done.stdout + done.stderr
        assert "internal error" not in done.stderr
        return done

    def init(self, *words: str, **more: str) -> dict[str, Any]:
        """What ``init --json`` says; it must succeed."""
        done = self.lsh("init", "--json", *words, **more)
        assert done.returncode == 0, done.stderr
        said = json.loads(done.stdout)
        assert isinstance(said, dict)
        return said

    @property
    def files(self) -> list[Path]:
        return sorted((self.folder / FOLDER).glob("*"))


@pytest.fixture
def shell(tmp_path: Path) -> Shell:
    return Shell(tmp_path)


# The file


def test_it_writes_a_migration_where_the_supabase_cli_looks(shell: Shell) -> None:
    done = shell.lsh("init")
    assert done.returncode == 0
    (file,) = shell.files
    assert re.fullmatch(r"\d{14}_lsh\.sql", file.name)
    age = datetime.now(UTC) - datetime.strptime(file.name[:14] + "Z", "%Y%m%d%H%M%S%z")
    assert abs(age.total_seconds()) < PATIENCE
    assert done.stdout == f"supabase/migrations/{file.name}\n"
    assert file.read_text() == render_migration()


def test_a_second_call_writes_no_second_file(shell: Shell) -> None:
    first = shell.init()
    file = shell.files[0]
    assert first == {
        "version": VERSION, "file": str(file.relative_to(shell.folder)), "applied": False,
        "changed": True, "target": None,
    }  # fmt: skip
    written = file.stat()
    assert shell.init() == first | {"changed": False}
    assert "unchanged" in shell.lsh("init").stderr
    assert shell.files == [file]
    assert file.stat().st_mtime_ns == written.st_mtime_ns


def test_another_text_gets_a_later_file_and_the_older_stays(tmp_path: Path) -> None:
    now = datetime(2026, 1, 1, 12, tzinfo=UTC)
    first, _ = write_migration(tmp_path, "one", now)
    second, written = write_migration(tmp_path, "two", now)
    assert (first.name, second.name, written) == (
        "20260101120000_lsh.sql", "20260101120001_lsh.sql", True,
    )  # fmt: skip
    assert write_migration(tmp_path, "one", now) == (first, False)
    assert [path.read_text() for path in (first, second)] == ["one", "two"]


def test_print_prints_the_sql_and_writes_nothing(shell: Shell, database: Database) -> None:
    done = shell.lsh("init", "--print", SUPABASE_DB_URL=database.url)
    assert (done.returncode, done.stdout) == (0, render_migration())
    assert json.loads(shell.lsh("init", "--print", "--json").stdout) == {
        "version": VERSION,
        "sql": render_migration(),
    }
    assert not (shell.folder / "supabase").exists()
    with connected(database.url) as found:
        assert found.applied() == []
    assert shell.lsh("init", "--print", "--db-url", database.url).returncode == 2


@pytest.mark.parametrize("taken", ["supabase", "supabase/migrations"])
def test_a_folder_that_cannot_be_is_said(shell: Shell, database: Database, taken: str) -> None:
    path = shell.folder / taken
    path.parent.mkdir(exist_ok=True)
    path.write_text("a file")
    done = shell.lsh("init", "--db-url", database.url)
    assert done.returncode == 78
    assert str(path) in done.stderr
    assert "--print" in done.stderr
    with connected(database.url) as found:
        assert found.applied() == []


# Applying


def test_it_applies_and_a_second_call_changes_nothing(shell: Shell, database: Database) -> None:
    target = f"project_owner@{database.url.split('host=')[1]}/{database.name}"
    first = shell.init("--db-url", database.url)
    assert (first["applied"], first["changed"], first["target"]) == (True, True, target)
    before = snapshot(database)
    assert before
    second = shell.init("--db-url", database.url)
    assert second == first | {"applied": False, "changed": False}
    assert snapshot(database) == before
    done = shell.lsh("init", "--db-url", database.url)
    assert f"{target} was already at version {VERSION}" in done.stderr
    assert len(shell.files) == 1


def test_the_url_may_come_from_stdin_or_the_environment(shell: Shell, database: Database) -> None:
    assert shell.init("--db-url", "-", stdin=f"{database.url}\n")["applied"]
    assert shell.init(SUPABASE_DB_URL=database.url)["target"]
    assert shell.init()["target"] is None


def test_postgrest_is_told_to_look_again(shell: Shell, database: Database) -> None:
    with psycopg.connect(database.admin_url, autocommit=True) as listener:
        listener.execute("listen pgrst")
        shell.init("--db-url", database.url)
        (told,) = listener.notifies(timeout=PATIENCE, stop_after=1)
    assert told.payload == "reload schema"


def test_a_server_that_is_too_old_is_said() -> None:
    applying.check_server(150_000)
    with pytest.raises(ConfigurationError, match="PostgreSQL 14"):
        applying.check_server(140_012)


def test_what_was_dropped_is_made_again(shell: Shell, schema: Database) -> None:
    schema.execute("drop view silent_jobs")
    assert shell.init("--db-url", schema.url)["applied"]
    assert schema.execute("select * from silent_jobs") == []
    assert not shell.init("--db-url", schema.url)["applied"]


def test_two_at_once_both_succeed(shell: Shell, database: Database) -> None:
    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(lambda _: shell.init("--db-url", database.url), range(2)))
    assert any(said["applied"] for said in done)
    with connected(database.url) as found:
        assert found.lacking() == []


# What goes wrong


@pytest.mark.parametrize(
    "url",
    [
        "https://abc.supabase.co",
        "nonsense",
        f"postgresql://postgres:{SECRET}@host:port/postgres",
        f"postgresql://postgres:{SECRET}@host:99999/postgres",
        f"postgresql://postgres:{SECRET}%zz@host/postgres",
        f"mysql://root:{SECRET}@host/db",
        f"{SECRET}",
        "",
    ],
)
def test_what_is_no_url_is_said_without_repeating_it(shell: Shell, url: str) -> None:
    done = shell.lsh("init", "--db-url", url)
    assert done.returncode == 2
    assert "postgresql://" in done.stderr
    assert not (shell.folder / "supabase").exists()


def test_an_empty_stdin_is_said(shell: Shell) -> None:
    done = shell.lsh("init", "--db-url", "-", stdin="\n")
    assert (done.returncode, done.stdout) == (2, "")
    assert "stdin" in done.stderr


def test_no_server_is_for_later_and_leaves_nothing(shell: Shell) -> None:
    done = shell.lsh("init", "--db-url", f"postgresql://postgres:{SECRET}@127.0.0.1:1/postgres")
    assert done.returncode == 75
    assert "postgres@127.0.0.1:1/postgres does not answer" in done.stderr
    assert "process list" in done.stderr
    assert shell.files == []


def test_an_unknown_host_is_for_later(shell: Shell) -> None:
    done = shell.lsh("init", "--db-url", "postgresql://postgres@db.nowhere.invalid/postgres")
    assert done.returncode == 75


@pytest.fixture
def guarded(postgres: Postgres, database: Database) -> Iterator[str]:
    """The user part and the rest of a URL of ``database`` that asks for a password."""
    rules = postgres.folder / "data" / "pg_hba.conf"
    usual = rules.read_text()
    rules.write_text(f"local all locked scram-sha-256\n{usual}")
    postgres.execute(f"create role locked login password '{SECRET}x'")
    postgres.execute("select pg_reload_conf()")
    yield database.url.replace("project_owner@", "locked{}@")
    rules.write_text(usual)
    postgres.execute("drop role locked")
    postgres.execute("select pg_reload_conf()")


@pytest.mark.parametrize("password", ["", f":{SECRET}"])
def test_a_wrong_password_is_refused(shell: Shell, guarded: str, password: str) -> None:
    done = shell.lsh("init", "--db-url", guarded.format(password))
    assert done.returncode == 4
    assert "password" in done.stderr
    assert shell.files == []


def test_an_unknown_user_is_refused(shell: Shell, database: Database) -> None:
    done = shell.lsh("init", "--db-url", database.url.replace("project_owner", "nobody"))
    assert done.returncode == 4
    assert 'role "nobody" does not exist' in done.stderr


def test_an_unknown_database_is_not_found(shell: Shell, database: Database) -> None:
    done = shell.lsh("init", "--db-url", database.url.replace(database.name, "nowhere"))
    assert done.returncode == 3


def test_too_few_rights_are_refused(shell: Shell, database: Database) -> None:
    before = snapshot(database)
    done = shell.lsh("init", "--db-url", database.authenticator_url)
    assert done.returncode == 4
    assert "connect as the role postgres" in done.stderr
    assert snapshot(database) == before
    assert shell.files == []


def test_a_database_that_is_not_supabases_is_said(shell: Shell, database: Database) -> None:
    database.execute("drop schema auth cascade")
    done = shell.lsh("init", "--db-url", database.url)
    assert done.returncode == 78
    assert "not a Supabase database" in done.stderr


def test_other_tables_of_that_name_are_said_and_left(shell: Shell, database: Database) -> None:
    database.execute("create table job_executions (id uuid primary key, job_id uuid)")
    before = snapshot(database)
    done = shell.lsh("init", "--db-url", database.url)
    assert done.returncode == 78
    assert "job_executions.job_id is uuid, not text" in done.stderr
    assert snapshot(database) == before


def test_a_failure_on_the_way_leaves_nothing(shell: Shell, database: Database) -> None:
    with psycopg.connect(database.url, autocommit=True) as connection:
        connection.execute("create view silent_jobs as select 1 as one")
        connection.execute("create view of_mine as select * from silent_jobs")
    before = snapshot(database)
    done = shell.lsh("init", "--db-url", database.url)
    assert done.returncode == 1
    assert "depend" in done.stderr
    assert "nothing was changed" in done.stderr
    assert snapshot(database) == before
    assert shell.files == []


def test_a_newer_schema_is_left_alone(shell: Shell, schema: Database) -> None:
    schema.execute("insert into lsh_migrations values (99, 'from the future')")
    done = shell.lsh("init", "--db-url", schema.url)
    assert done.returncode == 78
    assert "version 99" in done.stderr


def test_a_table_that_somebody_holds_is_for_later(
    schema: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "_LOCK_TIMEOUT", "20ms")
    with psycopg.connect(schema.url) as holder:
        holder.execute("lock table shell_jobs in access exclusive mode")
        with pytest.raises(TryAgain, match="lock timeout"), connected(schema.url) as database:
            database.apply()


def test_without_psycopg_it_says_what_to_install(shell: Shell) -> None:
    program = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from lsh.cli import run; sys.exit(run(sys.argv[1:]))"
    )

    def init(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", program, "supabase", "init", *words],
            cwd=shell.folder, env=shell.environ, capture_output=True, text=True,
            timeout=PATIENCE, check=False,
        )  # fmt: skip

    done = init("--db-url", "postgresql://x/y")
    assert done.returncode == 78
    assert "pip install 'lsh[postgres]'" in done.stderr
    assert init().returncode == 0


@pytest.mark.parametrize(
    ("url", "seen"),
    [
        (f"postgresql://me:{SECRET}@h:6543/db", "me@h:6543/db"),
        (f"host=h user=me password={SECRET}", "me@h/me"),
        ("postgresql:///db", "localhost/db"),
    ],
)
def test_a_target_is_shown_without_its_password(url: str, seen: str) -> None:
    assert shown(url) == seen


@pytest.mark.parametrize(
    "password", [f"p@{SECRET}", f"p@ss@{SECRET}", f"p/{SECRET}", f"p%{SECRET}"]
)
def test_a_password_that_was_not_escaped_is_not_taken_for_the_host(password: str) -> None:
    with pytest.raises(InvalidInput, match="is no URL") as raised:
        shown(f"postgresql://me:{password}@host/db")
    assert SECRET not in f"{raised.value} {raised.value.hint}"
    assert "%40" in str(raised.value.hint)


# migrations


def migrations(shell: Shell, *words: str, **environ: str) -> tuple[int, list[dict[str, Any]]]:
    done = shell.lsh("migrations", "--json", *words, **environ)
    return done.returncode, json.loads(done.stdout)


def test_migrations_over_the_database(shell: Shell, database: Database) -> None:
    lacking = {"local": True, "remote": False, "applied_at": None}
    assert migrations(shell, "--db-url", database.url) == (
        1,
        [{"version": version, "name": name} | lacking for version, name in VERSIONS.items()],
    )
    shell.init("--db-url", database.url)
    code, rows = migrations(shell, "--db-url", database.url)
    assert code == 0
    assert all(row["remote"] for row in rows)
    assert all(datetime.fromisoformat(row["applied_at"]).tzinfo for row in rows)


def test_migrations_of_a_newer_lsh_are_shown(shell: Shell, schema: Database) -> None:
    schema.execute("insert into lsh_migrations values (99, 'from the future')")
    done = shell.lsh("migrations", "--plain", "--db-url", schema.url)
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1].startswith("99\tfrom the future\tno\tyes\t")
    assert "newer lsh" in done.stderr


def test_migrations_over_the_api(shell: Shell, project: Project, database: Database) -> None:
    access = {"SUPABASE_URL": project.url, "SUPABASE_SERVICE_ROLE_KEY": project.service_key}
    code, rows = migrations(shell, **access)
    assert (code, [row["remote"] for row in rows]) == (1, [False] * len(VERSIONS))
    shell.init("--db-url", database.url)
    assert migrations(shell, **access) == migrations(shell, "--db-url", database.url)
    table = shell.lsh("migrations", **access)
    assert table.returncode == 0
    assert table.stdout.split()[:5] == ["VERSION", "NAME", "LOCAL", "REMOTE", "APPLIED"]


def test_migrations_without_a_project_say_so(shell: Shell) -> None:
    done = shell.lsh("migrations")
    assert done.returncode == 78
    assert "no Supabase project" in done.stderr
