"""A report that goes to a file goes there, however the terminal was to be spoken to."""

from __future__ import annotations

from pathlib import Path

import pytest

from lsh.cli import run
from tests.support.daemon import Home


@pytest.mark.parametrize("flag", ["--quiet", "--plain", "--no-color"])
def test_a_file_is_written(
    within: Home, tmp_path: Path, flag: str, capsys: pytest.CaptureFixture[str]
) -> None:
    within.apply("job_create", spec={"id": "job", "name": "job", "command": "true"})
    for words in (["reports"], ["report", "job"], ["comprehensive-report"]):
        file = tmp_path / f"{words[0]}.html"
        assert run(["cron", *words, flag, "--output", str(file)]) == 0
        assert file.read_text().startswith("<!doctype html>")
        assert capsys.readouterr().out == ""


def test_a_form_that_was_asked_for_is_the_one(
    within: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    within.apply("job_create", spec={"id": "job", "name": "job", "command": "true"})
    assert run(["cron", "reports", "--plain", "--format", "markdown"]) == 0
    assert capsys.readouterr().out.startswith("#")
