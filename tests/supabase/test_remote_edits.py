"""The trigger on shell_jobs: a person's edit is a new version, an older machine's report undoes nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from tests.support.daemon import until
from tests.support.postgres import Database, Postgres
from tests.support.remote_schema import ALICE, acting

HOME = "11111111-0000-4000-8000-000000000001"
EARLY, LATE = "2026-01-01T00:00:00+00:00", "2026-02-01T00:00:00+00:00"
DEFINITION = {"name": "Backup", "command": "tar c /", "argv": ["tar", "c", "/"], "priority": 8}


class Jobs:
    """shell_jobs with one job in it, which lsh pushed: version 3, hash h3, push_seq 10."""

    def __init__(self, connection: psycopg.Connection[dict[str, Any]]) -> None:
        self.connection = connection
        self.push(version=3, definition_hash="h3", push_seq=10, defined_at=EARLY, lineage=["h2"])

    def push(self, **changes: Any) -> None:
        """An upsert as lsh makes it, of the whole definition and where the job stands."""
        row = {
            "id": HOME, "home_id": HOME, "job_id": "backup", "name": "Backup", "command": "tar c /",
            "priority": 8, "definition": DEFINITION, "hosts": ["laptop"], "enabled": True,
            "state": "active", "removed_at": None,
        } | changes  # fmt: skip
        values = [Jsonb(value) if isinstance(value, dict) else value for value in row.values()]
        sets = ", ".join(f"{name} = excluded.{name}" for name in row)
        self.connection.execute(
            f"insert into shell_jobs ({', '.join(row)}) values ({', '.join(['%s'] * len(row))})"
            f" on conflict (id) do update set {sets}",
            values,
        )

    def edit(self, **changes: Any) -> None:
        """What a person sets on a web page."""
        values = [Jsonb(value) if isinstance(value, dict) else value for value in changes.values()]
        sets = ", ".join(f"{name} = %s" for name in changes)
        self.connection.execute(f"update shell_jobs set {sets}", values)

    @property
    def row(self) -> dict[str, Any]:
        (found,) = self.connection.execute("select * from shell_jobs").fetchall()
        return found


@pytest.fixture(scope="module")
def shared(postgres: Postgres, migrated: Database) -> Iterator[Database]:
    made = postgres.create_database(template=migrated.name)
    yield made
    made.drop()


@pytest.fixture
def jobs(shared: Database) -> Iterator[Jobs]:
    with psycopg.connect(shared.admin_url, row_factory=dict_row) as connection:
        yield Jobs(connection)
        connection.rollback()


# What a person does


def test_a_persons_edit_is_a_new_version_and_enters_the_definition(jobs: Jobs) -> None:
    before = jobs.row
    jobs.edit(command="rsync -a / /mnt", schedule="0 3 * * *", working_directory="/srv")
    row = jobs.row
    assert row["version"] == before["version"] + 1
    assert row["definition"] == {
        "name": "Backup", "command": "rsync -a / /mnt", "schedule": "0 3 * * *",
        "working_dir": "/srv", "priority": 8,
    }  # fmt: skip
    assert row["definition_hash"] is None
    assert row["edited_at"] == row["defined_at"] > before["defined_at"]
    assert row["change_seq"] > before["change_seq"]
    assert row["lineage"] == ["h2"]


@pytest.mark.parametrize(
    ("column", "value", "field"),
    [
        ("name", "Nightly", "name"),
        ("description", "all of it", "description"),
        ("timezone", "Europe/Rome", "timezone"),
        ("priority", 2, "priority"),
        ("queue", "slow", "queue"),
        ("tags", ["a", "b"], "tags"),
        ("category", "backup", "category"),
        ("hosts", ["server", "laptop"], "hosts"),
        ("claim", "shared", "claim"),
        ("on_unreachable", "run", "on_unreachable"),
    ],
)
def test_every_plain_column_is_folded(jobs: Jobs, column: str, value: Any, field: str) -> None:
    jobs.edit(**{column: value})
    assert jobs.row["definition"] == DEFINITION | {field: value}
    assert jobs.row["version"] == 4


def test_a_column_made_null_leaves_the_definition(jobs: Jobs) -> None:
    jobs.edit(priority=None)
    assert "priority" not in jobs.row["definition"]


def test_an_edited_definition_is_kept_as_it_was_written(jobs: Jobs) -> None:
    jobs.edit(definition=DEFINITION | {"timeout": 60})
    row = jobs.row
    assert (row["definition"], row["version"]) == (DEFINITION | {"timeout": 60}, 4)
    assert row["definition_hash"] is None


@pytest.mark.parametrize("change", [{"enabled": False}, {"removed_at": LATE}, {"state": "removed"}])
def test_switching_off_and_removing_are_edits(jobs: Jobs, change: dict[str, Any]) -> None:
    before = jobs.row
    jobs.edit(**change)
    row = jobs.row
    assert (row["version"], row["definition_hash"]) == (4, None)
    assert row["definition"] == DEFINITION
    assert row["change_seq"] > before["change_seq"]
    assert (row["removed_at"] is not None) == ("enabled" not in change)


@pytest.mark.parametrize("change", [{"name": "Backup"}, {"output": "x"}, {"version": 9}])
def test_an_edit_that_changes_no_definition_is_no_new_version(
    jobs: Jobs, change: dict[str, Any]
) -> None:
    before = jobs.row
    jobs.edit(**change)
    row = jobs.row
    for column in ("version", "definition_hash", "change_seq", "edited_at", "defined_at"):
        assert row[column] == before[column], column


def test_nobody_sets_the_change_number(jobs: Jobs) -> None:
    before = jobs.row["change_seq"]
    jobs.edit(change_seq=1_000_000)
    assert jobs.row["change_seq"] == before


def test_a_job_that_a_person_makes_has_a_definition(shared: Database) -> None:
    with acting(shared, "authenticated", ALICE) as alice, alice.transaction(force_rollback=True):
        alice.execute(
            "insert into shell_jobs (job_id, command, schedule, hosts) values"
            " ('greet', 'echo hi', '@daily', '{laptop}')"
        )
        (row,) = alice.execute("select * from shell_jobs").fetchall()
    assert row["definition"] == {"command": "echo hi", "schedule": "@daily", "hosts": ["laptop"]}
    assert (row["version"], row["definition_hash"], row["home_id"]) == (1, None, None)
    assert row["edited_at"] == row["defined_at"] is not None
    assert row["change_seq"] is not None


# What lsh does


def test_a_newer_push_is_taken_whole(jobs: Jobs) -> None:
    before = jobs.row
    definition = DEFINITION | {"command": "new"}
    jobs.push(
        version=4, definition_hash="h4", push_seq=11, defined_at=LATE, command="new",
        definition=definition, lineage=["h2", "h3"],
    )  # fmt: skip
    row = jobs.row
    assert (row["version"], row["definition_hash"], row["command"]) == (4, "h4", "new")
    assert (row["definition"], row["lineage"], row["edited_at"]) == (definition, ["h2", "h3"], None)
    assert row["change_seq"] > before["change_seq"]


def test_a_report_about_the_same_version_changes_only_where_it_stands(jobs: Jobs) -> None:
    before = jobs.row
    jobs.push(
        version=3,
        definition_hash="h3",
        push_seq=11,
        defined_at=EARLY,
        lineage=["h2"],
        state="paused",
    )
    row = jobs.row
    assert (row["state"], row["push_seq"]) == ("paused", 11)
    assert row["change_seq"] == before["change_seq"]


def test_an_older_push_leaves_a_persons_edit_and_tells_where_the_job_stands(jobs: Jobs) -> None:
    jobs.edit(command="edited", enabled=False, hosts=["server"], name="Edited")
    edited = jobs.row
    jobs.push(
        version=3, definition_hash="h3", push_seq=11, defined_at=LATE, state="paused",
        exit_code=7, lineage=[], removed_at=None,
    )  # fmt: skip
    row = jobs.row
    assert (row["state"], row["exit_code"], row["push_seq"]) == ("paused", 7, 11)
    kept = (
        "definition definition_hash version name command hosts enabled lineage defined_at edited_at"
    )
    for column in [*kept.split(), "change_seq"]:
        assert row[column] == edited[column], column


def test_an_older_push_does_not_bring_back_what_a_person_removed(jobs: Jobs) -> None:
    jobs.edit(state="removed")
    jobs.push(version=3, definition_hash="h3", push_seq=11, defined_at=EARLY)
    assert jobs.row["removed_at"] is not None


def test_an_accepted_push_clears_the_removal_and_the_edit(jobs: Jobs) -> None:
    jobs.edit(state="removed")
    jobs.push(version=5, definition_hash="h5", push_seq=11, defined_at=LATE)
    row = jobs.row
    assert (row["removed_at"], row["definition_hash"], row["state"]) == (None, "h5", "active")


@pytest.mark.parametrize(("defined_at", "taken"), [(LATE, True), (EARLY, False), (None, False)])
def test_of_two_with_one_version_the_later_defined_wins(
    jobs: Jobs, defined_at: str | None, taken: bool
) -> None:
    middle = "2026-01-15T00:00:00+00:00"
    jobs.push(version=4, definition_hash="a", push_seq=11, defined_at=middle, command="a")
    jobs.push(version=4, definition_hash="b", push_seq=12, defined_at=defined_at, command="b")
    row = jobs.row
    expected = ("b", "b") if taken else ("a", "a")
    assert (row["definition_hash"], row["command"]) == expected
    assert row["push_seq"] == 12


# Change numbers


def test_change_numbers_grow_in_the_order_of_commits(schema: Database) -> None:
    """A second writer waits for the first one's commit, so no reader can pass over a number."""
    order: list[str] = []

    def second() -> None:
        schema.execute("insert into shell_jobs (job_id, command) values ('second', 'x')")
        order.append("second")

    with psycopg.connect(schema.admin_url) as first:
        first.execute("insert into shell_jobs (job_id, command) values ('first', 'x')")
        other = threading.Thread(target=second)
        other.start()
        until(
            lambda: schema.execute(
                "select pid from pg_locks where locktype = 'advisory' and not granted"
            ),
            "the second writer waits",
        )
        order.append("first")
        first.commit()
    other.join()
    assert order == ["first", "second"]
    rows = schema.execute("select job_id from shell_jobs order by change_seq")
    assert [row["job_id"] for row in rows] == ["first", "second"]
