"""What leaves one home by export enters another by import, and loses nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.daemon import Home


@pytest.fixture
def lived() -> Iterator[Home]:
    made = Home()
    try:
        live(made)
        yield made
    finally:
        made.end_everything()
        made.remove()


def exported(home: Home) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(home.lsh("cron", "export").stdout)
    return document


def ok(home: Home, *arguments: str, stdin: str = "") -> str:
    done = home.lsh(*arguments, stdin=stdin)
    assert done.returncode == 0, done.stderr
    return done.stdout


def live(home: Home) -> None:
    """A past with a retry, a notification, an edit, a pause and a stop."""
    ok(home, "daemon", "start")
    options = ("--max-retries", "1", "--retry-delay", "50ms", "--on-failure", "echo $LSH_OUTCOME")
    ok(home, "cron", "create", "--id", "failing", "--command", "echo no; exit 3", *options)
    ok(home, "cron", "create", "--id", "nightly", "--schedule", "30 2 * * *", "--", "/bin/date")
    assert home.lsh("cron", "run", "failing", "--wait").returncode == 5
    ok(home, "cron", "run", "nightly", "--wait")
    ok(home, "cron", "edit", "nightly", "--priority", "9")
    ok(home, "cron", "run", "nightly", "--wait")
    ok(home, "cron", "pause", "nightly")
    ok(home, "cron", "stop", "failing")
    ok(home, "daemon", "stop", "--wait")


def test_definitions_and_history_come_back_as_they_were(lived: Home, home: Home) -> None:
    document = exported(lived)
    assert {run["kind"] for run in document["runs"]} == {"manual", "notify"}
    ok(home, "cron", "import", "-", stdin=json.dumps(document))
    again = exported(home)
    assert again["jobs"] == document["jobs"]
    assert again["runs"] == document["runs"]
    figures = ("runs", "failures", "success_rate", "duration", "common_errors", "retries")
    for here, there in zip(document["reports"], again["reports"], strict=True):
        assert [here[name] for name in figures] == [there[name] for name in figures]

    edited = {**document, "jobs": [{**job, "priority": 1} for job in document["jobs"]]}
    refused = home.lsh("cron", "import", "-", stdin=json.dumps(edited))
    assert refused.returncode == 4
    assert exported(home)["jobs"] == document["jobs"]


def test_an_edited_definition_is_the_version_after_the_last(lived: Home, home: Home) -> None:
    document = exported(lived)
    for job in document["jobs"]:
        job["priority"] = 1
    ok(home, "cron", "import", "-", stdin=json.dumps(document))
    jobs = {job["id"]: job for job in exported(home)["jobs"]}
    assert {job["priority"] for job in jobs.values()} == {1}
    assert jobs["nightly"]["version"] == 3
    assert exported(home)["runs"] == document["runs"]
