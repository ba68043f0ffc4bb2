"""The page of the JSON shapes says what the commands print."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterator
from typing import Any

import pytest

from referencing.shapes import DOCUMENTS, Document
from tests.support.daemon import Home

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


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.command)
def test_a_document_has_exactly_the_keys_of_its_page(document: Document, home: Home) -> None:
    job = ["job-0"] if document.command in OF_ONE_JOB else []
    done = home.lsh(*document.command.split()[1:], *job, "--json")
    assert done.returncode == 0, done.stderr
    printed: Any = json.loads(done.stdout)
    assert isinstance(printed, list) == document.many
    first = printed[0] if isinstance(printed, list) else printed
    known = {field.name for field in dataclasses.fields(document.kind)}
    assert set(first) == known - document.lacks | set(document.adds)
