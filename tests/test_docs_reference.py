"""docs/reference.md names every field, setting and exit code that there is."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from lsh.domain.errors import LshError
from lsh.domain.job import JobSpec
from lsh.settings import Settings

PAGE = (Path(__file__).parent.parent / "docs/reference.md").read_text()


def section_of(heading: str) -> str:
    return PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]


def names_in(heading: str) -> set[str]:
    section = section_of(heading)
    cells = re.findall(r"^\| (`[^|]+`) \|", section, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}


def test_every_job_field_is_described() -> None:
    assert names_in("Job fields") == {field.name for field in dataclasses.fields(JobSpec)}


def test_every_setting_is_described() -> None:
    assert names_in("Settings") == {field.name for field in dataclasses.fields(Settings)}


@pytest.mark.parametrize("field", dataclasses.fields(Settings), ids=lambda field: field.name)
def test_the_default_of_a_setting_is_the_true_one(field: dataclasses.Field[object]) -> None:
    if isinstance(field.default, int | float):
        shown = f"{field.default:g}" if isinstance(field.default, float) else str(field.default)
        rows = section_of("Settings").splitlines()
        row = next(line for line in rows if f"`{field.name}`" in line)
        assert shown in row


def test_every_exit_code_is_described() -> None:
    codes, pending = set(), [LshError]
    while pending:
        error = pending.pop()
        codes.add(error.exit_code)
        pending.extend(error.__subclasses__())
    shown = re.findall(r"^\| (\d+) \|", section_of("Exit codes"), re.MULTILINE)
    assert codes | {0, 130} == {int(code) for code in shown}
