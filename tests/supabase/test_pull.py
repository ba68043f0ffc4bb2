"""Definitions that others wrote in Supabase enter a home, each once, and by the rule alone."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lsh.client.reading import reading
from lsh.domain.errors import InvalidInput
from lsh.sinks.supabase.errors import Unreachable
from lsh.sinks.supabase.gateway import Gateway
from lsh.sinks.supabase.pull import SINK
from lsh.store.merge_queries import last_verdicts
from lsh.store.sinks import sink_status
from tests.supabase.fleet import MakeMachine, as_user, edit_row, standing, sync
from tests.support.postgrest import Project
from tests.support.remote_schema import ALICE, BOB


def place(machine: Any) -> int:
    with reading(machine.home.paths) as ledger:
        return int((sink_status(ledger, SINK) or {}).get("place", -1))


def web_row(project: Project, job_id: str, **columns: Any) -> None:
    """A row that a person inserts, without a home."""
    row = {"job_id": job_id, "name": job_id, "command": "true"} | columns
    names = ", ".join(row)
    marks = ", ".join(["%s"] * len(row))
    project.execute(f"insert into shell_jobs ({names}) values ({marks})", list(row.values()))


class TestFromAnotherMachine:
    def test_a_job_that_names_this_machine_comes_here_and_is_elsewhere_there(
        self, machine: MakeMachine
    ) -> None:
        a, b = machine("a"), machine("b")
        a.create(schedule="0 3 * * *", hosts=["B"], tags=["x"])
        a.push()
        assert b.pull().created == ["j"]
        taken = b.job()
        assert (taken["schedule"], taken["tags"], taken["hosts"]) == ("0 3 * * *", ["x"], ["B"])
        assert taken["state"] == "active" and taken["next_fire_at"]
        assert a.job()["state"] == "elsewhere"
        assert taken["definition"] == a.job()["definition"]
        (event,) = b.events("job:created")
        assert event["actor"].endswith(" as supabase (a)")

    def test_what_names_no_machine_stays_at_home(self, machine: MakeMachine) -> None:
        a, b = machine("a"), machine("b")
        a.create()
        a.create("other", hosts=["c"])
        a.push()
        summary = b.pull()
        assert (b.jobs(), summary.taken, summary.read) == ([], 0, 0)

    def test_a_change_there_is_a_change_here_and_then_all_is_quiet(
        self, machine: MakeMachine
    ) -> None:
        a, b = machine("a"), machine("b")
        a.create(hosts=["a", "b"])
        sync(a, b)
        a.edit(command="echo two", priority=9)
        sync(a, b)
        assert (b.job()["command"], b.job()["priority"], b.job()["version"]) == ("echo two", 9, 2)
        assert b.row()["defined_at"] == a.row()["defined_at"]  # who adopts it has not written it
        b.edit(command="echo three")
        sync(a, b)
        assert (a.job()["command"], a.job()["version"]) == ("echo three", 3)
        assert a.events("supabase:") == b.events("supabase:") == []
        before = standing(a), standing(b)
        for each in (a, b, a, b):
            assert each.push() == 0
            assert each.pull().taken == 0
        assert (standing(a), standing(b)) == before

    def test_a_machine_that_is_named_no_more_keeps_the_job_elsewhere(
        self, machine: MakeMachine
    ) -> None:
        a, b = machine("a"), machine("b")
        a.create(schedule="@hourly", hosts=["a", "b"])
        sync(a, b)
        a.edit(hosts=["a"])
        sync(a, b)
        assert (b.job()["state"], b.job()["hosts"]) == ("elsewhere", ["a"])
        a.edit(hosts=[])
        sync(a, b)
        assert (b.job()["state"], b.job()["hosts"]) == ("elsewhere", ["a"])
        assert (a.job()["state"], a.job()["hosts"]) == ("active", [])
        assert a.events("supabase:") == b.events("supabase:") == []

    def test_jobs_of_two_homes_with_one_id_stay_apart(self, machine: MakeMachine) -> None:
        a, b = machine("a"), machine("b")
        a.create(command="echo a")
        b.create(command="echo b")
        b.edit(command="echo b2")
        sync(a, b)
        assert (a.job()["command"], b.job()["command"]) == ("echo a", "echo b2")
        a.edit(hosts=["b"])
        sync(a, b)
        assert b.job()["command"] == "echo b2"
        (event,) = b.events("supabase:rejected")
        assert "a job of its own" in event["data"]["reason"]

    def test_a_removal_removes_and_does_not_come_back(self, machine: MakeMachine) -> None:
        a, b = machine("a"), machine("b")
        a.create(hosts=["a", "b"])
        sync(a, b)
        b.call("job_remove", job="j")
        sync(a, b)
        assert (a.jobs(), b.jobs()) == ([], [])
        a.create(command="echo again", hosts=["a", "b"])
        sync(a, b)
        assert b.job()["command"] == "echo again"
        assert a.job()["version"] == b.job()["version"] == 2

    def test_a_daemonless_and_a_new_home_can_pull(self, machine: MakeMachine) -> None:
        fresh = machine("fresh")
        assert fresh.pull().as_json() == {
            "read": 0, "taken": 0, "created": [], "updated": [], "removed": [], "armed": [],
            "disarmed": [], "waiting": [], "conflicts": [], "rejected": [],
        }  # fmt: skip

    def test_a_dry_run_says_what_would_be_and_does_nothing(self, machine: MakeMachine) -> None:
        a, b = machine("a"), machine("b")
        a.create(hosts=["b"])
        a.push()
        for _ in range(2):
            assert b.pull(dry_run=True).created == ["j"]
            assert b.jobs() == []
        assert b.pull().created == ["j"]


class TestUsers:
    def test_a_users_machines_see_that_users_jobs_only(
        self, machine: MakeMachine, linked: Project
    ) -> None:
        a, b, stranger = machine("a"), machine("b"), machine("b")
        for each, user in ((a, ALICE), (b, ALICE), (stranger, BOB)):
            each.target = as_user(linked, user)
        a.create(hosts=["b"])
        sync(a, b, stranger)
        assert (b.jobs(), stranger.jobs()) == (["j"], [])
        b.edit(command="echo b")
        sync(a, b, stranger)
        assert a.job()["command"] == "echo b"
        owners = linked.execute("select distinct user_id::text from shell_jobs")
        assert [row["user_id"] for row in owners] == [ALICE]

    def test_the_secret_key_sees_a_users_rows_and_takes_none(
        self, machine: MakeMachine, linked: Project
    ) -> None:
        """Else whoever may sign up in the project could run commands on its owner's machines."""
        a = machine("a")
        a.create(command="echo mine")
        a.push()
        theirs = {"name": "x", "command": "echo theirs", "hosts": ["a"]}
        with Gateway(as_user(linked, ALICE), timeout=5.0) as gateway:
            for job_id in ("j", "theirs"):
                for home_id in (None, a.home_id):
                    row = theirs | {"job_id": job_id, "home_id": home_id}
                    gateway.upsert("shell_jobs", [row])
        assert (a.pull().read, a.jobs(), a.job()["command"]) == (0, ["j"], "echo mine")


