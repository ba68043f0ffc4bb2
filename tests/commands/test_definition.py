"""Options that define a job: what is given is there, what is not is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lsh.cli import run
from lsh.client.drafting import named
from lsh.commands.job.create import Argv, with_program
from lsh.commands.job.definition import OPTIONS, fields_of, takes_definition
from lsh.commands.lazy import build
from lsh.domain.errors import InvalidInput
from lsh.domain.job import FIELDS


def given_by(*words: str) -> dict[str, Any]:
    seen: dict[str, Any] = {}

    @takes_definition
    def command(given: dict[str, Any], argv: Argv = None) -> None:
        """Collect."""
        seen.update(with_program(given, argv))

    built = build("collect", command)
    with built.make_context("collect", list(words)) as context:
        built.invoke(context)
    return seen


def test_an_option_that_was_not_given_is_not_there() -> None:
    assert given_by() == {}
    assert given_by("--name", "x") == {"name": "x"}


def test_help_names_what_each_option_takes(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["cron", "create", "--help"]) == 0
    text = " ".join(capsys.readouterr().out.split())
    for option in OPTIONS.values():
        assert (
            " ".join(f"{', '.join(sorted(option.flags, key=len))} {option.metavar}".split()) in text
        )


def test_every_option_is_a_field_of_a_job() -> None:
    other = {"interval", "env", "disabled", "no_database_sync"}
    assert set(OPTIONS) - other <= set(FIELDS)
    left_out = (
        set(FIELDS) - set(OPTIONS) - {"argv", "template", "enabled", "environment", "database_sync"}
    )
    assert left_out == set()


def test_values_are_read_as_everywhere_else() -> None:
    given = given_by(
        "-i", "30s", "--timeout", "1h30m", "--memory-limit", "512MiB", "-t", "a,b", "-t", "c",
        "--overlap", "queue-one", "--max-retries", "3", "--retry-on", "1,75", "-e", "X=1=2",
        "--disabled", "--no-database-sync",
    )  # fmt: skip
    assert fields_of(given) == {
        "schedule": "every 30s",
        "timeout": 5400.0,
        "memory_limit": 512 * 1024**2,
        "tags": ["a", "b", "c"],
        "overlap": "queue_one",
        "max_retries": 3,
        "retry_on": [1, 75],
        "environment": {"X": "1=2"},
        "enabled": False,
        "database_sync": False,
    }


def test_no_limit_can_be_said() -> None:
    assert given_by("--timeout", "none") == {"timeout": "none"}
    assert fields_of({"timeout": "none"}) == {"timeout": None}
    assert fields_of({"timeout": "0"}) == {"timeout": None}


def test_a_variable_can_be_copied_from_the_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COPIED", "here")
    assert given_by("--env", "COPIED") == {"environment": {"COPIED": "here"}}
    with pytest.raises(InvalidInput, match="'ABSENT' is not set here"):
        given_by("--env", "ABSENT")


def test_a_relative_folder_is_one_of_the_shell(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    assert given_by("-w", "sub/..") == {"working_dir": str(tmp_path)}


def test_a_program_after_dashes_keeps_its_own_options() -> None:
    given = given_by("--name", "x", "--", "tar", "-c", "--name", "a b")
    assert given == {
        "name": "x",
        "argv": ["tar", "-c", "--name", "a b"],
        "command": "tar -c --name 'a b'",
    }


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--interval", "1s", "--schedule", "@daily"], "exclude each other"),
        (["--command", "x", "--", "y"], "exclude each other"),
    ],
)
def test_contradictions_are_refused(words: list[str], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        given_by(*words)


def test_an_error_names_the_option() -> None:
    with pytest.raises(InvalidInput, match=r"^--retry-delay: '3x' is not a duration"):
        fields_of({"retry_delay": "3x"})


def test_a_job_is_called_after_its_program() -> None:
    assert named({"command": "/usr/bin/pg_dump -h x"})["name"] == "pg_dump"
    assert named({"command": "x", "name": "mine"})["name"] == "mine"
    with pytest.raises(InvalidInput, match="the job's command is missing"):
        named({"command": " "})
