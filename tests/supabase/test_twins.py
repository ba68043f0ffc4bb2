"""A copied home is noticed by both, and made a home of its own; nothing else is taken for one."""

from __future__ import annotations

import json
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import pytest

from lsh.client.door import Door
from lsh.client.reading import reading
from lsh.domain.policy import OnUnreachable
from lsh.sinks.supabase.claims import Claimer, Session, Wanted
from lsh.sinks.supabase.errors import TwinHome
from lsh.sinks.supabase.greeting import Instance, greet
from lsh.sinks.supabase.manual import opened
from lsh.sinks.supabase.opening import open_pusher
from lsh.sinks.supabase.patience import Patience
from lsh.sinks.supabase.pull import Puller
from lsh.sinks.supabase.rows import Home
from lsh.sinks.supabase.steady import Steady
from lsh.store.claims import PendingClaim
from lsh.store.sinks import dead_letters, sink_status
from tests.supabase.fleet import Machine, MakeMachine
from tests.supabase.mirror import Mirror
from tests.support.daemon import kill, until
from tests.support.postgrest import Project

_HOME = Home("11111111-1111-4111-8111-111111111111", "alpha", None)


def copied(original: Machine, copy: Machine) -> Machine:
    """What ``cp -r`` makes of a home, on a machine of another name."""
    config = copy.home.paths.config_file.read_text()
    shutil.copytree(original.home.root, copy.home.root, dirs_exist_ok=True)
    copy.home.paths.config_file.write_text(config)
    return copy


@contextmanager
def syncing(machine: Machine, wake: threading.Event | None = None) -> Iterator[Instance]:
    """A sink's pusher in a thread, which greets and asks again many times a second.

    Nothing hears the engine's events for it: whoever makes some sets ``wake``.
    """
    stop, wake, instance = threading.Event(), wake or threading.Event(), Instance()

    def run() -> None:
        paths, settings = machine.home.paths, machine.settings
        with machine.gateway() as gateway, Door(paths) as door:
            pusher = open_pusher(paths, settings, machine.target, gateway, door, instance=instance)
            patience = Patience(mending_seconds=0.1)
            Steady(pusher, wake, patience, greet_every=0.1).run(stop)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield instance
    finally:
        stop.set()
        wake.set()
        thread.join(20)
        assert not thread.is_alive()


def status(machine: Machine) -> dict[str, Any]:
    with reading(machine.home.paths) as ledger:
        return sink_status(ledger, "supabase") or {}


def state(machine: Machine) -> object:
    return status(machine).get("state")


def marks(project: Project) -> dict[str, str]:
    """By home, the process that greeted last."""
    rows = project.execute("select home_id::text, instance from lsh_homes")
    return {row["home_id"]: row["instance"] for row in rows}


def greeted(project: Project, instance: Instance) -> object:
    """When it last did."""
    found = project.execute(
        "select last_seen_at from lsh_homes where instance = %s", [instance.mark]
    )
    return found[0]["last_seen_at"] if found else None


def seen_again(project: Project, instance: Instance) -> None:
    """Wait until it has greeted twice more."""
    first = until(lambda: greeted(project, instance), "it greeted")
    second = until(
        lambda: greeted(project, instance) != first and greeted(project, instance), "again"
    )
    until(lambda: greeted(project, instance) not in {first, second}, "and again")


