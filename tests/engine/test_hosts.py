"""Jobs that name their machines: kept everywhere, run only there."""

from __future__ import annotations

import asyncio
import itertools
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lsh.domain.errors import NotAllowed
from lsh.domain.job import JobState, hosts_clause, is_named, job_state
from lsh.engine.hosts import follow_host
from lsh.reports.figures import state_of
from lsh.store.glance import jobs_at_a_glance
from lsh.store.jobs import NEVER
from lsh.store.queries import RunFilter, get_job, job_count, list_runs
from lsh.store.report_queries import ReportedJob
from tests.support.world import World

BEFORE = datetime(2026, 11, 22, 11, 59, 58, tzinfo=UTC)
NOON = "0 12 * * *"


class Machine(World):
    """A home on a machine whose name can change."""

    name = "here"

    def rename(self, name: str) -> None:
        """The machine gets another name; the daemon starts anew."""
        self.stop()
        self.name = name
        self.start()
        self.engine.host = name
        asyncio.run(follow_host(self.engine, self.dispatcher))

    def define(self, name: str = "j", schedule: str | None = NOON, **more: Any) -> dict[str, Any]:
        spec = {"id": name, "name": name, "command": "/bin/true", "schedule": schedule}
        answer: dict[str, Any] = self.call("job_create", spec=spec | {"timezone": "UTC"} | more)
        return answer

    def shown(self, name: str = "j") -> dict[str, Any]:
        return get_job(self.ledger.connection, name)

    def runs(self, name: str = "j") -> list[tuple[str, str | None]]:
        found = list_runs(self.ledger.connection, RunFilter(job=name, limit=None))
        return [(run["state"], run["reason"]) for run in reversed(found)]


@pytest.fixture
def world(tmp_path: Path) -> Machine:
    return Machine(tmp_path, BEFORE)


@pytest.mark.parametrize(
    ("hosts", "named"),
    [
        ([], True),
        (["here"], True),
        (["there", "HERE"], True),
        (["there"], False),
        (["here.example.org"], False),
        (["her"], False),
    ],
)
def test_a_name_is_this_one_in_any_case_and_no_part_of_it(hosts: list[str], named: bool) -> None:
    assert is_named(hosts, "Here") is named


def test_hosts_are_said_as_a_clause() -> None:
    assert hosts_clause(["a"]) == "its host is a"
    assert hosts_clause(["a", "b"]) == "its hosts are a and b"
    assert hosts_clause(["a", "b", "c"]) == "its hosts are a, b and c"


def test_every_place_tells_the_same_state(world: Machine) -> None:
    key = world.job("j", NOON)
    seen = set()
    for enabled, paused, elsewhere, finished in itertools.product([False, True], repeat=4):
        wanted = job_state(enabled=enabled, paused=paused, elsewhere=elsewhere, finished=finished)
        seen.add(wanted)
        paused_at = 1 if paused else None
        world.ledger.connection.execute(
            "UPDATE jobs SET enabled = ?, paused_at = ?, elsewhere = ?, finished = ?",
            (enabled, paused_at, elsewhere, finished),
        )
        (glance,) = jobs_at_a_glance(world.ledger.connection, {})
        job = world.ledger.jobs.get(key)
        assert job is not None
        reported = ReportedJob(
            key, "j", "", enabled, paused_at, elsewhere, finished, None, 0, None, None, None, None
        )
        told = {job.state, glance["state"], world.shown()["state"], state_of(reported)}
        assert told == {wanted}
        assert job_count(world.ledger.connection)["enabled"] == (wanted is JobState.ACTIVE)
    assert seen == set(JobState)


@pytest.mark.parametrize("schedule", [NOON, "every 1s", "at 2026-11-22T12:00", "@reboot"])
def test_a_job_of_others_is_kept_and_not_run(world: Machine, schedule: str) -> None:
    shown = world.define(schedule=schedule, hosts=["there", "yonder"])
    assert (shown["state"], shown["next_fire_at"]) == ("elsewhere", None)
    world.live(seconds=5)
    assert world.runs() == []
    assert world.ledger.jobs.at_reboot() == []


def test_a_job_of_this_machine_runs_as_always(world: Machine) -> None:
    assert world.define(hosts=["there", "Here"])["state"] == "active"
    world.live(seconds=5)
    assert world.executed("j") == ["12:00:00"]


