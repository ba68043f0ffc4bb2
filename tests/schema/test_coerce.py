"""From what a person wrote to a definition."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from lsh.domain.errors import InvalidInput
from lsh.domain.job import JobSpec
from lsh.domain.policy import CatchUp, Overlap
from lsh.schema.coerce import spec_from_mapping, spec_from_toml, spec_problems
from lsh.schema.fields import RULES

BASE: dict[str, Any] = {"name": "a", "command": "true"}


def made(**given: Any) -> JobSpec:
    return spec_from_mapping({**BASE, **given}, source="job")


def test_every_field_of_a_job_can_be_written() -> None:
    assert set(RULES) == {f.name for f in fields(JobSpec)}


def test_custom_template_of_the_seed_reads_as_its_author_meant_it() -> None:
    spec = spec_from_mapping(
        {
            "id": "custom-backup",
            "name": "Custom Backup",
            "description": "Custom backup job",
            "command": "custom-backup-script.sh",
            "schedule": "0 1 * * *",
            "category": "backup",
            "tags": ["custom", "backup"],
            "environment": {"BACKUP_PATH": "/backups"},
            "workingDirectory": "/scripts",
            "priority": 7,
            "maxRetries": 3,
            "timeout": 1800000,  # 30 minutes
        },
        source="seed",
    )
    assert spec == JobSpec(
        id="custom-backup",
        name="Custom Backup",
        description="Custom backup job",
        command="custom-backup-script.sh",
        schedule="0 1 * * *",
        category="backup",
        tags=["custom", "backup"],
        environment={"BACKUP_PATH": "/backups"},
        working_dir="/scripts",
        priority=7,
        max_retries=3,
        timeout=1800.0,
    )


def test_job_of_the_integration_seed_reads() -> None:
    spec = made(
        id="politician-trading-monitor", schedule={"cron": "0 */6 * * *"}, databaseSync=True
    )
    assert (spec.schedule, spec.database_sync) == ("0 */6 * * *", True)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"timeout": 90}, {"timeout": 90.0}),
        ({"timeout": "1h30m"}, {"timeout": 5400.0}),
        ({"timeout": 0}, {"timeout": None}),
        ({"run_timeout": "none"}, {"run_timeout": None}),
        ({"timeout": None}, {"timeout": None}),
        ({"memory_limit": "512MiB"}, {"memory_limit": 512 * 2**20}),
        ({"memory-limit": "1G"}, {"memory_limit": 2**30}),
        ({"log_limit": "10 MB"}, {"log_limit": 10_000_000}),
        ({"tags": " nightly, db ,,"}, {"tags": ["nightly", "db"]}),
        ({"retry_on": "1, 75"}, {"retry_on": [1, 75]}),
        ({"retry_on": 75}, {"retry_on": [75]}),
        ({"overlap": "queue-one"}, {"overlap": Overlap.QUEUE_ONE}),
        ({"catch_up": CatchUp.ALL}, {"catch_up": CatchUp.ALL}),
        ({"env": {"A": "1"}}, {"environment": {"A": "1"}}),
        ({"cwd": "/srv"}, {"working_dir": "/srv"}),
        ({"working_dir": ""}, {"working_dir": None}),
        ({"schedule": {"every": "30s"}}, {"schedule": "every 30s"}),
        (
            {"schedule": {"cron": "0 2 * * *", "timezone": "Asia/Tokyo"}},
            {"schedule": "0 2 * * *", "timezone": "Asia/Tokyo"},
        ),
        ({"schedule": "H H(0-7) * * H/2"}, {"schedule": "H H(0-7) * * H/2"}),
        ({"retryDelay": "5s"}, {"retry_delay": 5.0}),
        ({"workingDir": "/srv", "retryDelay": 5000}, {"retry_delay": 5.0, "working_dir": "/srv"}),
    ],
)
def test_spellings(given: dict[str, Any], expected: dict[str, Any]) -> None:
    assert made(**given) == replace(JobSpec(**BASE), **expected)


def test_numbers_of_seconds_are_floats_so_that_equal_definitions_have_equal_texts() -> None:
    assert isinstance(made(timeout=60).timeout, float)


def test_arguments_alone_imply_the_command() -> None:
    spec = spec_from_mapping({"name": "a", "argv": ["echo", "a b"]}, source="job")
    assert (spec.command, spec.argv) == ("echo 'a b'", ["echo", "a b"])


@pytest.mark.parametrize(
    ("given", "message", "hint"),
    [
        ({"comand": "x"}, "job: comand: unknown key", "did you mean 'command'?"),
        ({"maxRetry": 1}, "job: maxRetry: unknown key", "did you mean 'max_retries'?"),
        ({"priority": True}, "job: priority: must be a whole number, not true", None),
        ({"priority": "8"}, 'job: priority: must be a whole number, not "8"', None),
        ({"priority": 8.0}, "job: priority: must be a whole number, not 8.0", None),
        ({"enabled": 1}, "job: enabled: must be true or false, not 1", None),
        ({"name": 5}, "job: name: must be a text, not 5", None),
        ({"name": None}, "job: name: must be a text, not null", None),
        ({"timeout": True}, "job: timeout: must be a duration, not true", "write it like 30s"),
        ({"timeout": "soon"}, "job: timeout: 'soon' is not a duration", "write it like 30s"),
        ({"timeout": float("nan")}, "job: timeout: must be a finite number", None),
        ({"jitter": -1}, "job: jitter must be between 0 and 3162240000", None),
        ({"memory_limit": "lots"}, "job: memory_limit: 'lots' is not a size", "512MiB"),
        ({"memory_limit": 1.5}, "job: memory_limit: must be a size, not 1.5", "512MiB"),
        ({"memory_limit": 0}, "job: memory_limit must be more than 0", None),
        ({"overlap": "skipp"}, "job: overlap: 'skipp' is none of skip", "did you mean 'skip'?"),
        ({"tags": [1]}, "job: tags: must be a text, not 1", None),
        ({"retry_on": "a"}, 'job: retry_on: must be exit codes, not "a"', "write them like 1,75"),
        ({"retry_on": [True]}, "job: retry_on: must be a whole number, not true", None),
        ({"environment": "A=1"}, "job: environment: must be a table", "{LANG"),
        ({"environment": {"PORT": 80}}, "the value of PORT must be a text, not 80", "quotes"),
        ({"env": {}, "environment": {}}, "job: environment: is given twice: 'env'", None),
        ({"max_retries": 1, "maxRetries": 2}, "'max_retries' is the same", None),
        ({"maxRetries": 1, "timeout": 60}, "60 would be milliseconds", "write '60s'"),
        ({"schedule": "61 * * * *"}, "job: schedule: minute: 61 is out of range", None),
        ({"schedule": {"cron": "* * * * *", "every": "5s"}}, "one of cron, every and at", None),
        ({"schedule": {"interval": 5}}, "one of cron, every and at", None),
        ({"schedule": "H(0-99) * * * *"}, "job: schedule: minute: 99 is out of range", None),
        ({"schedule": "HH * * * *"}, "job: schedule: minute: 'HH' is not a number", None),
        ({"schedule": 5}, "job: schedule: must be a text, not 5", None),
        (
            {"timezone": "Berlin"},
            "job: schedule: 'Berlin' is not a known time zone",
            "Europe/Berlin",
        ),
        ({"argv": []}, "job: the job's command is empty", None),
        ({"id": "a b"}, "job: 'a b' cannot be a job's id", None),
    ],
)
def test_refusals(given: dict[str, Any], message: str, hint: str | None) -> None:
    with pytest.raises(InvalidInput) as refused:
        made(**given)
    assert message in refused.value.message
    assert "\n" not in refused.value.message
    assert (hint or "") in (refused.value.hint or "")


def test_all_problems_are_found_and_the_first_is_raised_with_their_number() -> None:
    wrong = {"priority": "high", "tag": "x", "schedule": "61 * * * *", "name": "a"}
    spec, problems = spec_problems(wrong, source="job")
    assert spec is None
    assert [problem.where for problem in problems] == ["job: priority", "job: tag", "job: schedule"]
    with pytest.raises(InvalidInput, match=r"priority.*\(and 2 more problems\)"):
        spec_from_mapping(wrong, source="job")


def test_what_a_job_cannot_do_without_is_named() -> None:
    _, problems = spec_problems({"schedule": "@daily"}, source="job")
    assert [str(problem) for problem in problems] == [
        "job: 'name' is missing",
        "job: 'command' is missing",
    ]


def test_toml_that_is_none_names_the_line() -> None:
    with pytest.raises(InvalidInput, match=r"^the definition is not valid TOML: .*line 2"):
        spec_from_toml('name = "a"\ncommand = x\n')