def test_a_copied_home_is_noticed_and_mended_by_a_new_identity(
    machine: MakeMachine, linked: Project
) -> None:
    a = machine("alpha")
    a.create("report")
    a.push()
    b = copied(a, machine("beta"))
    assert a.home_id == b.home_id
    heard = threading.Event()
    with syncing(a, heard):
        with syncing(b):
            until(lambda: state(a) == state(b) == "copied home", "both know")
            told = status(a)
            assert told["last_error"] == (
                "another machine (beta) syncs as this home: one is a copy of the other"
            )
            assert told["last_error_hint"] == "on the copy: lsh supabase config new-identity"
            a.create("later")
            heard.set()
        answer = json.loads(b.lsh("supabase", "config", "new-identity", "--yes", "--json"))
        assert answer == {"home_id": b.home_id, "before": a.home_id}
        assert a.home_id != b.home_id
        b.create("other")  # nobody would wake a pusher that has no events to hear
        with syncing(b):
            until(lambda: state(a) == state(b) == "running", "both go on")
            until(lambda: len(rows(linked)) == 4, "both homes' jobs are there")
    assert rows(linked) == {
        (a.home_id, "alpha", "report"), (a.home_id, "alpha", "later"),
        (b.home_id, "beta", "report"), (b.home_id, "beta", "other"),
    }  # fmt: skip
    assert len(set(marks(linked).values())) == 2


def rows(project: Project) -> set[tuple[str, str, str]]:
    found = project.execute("select home_id::text, host, job_id from shell_jobs")
    return {(row["home_id"], row["host"], row["job_id"]) for row in found}


def test_it_is_noticed_at_the_second_greeting(machine: MakeMachine) -> None:
    a, b = Instance(), Instance()
    with machine("alpha").gateway() as gateway:
        greet(gateway, _HOME, 0, a)
        greet(gateway, _HOME, 0, a)
        greet(gateway, _HOME, 0, b)  # perhaps the same machine, started anew
        b.check()
        with pytest.raises(TwinHome, match="another lsh on alpha"):
            greet(gateway, _HOME, 0, a)
        with pytest.raises(TwinHome):
            a.check()
        with pytest.raises(TwinHome):
            greet(gateway, _HOME, 0, b)
        with pytest.raises(TwinHome):
            greet(gateway, _HOME, 0, a)
        greet(gateway, _HOME, 0, a)  # the other writes no more
        a.check()


def test_an_emptied_project_is_no_twin(machine: MakeMachine, linked: Project) -> None:
    instance = Instance()
    with machine("alpha").gateway() as gateway:
        greet(gateway, _HOME, 0, instance)
        linked.execute("delete from lsh_homes")
        greet(gateway, _HOME, 0, instance)
        linked.execute("delete from lsh_homes")
        greet(gateway, _HOME, 0, None)
        greet(gateway, _HOME, 0, instance)
    assert marks(linked) == {_HOME.home_id: instance.mark}


def test_a_restart_and_a_sync_by_hand_are_no_twins(machine: MakeMachine, linked: Project) -> None:
    a = machine("alpha")
    a.create("report")
    for _ in range(2):
        with syncing(a) as instance:
            seen_again(linked, instance)
            a.edit("report", command=f"echo {instance.mark}")
            with opened(a.home.paths, a.settings, a.target) as manual:
                assert manual.sync(push=True, pull=True, everything=True).sent.anything
            seen_again(linked, instance)
            instance.check()
            assert marks(linked) == {a.home_id: instance.mark}
        assert status(a).get("last_error") is None


def test_a_sink_that_was_killed_goes_on_as_another(machine: MakeMachine, linked: Project) -> None:
    a = machine("alpha")
    a.home.start()
    first = until(lambda: marks(linked).get(a.home_id), "it greeted")
    pid = until(lambda: a.call("daemon_status")["sinks"]["supabase"]["pid"], "its process")
    a.lsh("supabase", "sync")
    assert marks(linked) == {a.home_id: first}
    kill(pid, signal.SIGKILL)
    until(lambda: marks(linked)[a.home_id] != first, "the next one greeted")
    until(lambda: state(a) == "running", "and runs")
    assert status(a).get("last_error") is None


def test_a_daemon_takes_a_new_identity_at_once(machine: MakeMachine, linked: Project) -> None:
    a = machine("alpha")
    a.create("report")
    a.home.start()
    until(lambda: len(rows(linked)) == 1 and marks(linked), "synced")
    before = a.home_id
    a.lsh("supabase", "config", "new-identity", "--yes")
    assert a.home_id != before
    until(lambda: marks(linked).keys() == {before, a.home_id}, "it greets under the new id")
    until(lambda: (a.home_id, "alpha", "report") in rows(linked), "and sends everything again")
    (event,) = a.events("supabase:renewed")
    assert event["data"] == {"home_id": a.home_id, "before": before}