class TestFromAPerson:
    def test_an_edited_column_is_taken_and_pushed_once(
        self, machine: MakeMachine, linked: Project
    ) -> None:
        a = machine("a")
        a.create(argv=["echo", "one"], schedule="@daily")
        a.push()
        edit_row(linked, a, command="echo two; true", schedule=None)
        summary = a.pull()
        assert summary.updated == ["j"]
        taken = a.job()
        assert (taken["command"], taken["argv"], taken["schedule"]) == (
            "echo two; true",
            None,
            None,
        )
        assert taken["version"] == 2
        (event,) = a.events("job:updated")
        assert event["actor"].endswith(" as supabase (edited)")
        assert a.row()["definition_hash"] is None
        sync(a)
        assert (a.row()["definition_hash"], a.row()["version"]) == (taken["definition"], 2)

    def test_it_arms_and_disarms_its_own_machine_only(
        self, machine: MakeMachine, linked: Project
    ) -> None:
        a, b = machine("a"), machine("b")
        a.create(schedule="@daily", hosts=["a", "b"])
        sync(a, b)
        edit_row(linked, a, enabled=False)
        sync(a, b)
        assert (a.job()["state"], b.job()["state"]) == ("stopped", "active")
        a.call("job_arm", job="j")
        sync(a, b)
        assert (a.job()["state"], a.row()["enabled"]) == ("active", True)

    def test_a_row_without_a_home_defines_a_job_where_it_names(
        self, machine: MakeMachine, linked: Project
    ) -> None:
        a, b = machine("a"), machine("b")
        web_row(linked, "web", schedule="*/5 * * * *", hosts=["a", "b"], enabled=False)
        web_row(linked, "nobodys")
        sync(a, b)
        assert a.jobs() == b.jobs() == ["web"]
        assert a.job("web")["state"] == "stopped"
        assert a.job("web")["definition"] == b.job("web")["definition"]
        linked.execute(
            "update shell_jobs set enabled = true, command = 'echo' where home_id is null"
            " and job_id = 'web'"
        )
        sync(a, b)
        for each in (a, b):
            assert (each.job("web")["state"], each.job("web")["command"]) == ("active", "echo")
            assert each.events("supabase:") == []

    def test_a_removal_waits_for_a_run_that_goes_on(
        self, machine: MakeMachine, linked: Project
    ) -> None:
        a = machine("a", supabase={"enabled": False})  # else the daemon's sink may be first to pull
        a.home.start(LSH_HOST="a")
        gate = a.home.root / "gate"
        a.create(command=f"until test -e {gate}; do sleep 0.05; done", schedule="@yearly")
        run = a.call("job_run", job="j")
        a.push()
        edit_row(linked, a, state="removed")
        assert a.pull().waiting == ["j"]
        assert a.job()["state"] == "paused"
        gate.touch()
        a.call("run_wait", run=run["run_id"])
        assert a.pull().removed == ["j"]
        assert a.jobs() == []


