"""The page of the JSON shapes says what the commands print."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

from tests.docs.pages import ROOT
from tests.support.daemon import Home

COMMANDS = (
    "lsh cron list",
    "lsh cron info",
    "lsh daemon db history",
    "lsh daemon db stats",
    "lsh cron report",
    "lsh cron reports",
    "lsh cron comprehensive-report",
    "lsh cron templates",
)
OF_ONE_JOB = ("lsh cron info", "lsh cron report")


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    made = Home()
    made.apply("job_create", spec=made.spec("job-0"))
    made.start()
    assert made.lsh("cron", "run", "job-0", "--wait").returncode == 0
    made.stop()
    yield made
    made.end_everything()
    made.remove()


@pytest.fixture
def documents(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.syspath_prepend(str(ROOT / "scripts"))
    return {each.command: each for each in import_module("referencing.shapes").DOCUMENTS}


def test_every_document_of_the_page_is_looked_at(documents: dict[str, Any]) -> None:
    assert tuple(documents) == COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_a_document_has_exactly_the_keys_of_its_page(
    command: str, home: Home, documents: dict[str, Any]
) -> None:
    document = documents[command]
    job = ["job-0"] if command in OF_ONE_JOB else []
    done = home.lsh(*command.split()[1:], *job, "--json")
    assert done.returncode == 0, done.stderr
    printed: Any = json.loads(done.stdout)
    assert isinstance(printed, list) == document.many
    first = printed[0] if isinstance(printed, list) else printed
    known = {field.name for field in dataclasses.fields(document.kind)}
    assert set(first) == known - document.lacks | set(document.adds)
