"""Drafts of jobs: the command that they are, the definition that they make, and what is found in them."""

from __future__ import annotations

import json
import shlex
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lsh.engine.environment import base_environment
from lsh.store.live_queries import JobLine
from lsh.templates.library import TemplateLibrary
from lsh.templates.model import Template
from lsh.tui.jobs.drafts import Draft, begin
from lsh.tui.jobs.examining import Findings, Place, examine
from tests.support.daemon import Home

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TEMPLATE = """
id = "greeter"
name = "Greet {{who}}"
command = "echo hello {{who}} {{times}}"
schedule = "{{minute}} * * * *"
working_dir = "/"

[parameters.who]
description = "who is greeted"

[parameters.times]
default = "1"
pattern = "[0-9]+"

[parameters.minute]
default = "5"
choices = ["5", "35"]
"""


@pytest.fixture
def greeter(tmp_path: Path) -> Template:
    return TemplateLibrary(tmp_path).add(TEMPLATE)


def look(draft: Draft, *jobs: JobLine, path: str = "/usr/bin:/bin") -> Findings:
    place = Place("Europe/Berlin", base_environment(path, {"HOME": "/"}), "here")
    return examine(draft, jobs=jobs, place=place, now=NOW)


def job(job_id: str, name: str) -> JobLine:
    unknown: Any = None
    fields = dict.fromkeys(JobLine._fields, unknown)
    return JobLine(**fields | {"id": job_id, "name": name})


def plain(**written: str) -> Draft:
    return begin(None).changed(**written)


def test_nothing_written_is_nothing_given(greeter: Template) -> None:
    assert begin(greeter).words() == ["cron", "create-from-template", "greeter"]
    assert begin(None).words() == ["cron", "create"]


def test_the_command_names_what_differs_and_nothing_else(greeter: Template) -> None:
    draft = begin(greeter).changed(name="Hi all", timezone="Asia/Tokyo")
    draft = draft.with_parameter("who", "you & me").with_parameter("times", "1")
    assert shlex.join(draft.words()) == (
        "cron create-from-template greeter --name 'Hi all' --timezone Asia/Tokyo"
        " --set 'who=you & me'"
    )


def test_what_the_template_says_can_be_taken_back(greeter: Template) -> None:
    draft = begin(greeter).changed(schedule=" ", working_dir="").with_parameter("who", "you")
    assert draft.given() == {"schedule": "manual", "working_dir": str(Path("~").expanduser())}
    assert draft.spec()["schedule"] == "manual"


def test_the_schedule_is_told_with_the_parameters_filled_in(greeter: Template) -> None:
    found = look(begin(greeter).with_parameter("minute", "35").changed(timezone="UTC"))
    assert found.meaning == "at minute 35 of every hour, UTC"
    assert [item.at.minute for item in found.ahead] == [35] * 5
    assert found.problems == {"set:who": "must be set"}
    assert found.command == "", "nobody knows yet whom it greets"


def test_each_field_has_its_own_complaint(greeter: Template) -> None:
    draft = begin(greeter).changed(
        name=" ", id="no spaces", schedule="61 * * * *", timezone="Europe/Berln", working_dir="here"
    )
    draft = draft.with_parameter("times", "often").with_parameter("minute", "6")
    draft = draft.with_parameter("who", "you")
    found = look(draft)
    assert set(found.problems) == {
        "name", "id", "schedule", "timezone", "working_dir", "set:times", "set:minute",
    }  # fmt: skip
    assert "did you mean Europe/Berlin?" in found.problems["timezone"]
    assert found.spec is None


def test_a_plain_job_needs_a_command_and_is_named_after_its_program() -> None:
    assert look(plain(name="idle")).problems == {"command": "must be given"}
    found = look(plain(command="/bin/echo token=abcdef0123456789"), job("a", "echo"))
    assert (found.problems, found.spec and found.spec["name"]) == ({}, "echo")
    assert found.warnings == {"name": "a has this name, too"}
    assert "abcdef" not in found.command


def test_an_id_that_is_taken_and_a_schedule_of_the_past() -> None:
    found = look(plain(command="true", id="a", schedule="at 2020-01-01"), job("a", "other"))
    assert found.problems == {"id": "'other' has this id already"}
    assert found.notes == ["this time is past: it never runs"]


def test_what_runs_would_not_find() -> None:
    nowhere = look(plain(command="true", working_dir="/no/such/folder"))
    assert list(nowhere.warnings) == ["working_dir"]
    nothing = look(plain(command="no-such-program --now"))
    assert "no-such-program" in nothing.warnings["command"]
    assert look(plain(command="true")).warnings == {}


def test_hashed_fields_are_those_that_the_id_gets() -> None:
    found = look(plain(command="true", id="mine", schedule="H 2 * * *", timezone="UTC"))
    assert found.problems == {}
    assert len({item.local.minute for item in found.ahead}) == 1


def test_the_draft_makes_what_its_command_makes(greeter: Template, home: Home) -> None:
    TemplateLibrary(home.paths.templates).add(TEMPLATE)
    draft = begin(greeter).changed(name="Hi", id="hi", schedule="every 90s", timezone="UTC")
    draft = draft.with_parameter("who", "it's me").with_parameter("times", "3")
    made = home.lsh(*draft.words(), "--json")
    assert made.returncode == 0, made.stderr
    home.apply("job_remove", job="hi")
    again = home.apply("job_create", spec=draft.spec())
    assert again["definition"] == json.loads(made.stdout)["definition"]
    assert again["command"] == """echo hello 'it'"'"'s me' 3"""