def test_without_a_word_nothing_is_renewed(machine: MakeMachine) -> None:
    a = machine("alpha")
    a.create("report")
    before = a.home_id
    assert a.home.lsh("supabase", "config", "new-identity").returncode == 2
    assert a.home_id == before


def test_a_new_identity_forgets_what_was_the_others(machine: MakeMachine) -> None:
    a = machine("alpha")
    a.create("report")
    a.push()
    letter = {"target": "shell_jobs", "row_key": "x", "body": {}, "error": "no"}
    a.call("dead_letters_add", sink="supabase", rows=[letter])
    a.call("identity_renew")
    with reading(a.home.paths) as ledger:
        assert ledger.execute("SELECT count(*) FROM cursors").fetchone() == (0,)
        assert not dead_letters(ledger, "supabase")
        assert sink_status(ledger, "supabase") is None


def test_what_was_won_for_all_machines_stays_with_the_other(mirror: Mirror) -> None:
    mirror.runs(mirror.history.job("One"), 1)
    mirror.history.connection.execute("UPDATE runs SET claim = 'won'")
    mirror.push()
    shown = "select home_id::text, claim_key from job_executions"
    (won,) = mirror.project.execute(shown)
    assert won["claim_key"] == "shared"
    with Door(mirror.paths) as door:
        renewed = door.call("identity_renew")["home_id"]
    mirror.push()
    own = {"home_id": renewed, "claim_key": renewed}
    found = mirror.project.execute(shown)
    assert len(found) == 2 and won in found and own in found


class Asked:
    """An occurrence that is due, and what is said of it; claiming it would be wrong."""

    def __init__(self) -> None:
        due_at = time.time_ns() // 1000
        self._due = PendingClaim(7, "j", due_at, due_at, OnUnreachable.RUN)
        self.told: list[dict[str, Any]] = []

    @property
    def door(self) -> Any:
        return self

    def pending(self, _: object) -> list[Wanted]:
        return [Wanted(self._due, {"id": "x"})]

    def claim(self, wanted: object) -> Any:
        raise AssertionError(f"it was asked for: {wanted}")

    def call(self, _: str, params: dict[str, Any]) -> Any:
        self.told += params["claims"]
        return {"refused": {}}


def test_with_a_twin_nothing_is_taken_nor_claimed(machine: MakeMachine) -> None:
    a, instance, asked = machine("alpha"), Instance(), Asked()
    a.create("report")
    with a.gateway() as gateway:
        greet(gateway, _HOME, 0, instance)
        puller = Puller(a.home.paths, a.settings, a.target, allowed=instance.check)
        puller.pull(gateway)
        greet(gateway, _HOME, 0, Instance())
        with pytest.raises(TwinHome):
            greet(gateway, _HOME, 0, instance)
        with pytest.raises(TwinHome):
            puller.pull(gateway)
    claimer = Claimer(a.home.paths, a.settings, a.target, allowed=instance.check)
    claimer.look(cast("Session", asked))
    assert [said["verdict"] for said in asked.told] == ["unreachable"]


def test_a_sync_by_hand_does_not_go_over_what_the_sink_stopped_for(machine: MakeMachine) -> None:
    a = machine("alpha", supabase={"enabled": False})
    a.home.start()
    a.create("report")
    told = {"state": "copied home", "last_error": "another machine", "last_error_hint": "mend it"}
    a.call("sink_progress", sink="supabase", status=told)
    refused = a.home.lsh("supabase", "sync")
    assert refused.returncode == 78 and "another machine" in refused.stderr
    a.home.stop()
    a.lsh("supabase", "sync")