class TestConflicts:
    def test_the_later_of_two_edits_stands_and_the_other_can_be_read(
        self, machine: MakeMachine
    ) -> None:
        a, b = machine("a"), machine("b")
        a.create(command="echo", hosts=["a", "b"], environment={"API_TOKEN": "hunter2hunter2"})
        b.create(command="echo", hosts=["a", "b"], environment={"API_TOKEN": "hunter2hunter2"})
        sync(a, b)
        a.edit(command="echo from a")
        b.edit(command="echo from b")
        sync(a, b)
        assert a.job()["command"] == b.job()["command"] == "echo from b"
        assert a.job()["version"] == b.job()["version"]
        (lost,) = a.events("supabase:conflict")
        assert lost["data"]["job"] == "j"
        assert lost["data"]["loser"]["definition"]["command"] == "echo from a"
        assert lost["data"]["loser"]["host"] == "a"
        assert lost["data"]["winner"]["host"] == "b"
        assert "hunter2" not in json.dumps(lost)
        with reading(a.home.paths) as ledger:
            (told,) = last_verdicts(ledger)
        assert (told["type"], told["job_id"]) == ("supabase:conflict", "j")

    def test_it_is_told_where_the_remote_one_loses_too_and_once(self, machine: MakeMachine) -> None:
        a, b = machine("a"), machine("b")
        a.create(command="echo", hosts=["a", "b"])
        sync(a, b)
        a.edit(command="echo from a")
        b.edit(command="echo from b")
        b.edit(command="echo from b again")
        a.push()
        for _ in range(3):
            b.pull()
        (lost,) = b.events("supabase:conflict")
        assert lost["data"]["loser"]["definition"]["command"] == "echo from a"
        sync(a, b)
        assert a.job()["command"] == "echo from b again"
        assert len(b.events("supabase:conflict")) == 1

    def test_a_large_one_is_told_by_its_beginning(
        self, machine: MakeMachine, linked: Project
    ) -> None:
        a, b = machine("a"), machine("b")
        a.create(hosts=["a", "b"])
        sync(a, b)
        a.edit(command="echo '" + '"' * 20_000 + "'")  # twice as long in JSON, thrice in JSON in it
        b.edit(command="echo from b")
        a.push()
        b.push()
        linked.execute("update shell_jobs set host = repeat('x', 100000) where host = 'b'")
        a.pull()
        (lost,) = a.events("supabase:conflict")
        assert lost["data"]["loser"]["definition"]["begins"].startswith('{"name": "j", "command"')
        assert a.events("supabase:rejected") == []

    def test_an_edit_on_the_page_and_one_on_the_machine(
        self, machine: MakeMachine, linked: Project
    ) -> None:
        a = machine("a")
        a.create(command="echo")
        sync(a)
        edit_row(linked, a, command="echo from the page")
        a.edit(command="echo from the machine")
        sync(a)
        assert a.job()["command"] == a.row()["command"] == "echo from the machine"
        (lost,) = a.events("supabase:conflict")
        assert lost["data"]["loser"]["definition"]["command"] == "echo from the page"


