"""Many definitions at a time: a page is one commit, and nothing that happens meanwhile is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from lsh.client.door import Door
from lsh.domain.errors import TryAgain
from lsh.engine.operations.definition import insert_job
from lsh.sinks.supabase.pull import pull_once
from tests.supabase.fleet import Machine, MakeMachine, sync
from tests.support.postgrest import Project

Call = Callable[..., Any]


def web_rows(project: Project, count: int, **columns: str) -> None:
    """Definitions that a person inserts: j1, j2, … for the machine b; ``columns`` are SQL."""
    row = {"job_id": "'j' || g", "name": "'j' || g", "command": "'true'", "hosts": "array['b']"}
    row |= columns
    project.execute(
        f"insert into shell_jobs ({', '.join(row)})"
        f" select {', '.join(row.values())} from generate_series(1, {count}) g"
    )


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each operation is asked for, from now on."""
    found: Counter[str] = Counter()
    call: Call = Door.call

    def counted(self: Door, method: str, params: Any = None) -> Any:
        found[method] += 1
        return call(self, method, params)

    monkeypatch.setattr(Door, "call", counted)
    return found


def meanwhile(monkeypatch: pytest.MonkeyPatch, method: str, happens: Callable[[], Any]) -> None:
    """Something ``happens`` here just before ``method`` is asked for the first time."""
    call: Call = Door.call
    pending = [happens]

    def interrupted(self: Door, name: str, params: Any = None) -> Any:
        if name == method and pending:
            pending.pop()()
        return call(self, name, params)

    monkeypatch.setattr(Door, "call", interrupted)


def test_a_page_of_definitions_is_one_commit_and_an_event_each(
    machine: MakeMachine, linked: Project, calls: Counter[str]
) -> None:
    b = machine("b")
    web_rows(linked, 230)
    assert len(b.pull().created) == 230
    assert calls["jobs_adopt"] == 3
    assert len(b.events("job:created")) == 230
    linked.execute("update shell_jobs set command = 'echo ' || job_id")
    assert len(b.pull().updated) == 230
    assert (calls["jobs_adopt"], len(b.events("job:updated"))) == (6, 230)
    linked.execute("update shell_jobs set state = 'removed'")
    assert len(b.pull().removed) == 230
    assert (calls["jobs_remove"], b.jobs(), len(b.events("job:removed"))) == (3, [], 230)


def test_verdicts_on_many_rows_are_told_one_by_one_and_written_together(
    machine: MakeMachine, linked: Project, calls: Counter[str]
) -> None:
    b = machine("b")
    web_rows(linked, 120, schedule="'99 * * * *'")
    web_rows(linked, 1, job_id="'good'")
    summary = b.pull()
    assert (summary.created, len(summary.rejected)) == (["good"], 120)
    told = [event["data"]["job"] for event in b.events("supabase:rejected")]
    assert told == [f"j{number}" for number in range(1, 121)]
    assert (calls["sink_events"], calls["sink_event"]) == (2, 0)
    b.pull()
    assert calls["sink_events"] == 2


def test_a_schedule_that_makes_no_sense_is_foretold(machine: MakeMachine, linked: Project) -> None:
    b = machine("b")
    web_rows(linked, 1, schedule="'99 * * * *'")
    foretold = b.pull(dry_run=True)
    assert foretold.created == []
    assert "99 is out of range" in foretold.rejected[0]["reason"]
    assert b.events("supabase:") == []
    done = b.home.lsh("supabase", "sync", "--pull")
    assert "taken  1 refusal\n         j1: minute: 99 is out of range" in done.stdout
    assert "sent" not in done.stdout  # nobody asked for that
    assert "j1" not in done.stderr  # it is said once


