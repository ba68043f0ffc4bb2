"""A removal meets an edit that did not know of it: one of them stands everywhere, the other is told of."""

from __future__ import annotations

from tests.supabase.fleet import MakeMachine, edit_row, sync
from tests.support.postgrest import Project


def test_a_removal_after_an_edit_on_the_page_stands(machine: MakeMachine, linked: Project) -> None:
    a = machine("a")
    a.create(command="echo")
    sync(a)
    edit_row(linked, a, command="echo from the page")
    a.call("job_remove", job="j")
    sync(a)
    assert a.jobs() == []
    assert a.row()["removed_at"] is not None
    assert (a.row()["state"], a.row()["version"]) == ("removed", 2)
    (lost,) = a.events("supabase:conflict")
    assert lost["data"]["loser"]["definition"]["command"] == "echo from the page"
    assert lost["data"]["winner"]["removed"] is True


def test_an_edit_on_the_page_after_a_removal_brings_the_job_back(
    machine: MakeMachine, linked: Project
) -> None:
    a = machine("a")
    a.create(command="echo")
    sync(a)
    a.call("job_remove", job="j")
    edit_row(linked, a, command="echo from the page")
    sync(a)
    assert a.job()["command"] == a.row()["command"] == "echo from the page"
    assert (a.row()["removed_at"], a.row()["state"]) == (None, "active")
    (lost,) = a.events("supabase:conflict")
    assert lost["data"]["loser"]["removed"] is True


def test_a_removal_goes_round_and_a_new_definition_after_it(machine: MakeMachine) -> None:
    a, b = machine("a"), machine("b")
    a.create(command="echo", hosts=["a", "b"])
    sync(a, b)
    b.call("job_remove", job="j")
    sync(a, b)
    assert a.jobs() == b.jobs() == []
    a.create(command="echo again", hosts=["a", "b"])
    sync(a, b)
    assert a.job()["command"] == b.job()["command"] == "echo again"
    assert a.events("supabase:conflict") == b.events("supabase:conflict") == []


def test_of_a_removal_and_an_edit_the_later_stands_on_every_machine(machine: MakeMachine) -> None:
    a, b = machine("a"), machine("b")
    a.create(command="echo", hosts=["a", "b"])
    sync(a, b)
    a.edit(command="echo from a")
    b.call("job_remove", job="j")
    sync(a, b)
    assert a.jobs() == b.jobs() == []
    told = a.events("supabase:conflict") + b.events("supabase:conflict")
    assert {each["data"]["loser"]["definition"]["command"] for each in told} == {"echo from a"}