class TestWhatIsNotTaken:
    def test_a_secret_that_is_not_known_here(self, machine: MakeMachine) -> None:
        a, b = machine("a"), machine("b")
        a.create(hosts=["b"], environment={"DB_PASSWORD": "hunter2"})
        a.push()
        for _ in range(3):
            b.pull()
        assert b.jobs() == []
        (event,) = b.events("supabase:rejected")
        assert "environment.DB_PASSWORD was masked" in event["data"]["reason"]
        b.create(hosts=["b"], environment={"DB_PASSWORD": "its own"})
        a.edit(command="echo new", hosts=["b"])
        sync(a, b)
        assert b.job()["command"] == "echo new"
        assert b.job()["environment"] == {"DB_PASSWORD": "its own"}
        assert a.job()["environment"] == {"DB_PASSWORD": "hunter2"}

    def test_broken_and_hostile_rows_stop_nothing(
        self, machine: MakeMachine, linked: Project
    ) -> None:
        b = machine("b")
        evil: dict[str, dict[str, Any]] = {
            "cron": {"schedule": "99 99 * * *"},
            "zone": {"schedule": "@daily", "timezone": "Mars/Olympus"},
            "../../etc": {},
            "x" * 5000: {},
            "": {},
            "empty": {"command": "  "},
            "unknown": {"definition": '{"name": "n", "command": "c", "colour": 1}'},
            "list": {"definition": "[1, 2]"},
            "deep": {"definition": "[" * 900 + "]" * 900},
            "abyss": {"definition": "[" * 3000 + "]" * 3000},
            "number": {"definition": '{"priority": ' + "9" * 5000 + "}"},
            "huge": {"command": "x" * 1_000_000},
            "typed": {"definition": '{"timeout": "soon", "environment": [1]}'},
            "priority": {"priority": 4000},
            "instant": {"defined_at": "infinity"},
            "version": {"version": 2147483647},
            "control": {"name": "a\x1b[2Jb"},
            "environment": {
                "definition": '{"name": "e", "command": "c", "environment": {"LSH_HOME": "/"}}'
            },
        }
        for job_id, columns in evil.items():
            web_row(linked, job_id, **({"hosts": ["b"]} | columns))
        web_row(linked, "good", hosts=["b"])
        summary = b.pull()
        assert "good" in b.jobs()
        fine = {"good", "instant"}
        assert set(b.jobs()) <= fine
        told = {event["data"]["job"][:100] for event in b.events("supabase:rejected")}
        assert told == {job_id[:100] for job_id in evil} - fine
        assert len(summary.rejected) == len(told)
        b.pull()
        assert len(b.events("supabase:rejected")) == len(told)


def test_a_restored_backup_catches_up_with_its_own_rows(machine: MakeMachine) -> None:
    a = machine("a")
    a.create(command="echo one")
    sync(a)
    backup = a.home.root / "backup.db"
    a.lsh("daemon", "db", "backup", str(backup))
    a.edit(command="echo two")
    sync(a)
    database = a.home.paths.database
    for name in ("", "-wal", "-shm"):
        database.with_name(database.name + name).unlink(missing_ok=True)
    backup.rename(database)
    assert a.job()["command"] == "echo one"
    sync(a)
    assert (a.job()["command"], a.job()["version"]) == ("echo two", 2)
    assert a.events("supabase:") == []


@pytest.mark.parametrize("at", [-1, 2**60, True, "2026-01-01", 1.5])
def test_an_instant_that_is_none_is_not_adopted(machine: MakeMachine, at: Any) -> None:
    a = machine("a")
    a.create()
    spec = {"name": "j", "command": "echo two"}
    with pytest.raises(InvalidInput, match="not an instant"):
        a.call("job_update", job="j", spec=spec, adopt_version=2, adopt_defined_at=at)
    assert (a.job()["command"], a.job()["version"]) == ("true", 1)


class TestThePlace:
    def test_each_change_is_read_once(self, machine: MakeMachine, linked: Project) -> None:
        a, b = machine("a"), machine("b")
        for number in range(130):
            web_row(linked, f"j{number}", hosts=["b"])
        assert len(b.pull().created) == 130
        assert b.pull().read == 0
        a.create("late", hosts=["b"])
        a.push()
        assert b.pull().read == 1

    def test_a_pull_that_breaks_off_goes_on_where_it_was(
        self, machine: MakeMachine, linked: Project
    ) -> None:
        b = machine("b")
        for number in range(120):
            web_row(linked, f"j{number}", hosts=["b"])
        linked.faults.half(times=1, skip=1, method="GET", table="shell_jobs")
        with pytest.raises(Unreachable):
            b.pull()
        assert len(b.jobs()) == 100
        assert len(b.pull().created) == 20

    def test_a_database_that_begins_anew_is_read_from_the_start(
        self, machine: MakeMachine, linked: Project
    ) -> None:
        a, b = machine("a"), machine("b")
        a.create(hosts=["b"])
        sync(a, b)
        linked.execute("truncate shell_jobs; alter sequence lsh_change_seq restart with 1")
        web_row(linked, "new", hosts=["b"])
        assert b.pull().created == ["new"]
        assert place(b) == 1

    def test_another_project_is_read_from_the_start(
        self, machine: MakeMachine, linked: Project
    ) -> None:
        b = machine("b")
        b.call(
            "sink_progress",
            sink=SINK,
            status={"project": "https://old.supabase.co", "user": "", "place": 99},
        )
        web_row(linked, "new", hosts=["b"])
        assert b.pull().created == ["new"]