def test_rows_of_several_machines_about_one_job_are_taken_in_their_order(
    machine: MakeMachine, linked: Project
) -> None:
    a, b, c = machine("a"), machine("b"), machine("c")
    a.create(command="echo one", hosts=["a", "b", "c"])
    a.create("other", hosts=["c"])
    a.push()
    b.pull()
    b.edit(command="echo two")
    b.push()
    summary = c.pull()
    assert (sorted(summary.created), summary.updated) == (["j", "other"], ["j"])
    assert (c.job()["command"], c.job()["version"]) == ("echo two", 2)
    assert c.events("supabase:") == []
    assert [event["actor"].rpartition(" as ")[2] for event in c.events("job:")] == [
        "supabase (a)", "supabase (a)", "supabase (b)"
    ]  # fmt: skip


def test_a_job_that_somebody_changes_at_this_moment_is_decided_on_again(
    machine: MakeMachine, linked: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = machine("a"), machine("b")
    for job_id in ("j", "other"):
        a.create(job_id, hosts=["a", "b"])
    sync(a, b)
    for job_id in ("j", "other"):
        a.edit(job_id, command="echo from a")
    a.push()
    meanwhile(monkeypatch, "jobs_adopt", lambda: b.edit(command="echo from b"))
    assert b.pull().updated == ["other"]
    assert (b.job()["command"], b.job("other")["command"]) == ("echo from b", "echo from a")
    (lost,) = b.events("supabase:conflict")  # of two under one number the later stands
    assert lost["data"]["loser"]["definition"]["command"] == "echo from a"


def test_a_job_that_somebody_removes_at_this_moment_stays_removed(
    machine: MakeMachine, linked: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = machine("a"), machine("b")
    a.create(hosts=["a", "b"])
    sync(a, b)
    a.edit(command="echo from a")
    a.push()
    meanwhile(monkeypatch, "jobs_adopt", lambda: b.call("job_remove", job="j"))
    assert b.pull().updated == []
    assert b.jobs() == []


def test_a_definition_at_which_the_engine_fails_holds_up_none_of_the_others(
    machine: MakeMachine, linked: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    b = machine("b")
    web_rows(linked, 9)

    def failing(context: Any, spec: Any, *rest: Any) -> None:
        if spec.id == "j5":
            raise ZeroDivisionError("no one foresaw this")
        insert_job(context, spec, *rest)

    monkeypatch.setattr("lsh.engine.operations.adoption.insert_job", failing)
    summary = b.pull()
    assert sorted(summary.created) == [f"j{number}" for number in range(1, 10) if number != 5]
    (event,) = b.events("supabase:rejected")
    assert (event["data"]["job"], event["data"]["reason"]) == ("j5", "no one foresaw this")


def test_what_is_this_machines_trouble_makes_no_verdict_and_comes_again(
    machine: MakeMachine, linked: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    b = machine("b")
    web_rows(linked, 3)
    web_rows(linked, 1, job_id="'bad'", schedule="'99 * * * *'")

    def busy() -> None:
        raise TryAgain("the disk is full")

    meanwhile(monkeypatch, "jobs_adopt", busy)
    with pytest.raises(TryAgain):
        b.pull()
    assert (b.jobs(), b.events("supabase:")) == ([], [])
    summary = b.pull()
    assert (len(summary.created), len(summary.rejected)) == (3, 1)
    assert len(b.events("supabase:rejected")) == 1


def heard_by(b: Machine) -> list[tuple[int, int]]:
    heard: list[tuple[int, int]] = []
    with b.gateway() as gateway:
        pull_once(
            b.home.paths, b.settings, gateway, told=lambda done, total: heard.append((done, total))
        )
    return heard


def test_a_long_pull_tells_how_far_it_is_and_a_short_one_asks_for_no_count(
    machine: MakeMachine, linked: Project
) -> None:
    b = machine("b")
    web_rows(linked, 230)
    assert heard_by(b) == [(100, 230), (199, 230), (230, 230)]  # a page begins where one ended
    before = len(linked.requests)
    assert heard_by(b) == []
    assert len(linked.requests) == before + 1