@pytest.mark.parametrize("kind", ["manual", "test"])
def test_a_job_of_others_is_not_run_by_hand(world: Machine, kind: str) -> None:
    world.define(hosts=["there", "yonder"])
    with pytest.raises(NotAllowed, match="not run on here: its hosts are there and yonder"):
        world.call("job_run", job="j", kind=kind, force=True)
    assert world.runs() == []


def test_an_edit_sends_a_job_away_with_what_was_armed(world: Machine) -> None:
    world.define()
    world.live(seconds=1.7)
    shown = world.call("job_update", job="j", changes={"hosts": ["there"]})
    assert (shown["state"], shown["next_fire_at"]) == ("elsewhere", None)
    world.live(seconds=3)
    reason = "the job was changed before this instant: its host is there"
    assert world.runs() == [("skipped", reason)]
    assert world.executed("j") == []


def test_an_edit_brings_a_job_home(world: Machine) -> None:
    world.define(hosts=["there"])
    shown = world.call("job_update", job="j", changes={"hosts": []})
    assert shown["state"] == "active"
    world.live(seconds=3)
    assert world.executed("j") == ["12:00:00"]


@pytest.mark.parametrize("way", [("job_disarm", "job_arm"), ("job_pause", "job_resume")])
def test_stopped_or_paused_and_back_it_stays_elsewhere(
    world: Machine, way: tuple[str, str]
) -> None:
    world.define(hosts=["there"])
    off, on = way
    assert world.call(off, job="j")["state"] in {"stopped", "paused"}
    back = world.call(on, job="j")
    assert (back["state"], back["next_fire_at"]) == ("elsewhere", None)
    world.live(seconds=3)
    assert world.runs() == []


def test_an_import_knows_whose_its_jobs_are(world: Machine) -> None:
    spec = {"id": "j", "name": "j", "command": "/bin/true", "schedule": NOON, "hosts": ["there"]}
    world.call("job_create_many", specs=[spec])
    assert world.shown()["state"] == "elsewhere"
    world.call("job_create_many", specs=[spec | {"hosts": ["here"]}], on_conflict="replace")
    assert world.shown()["state"] == "active"


def test_a_renamed_machine_sends_jobs_away_and_calls_others_home(world: Machine) -> None:
    world.define("mine", hosts=["here"])
    world.define("theirs", hosts=["there"])
    world.define("anyones")
    world.define("asleep", hosts=["there"])
    world.call("job_pause", job="asleep")
    world.live(seconds=1.7)  # committed ahead and armed
    world.rename("there")
    world.live(seconds=5)
    states = {name: world.shown(name)["state"] for name in ("mine", "theirs", "anyones", "asleep")}
    assert states == {
        "mine": "elsewhere",
        "theirs": "active",
        "anyones": "active",
        "asleep": "paused",
    }
    ((state, reason),) = world.runs("mine")
    assert state == "skipped"
    assert reason == "this machine is called there now, and its host is here"
    assert [world.executed(name) for name in ("mine", "theirs", "anyones")] == [
        [],
        ["12:00:00"],
        ["12:00:00"],
    ]
    world.call("job_resume", job="asleep")
    assert world.shown("asleep")["next_fire_at"] is not None


def test_what_was_due_while_it_was_elsewhere_is_no_misfire(world: Machine) -> None:
    world.define("theirs", "* * * * *", hosts=["there"], catch_up="all")
    world.live(hours=3)
    world.rename("there")
    world.live(seconds=1)
    assert world.runs("theirs") == []
    world.live(seconds=2)
    assert world.executed("theirs") == ["15:00:00"]


def test_a_name_that_stays_is_not_looked_for_again(world: Machine) -> None:
    world.rename("here")
    world.define("theirs", hosts=["there"])
    world.ledger.connection.execute("UPDATE jobs SET elsewhere = 0")
    world.rename("here")
    assert world.shown("theirs")["state"] == "active"


def test_moving_is_told_in_the_log(world: Machine) -> None:
    world.define("theirs", hosts=["there"])
    world.rename("there")
    rows = world.ledger.connection.execute(
        "SELECT data FROM events WHERE type = 'job:updated'"
    ).fetchall()
    assert rows == [('{"elsewhere":false,"host":"there"}',)]


def test_a_job_that_was_over_comes_home_finished(world: Machine) -> None:
    world.define("once", "at 2026-11-22T12:00", hosts=["there"])
    world.live(seconds=10)
    world.rename("there")
    assert world.shown("once")["state"] == "finished"
    assert world.ledger.jobs.find("once").next_due_at is NEVER.due_at
