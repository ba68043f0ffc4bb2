"""docs/reference.md names every job field and exit code that there is."""

from __future__ import annotations

import dataclasses
import re

from lsh.domain.errors import LshError
from lsh.domain.job import JobSpec
from manual.facts import EXIT_CODES
from tests.docs.pages import DOCS

PAGE = (DOCS / "reference.md").read_text()


def section_of(heading: str) -> str:
    return PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]


def names_in(heading: str) -> set[str]:
    section = section_of(heading)
    cells = re.findall(r"^\| (`[^|]+`) \|", section, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}


def test_every_job_field_is_described() -> None:
    assert names_in("Job fields") == {field.name for field in dataclasses.fields(JobSpec)}


def test_every_exit_code_is_described() -> None:
    codes, pending = set(), [LshError]
    while pending:
        error = pending.pop()
        codes.add(error.exit_code)
        pending.extend(error.__subclasses__())
    shown = re.findall(r"^\| (\d+) \|", section_of("Exit codes"), re.MULTILINE)
    assert codes | set(EXIT_CODES) == {int(code) for code in shown}
