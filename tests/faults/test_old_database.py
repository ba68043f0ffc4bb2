"""A ledger of long ago loads for ever, and migrations do all of a step or nothing."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from lsh.domain.errors import LshError
from lsh.store import migrations
from lsh.store.jobs import spec_from_json
from lsh.store.ledger import Ledger
from tests.support.daemon import Home
from tests.support.invariants import check_paths, rows, runs, settle

OLD = Path(__file__).parents[1] / "data" / "ledger-v1.db"


@pytest.fixture
def old(home: Home) -> Home:
    """A home with the ledger of the first schema."""
    shutil.copy(OLD, home.paths.database)
    return home


def test_the_first_schema_is_read_by_the_command_line(old: Home) -> None:
    for command in (
        ("cron", "list"),
        ("cron", "info", "nightly-backup"),
        ("cron", "report", "nightly-backup"),
        ("cron", "comprehensive-report"),
        ("cron", "export", "--format", "json"),
        ("daemon", "db", "history"),
        ("daemon", "db", "stats"),
    ):
        done = old.lsh(*command)
        assert done.returncode == 0, (command, done.stderr)
        assert done.stdout.strip()


def test_the_first_schema_is_taken_up_by_a_daemon(old: Home) -> None:
    before = {run["id"]: run for run in runs(old.paths)}
    assert {run["state"] for run in before.values()} == {
        *("scheduled", "queued", "running", "retrying"),
        *("succeeded", "failed", "cancelled", "skipped", "missed"),
    }
    old.start()
    settle(old)
    after = {run["id"]: run for run in runs(old.paths)}
    for run_id, run in before.items():
        if run["finished_at"]:
            changed = {k for k, v in run.items() if after[run_id][k] != v}
            assert changed <= {"rolled_up"}
    ended = {run["job"]: run for run in after.values() if run["id"] in before}
    assert ended["scheduled"]["state"] == "missed", "months late: its grace is over"
    assert ended["queued"]["outcome"] == "success"
    assert ended["retrying"]["outcome"] == "success"
    assert ended["running"]["outcome"] == "lost"
    check_paths(old.paths)
    caught_up = [r for r in runs(old.paths, "nightly-backup") if r["kind"] == "catch_up"]
    assert len(caught_up) == 1


def test_definitions_of_the_first_schema_mean_the_same(old: Home) -> None:
    specs = {
        row["id"]: spec_from_json(row["spec"]) for row in rows(old.paths, "SELECT * FROM jobs")
    }
    nightly = specs["nightly-backup"]
    assert (nightly.timezone, nightly.tags) == ("Europe/Berlin", ["backup", "night"])
    assert (nightly.max_retries, nightly.retry_on, nightly.on_failure) == (2, [1, 2], "true")
    assert specs["every-so-often"].argv == ["/bin/true"]
    versions = rows(old.paths, "SELECT count(*) AS n FROM job_versions")
    assert versions[0]["n"] == len(specs)


STEPS = {
    2: "ALTER TABLE jobs ADD COLUMN colour VARCHAR; UPDATE jobs SET colour = 'red';",
    3: "CREATE TABLE shades (name VARCHAR); INSERT INTO shades SELECT colour FROM jobs;",
}
BROKEN = {3: "CREATE TABLE shades (name VARCHAR); INSERT INTO nowhere VALUES (1);"}


def version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def tables(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}


def test_steps_are_taken_in_order_and_once(old: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations, "STEPS", STEPS)
    monkeypatch.setattr(migrations, "VERSION", 3)
    for _ in range(2):
        Ledger(old.paths.database).close()
        assert version(old.paths.database) == 3
        shades = rows(old.paths, "SELECT name FROM shades")
        assert shades == [{"name": "red"}] * len(rows(old.paths, "SELECT key FROM jobs"))


def test_a_step_that_fails_leaves_what_was_before_it(
    old: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations, "STEPS", STEPS | BROKEN)
    monkeypatch.setattr(migrations, "VERSION", 3)
    with pytest.raises(LshError, match="nowhere"):
        Ledger(old.paths.database)
    assert version(old.paths.database) == 2
    assert "shades" not in tables(old.paths.database)
    monkeypatch.setattr(migrations, "STEPS", STEPS)
    Ledger(old.paths.database).close()
    assert version(old.paths.database) == 3


def test_the_first_schema_is_that_of_today_until_there_are_steps(tmp_path: Path) -> None:
    """Migrated or made anew: the tables are the same."""
    shutil.copy(OLD, tmp_path / "old.db")
    Ledger(tmp_path / "old.db").close()
    Ledger(tmp_path / "new.db").close()
    assert described(tmp_path / "old.db") == described(tmp_path / "new.db")


def test_a_migrated_ledger_has_the_indexes_of_a_new_one(tmp_path: Path) -> None:
    """A query that is fast on a new file is not slow on an old one, and keys mean the same."""
    shutil.copy(OLD, tmp_path / "old.db")
    Ledger(tmp_path / "old.db").close()
    Ledger(tmp_path / "new.db").close()
    old, new = indexed(tmp_path / "old.db"), indexed(tmp_path / "new.db")
    assert old == new
    assert old["shell_history"]["indexes"], "that of a table which came with a step"
    assert old["events"]["autoincrement"]


def indexed(path: Path) -> dict[str, dict[str, object]]:
    """Each table's indexes (unique, partial, their columns and conditions), and how it keeps its key."""
    with closing(sqlite3.connect(path)) as connection:
        found: dict[str, dict[str, object]] = {}
        listed = "SELECT name, sql FROM sqlite_master WHERE type = 'table' ORDER BY name"
        for table, sql in connection.execute(listed).fetchall():
            indexes = []
            for _, name, *kind in connection.execute(f"PRAGMA index_list({table})").fetchall():
                columns = connection.execute(f"PRAGMA index_info({name})").fetchall()
                query = "SELECT sql FROM sqlite_master WHERE name = ?"
                made = connection.execute(query, (name,)).fetchone() or [None]
                condition = " ".join((made[0] or "").partition("WHERE")[2].split())
                indexes.append((kind, [column for *_, column in columns], condition))
            found[table] = {
                "indexes": sorted(indexes, key=str),
                "autoincrement": "AUTOINCREMENT" in (sql or ""),
                "without rowid": "WITHOUT ROWID" in (sql or ""),
            }
        return found


def described(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as connection:
        found = {}
        for name in sorted(tables(path)):
            columns = connection.execute(f"PRAGMA table_info({name})").fetchall()
            found[name] = sorted(columns, key=lambda column: str(column[1]))
        return found
