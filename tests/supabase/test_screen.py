"""The place of Supabase before a project: every key that asks something of it, pressed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from textual.pilot import Pilot

from lsh.client.reading import reading
from lsh.store.sinks import dead_letters
from lsh.tui.messages import Link
from lsh.tui.screens.supabase import Supabase
from tests.supabase.fleet import Machine, MakeMachine
from tests.support.postgrest import Project
from tests.tui.screens import app_of, place_of, press, run, shown, tui, until

_REFUSING = """
alter table shell_jobs add constraint refuses check (job_id not in ('bad', 'worse')) not valid;
"""
_OVERDUE = "update shell_jobs set expected_by = now() - interval '2 hours' where job_id = 'good'"


@pytest.fixture
def here(machine: MakeMachine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    """A machine with three jobs, two of which its project refuses."""
    made = machine("here")
    for name, value in made.home.environ.items():
        monkeypatch.setenv(name, value)
    made.project.execute(_REFUSING)
    for job in ("good", "bad", "worse"):
        made.create(job, schedule="@yearly")
    yield made


async def told(pilot: Pilot[None], *texts: str) -> None:
    await until(pilot, lambda: all(text in shown(pilot) for text in texts), f"{texts} are told")


def letters(machine: Machine) -> int:
    with reading(machine.home.paths) as ledger:
        return len(dead_letters(ledger, "supabase"))


def test_sync_retry_drop_and_silent(here: Machine, linked: Project) -> None:
    async def press_them() -> None:
        async with tui(here.home.paths, place="supabase") as pilot:
            await press(pilot, "u")
            await told(pilot, "$ lsh supabase sync", "Refused rows 2", "nothing waits")
            linked.execute("alter table shell_jobs drop constraint refuses")
            assert place_of(pilot, Supabase).table.key is not None
            await press(pilot, "r")
            await told(pilot, "$ lsh supabase dead-letter retry", "Refused rows 1")
            await press(pilot, "x", "y")
            await told(pilot, "$ lsh supabase dead-letter drop", "no row was refused")
            linked.execute(_OVERDUE)
            await press(pilot, "c")
            await told(pilot, "$ lsh supabase silent --json", "Silent jobs 1", "good")

    run(press_them())
    assert letters(here) == 0
    sent = {row["job_id"] for row in linked.execute("select job_id from shell_jobs")}
    assert len(sent) == 2
    assert sent > {"good"}


def test_what_the_sink_does_is_seen_without_asking(
    here: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock that looks now and then stands still here: the daemon tells."""
    monkeypatch.setattr(Supabase, "tick", lambda self: None)
    here.home.start()

    async def watch() -> None:
        async with tui(here.home.paths, place="supabase") as pilot:
            await until(pilot, lambda: app_of(pilot).link is Link.UP, "the daemon is there")
            await told(pilot, "Refused rows 2", "nothing waits", "running (pid")

    run(watch())
