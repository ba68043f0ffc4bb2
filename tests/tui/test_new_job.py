"""Making a job: choosing what it begins with, and the form that examines what is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from lsh.client.reading import reading
from lsh.domain.job import JobSpec
from lsh.engine.environment import folder_warning
from lsh.paths import Paths
from lsh.store.live_queries import job_lines
from lsh.store.queries import get_job
from lsh.tui.screens.job import JobScreen
from lsh.tui.screens.job_form import JobForm
from lsh.tui.screens.jobs import Jobs
from tests.tui.screens import check_sizes, press, press_at_once, run, shown, tui, until

BACKUP = ("n", "j", "j")  # to the line of database-backup


@pytest.fixture
def no_backups(monkeypatch: pytest.MonkeyPatch) -> None:
    """The template's folder is not there, whatever this machine has."""

    def missing(base: Mapping[str, str], spec: JobSpec) -> str | None:
        elsewhere = replace(spec, working_dir=f"/proc/none{spec.working_dir}")
        said = folder_warning(base, elsewhere)
        return said and said.replace("/proc/none", "")

    monkeypatch.setattr("lsh.tui.jobs.examining.folder_warning", missing)


@pytest.mark.usefixtures("no_backups")
def test_how_they_look(paths: Paths, rewrite: bool) -> None:
    async def look() -> None:
        async with tui(paths) as pilot:
            await press(pilot, *BACKUP)
            await check_sizes(pilot, "new-job", rewrite=rewrite)
            await press(pilot, "enter")
            await until(pilot, lambda: "02:00 every day" in shown(pilot), "it is examined")
            await check_sizes(pilot, "job-form", rewrite=rewrite)
            await press(pilot, "down", "minus", "down", "backspace", "x", "down")
            await press_at_once(pilot, *"Europe/Berln")
            await until(pilot, lambda: "3 problems" in shown(pilot), "it is examined")
            await check_sizes(pilot, "job-form-problems", rewrite=rewrite)

    run(look())


def test_a_job_from_a_template(paths: Paths) -> None:
    async def make() -> None:
        async with tui(paths) as pilot:
            await press(pilot, *BACKUP, "enter")
            await press_at_once(pilot, "down", *"nightly", "down", "down")
            await press_at_once(pilot, *"Asia/Tokyo", "down", "down")
            await press_at_once(pilot, *"x", "ctrl+u", *"dp", "backspace", "b")
            line = (
                "$ lsh cron create-from-template database-backup --id nightly"
                " --timezone Asia/Tokyo --set host=db"
            )
            await until(pilot, lambda: line in shown(pilot), "the command is told")
            await until(pilot, lambda: "pg_dump -h db -U postgres" in shown(pilot), "examined")
            await press(pilot, "ctrl+s")
            await until(pilot, lambda: isinstance(pilot.app.screen, JobScreen), "it was made")
            assert "Database Backup created" in shown(pilot)
            await press(pilot, "escape")
            assert isinstance(pilot.app.screen, Jobs)
            await until(pilot, lambda: "nightly" in shown(pilot), "it is listed")

    run(make())
    with reading(paths) as ledger:
        job = get_job(ledger, "nightly")
    assert (job["template"], job["timezone"]) == ("database-backup", "Asia/Tokyo")
    assert job["command"].startswith("pg_dump -h db ")


def test_a_plain_job_by_enter_alone(paths: Paths) -> None:
    async def make() -> None:
        async with tui(paths) as pilot:
            await press(pilot, "n", "enter", "ctrl+s")
            assert isinstance(pilot.app.screen, JobForm)
            assert "must be given" in shown(pilot)
            await press_at_once(pilot, *"true", "enter", "enter", *"plain", "enter", *"every 5m")
            await press(pilot, "enter", "enter", "enter")
            await until(pilot, lambda: isinstance(pilot.app.screen, JobScreen), "it was made")

    run(make())
    with reading(paths) as ledger:
        (job,) = job_lines(ledger)
    assert (job.id, job.name, job.schedule) == ("plain", "true", "every 5m")


def test_keys_typed_ahead_reach_their_fields(paths: Paths) -> None:
    async def make() -> None:
        async with tui(paths) as pilot:
            await press(pilot, "n", "enter")
            await press_at_once(pilot, *"true", "down", *"first", "tab", *"an-id", "enter")
            await press_at_once(pilot, "@", "ctrl+s")
            await until(pilot, lambda: "1 problem" in shown(pilot), "it is examined whole")
            assert isinstance(pilot.app.screen, JobForm)
            line = "lsh cron create --command true --name first --id an-id --schedule @"
            assert line in shown(pilot)
            await press_at_once(pilot, *"daily", "ctrl+s")
            await until(pilot, lambda: isinstance(pilot.app.screen, JobScreen), "it was made")

    run(make())
    with reading(paths) as ledger:
        (job,) = job_lines(ledger)
    assert (job.id, job.name, job.schedule) == ("an-id", "first", "@daily")


def test_a_taken_id_is_told_at_its_field_and_nothing_is_made(paths: Paths) -> None:
    async def make() -> None:
        async with tui(paths) as pilot:
            await press(pilot, "n", "enter")
            await press_at_once(pilot, *"true", "down", "down", *"twin", "ctrl+s")
            await until(pilot, lambda: isinstance(pilot.app.screen, JobScreen), "it was made")
            await press(pilot, "n", "enter")
            await press_at_once(pilot, *"true", "down", "down", *"twin", "ctrl+s")
            await until(pilot, lambda: "'true' has this id already" in shown(pilot), "it is told")
            assert isinstance(pilot.app.screen, JobForm)
            await pilot.click("#places", offset=(3, 0))
            await until(pilot, lambda: "Leave what you wrote?" in shown(pilot), "it is asked")
            await press(pilot, "n", "escape")
            await until(pilot, lambda: "Leave what you wrote?" in shown(pilot), "it is asked again")
            await press(pilot, "y")
            assert not isinstance(pilot.app.screen, JobForm)

    run(make())


def test_read_only_makes_nothing(paths: Paths) -> None:
    async def make() -> None:
        async with tui(paths, read_only=True) as pilot:
            await press(pilot, "n", "enter")
            await press_at_once(pilot, *"true", "ctrl+s")
            await until(pilot, lambda: "read-only: not done" in shown(pilot), "it is refused")

    run(make())
    with reading(paths) as ledger:
        assert job_lines(ledger) == []
