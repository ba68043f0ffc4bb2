"""Exports as CSV and Markdown: quoted so that any reader finds the same cells."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given

from lsh.reports.summary import all_reports
from lsh.transfer.export import export_document
from lsh.transfer.tables import CSV_HEADER, markdown_code, markdown_text, to_csv, to_markdown
from tests.schema.strategies import ANY_TEXT
from tests.support.ledger import CREATED, History

NOW = datetime(2026, 9, 20, 12, tzinfo=UTC)


def document_of(name: str, command: str) -> dict[str, Any]:
    job = dict.fromkeys(
        ("id", "state", "next_fire_at", "schedule", "timezone", "category", "priority", "last_run")
    )
    return {
        "exported_at": "2026-09-20T12:00:00+00:00",
        "jobs": [{**job, "state": "active", "name": name, "command": command, "tags": []}],
    }


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture
def document(written: History) -> dict[str, Any]:
    job = written.job(
        'Nightly, "big" backup',
        command='echo "a, b" |\n tee x',
        tags=["a", "b"],
        category="backup",
    )
    written.run(job, CREATED + timedelta(days=1), "failed", duration=2.0)
    for day in (2, 3, 4):
        written.run(job, CREATED + timedelta(days=day), duration=4.0)
    written.job("=1+1", schedule=None)
    reports = all_reports(written.connection, now=NOW)
    return export_document(written.connection, now=NOW, reports=reports)


def test_csv_begins_with_the_promised_header(document: dict[str, Any]) -> None:
    header = to_csv(document).split("\r\n")[0]
    assert header.startswith("Job ID,Name,Status,Executions,Success Rate,Last Execution,")


def test_csv_rows(document: dict[str, Any]) -> None:
    first, second = rows_of(to_csv(document))
    assert first["Name"] == 'Nightly, "big" backup'
    assert first["Command"] == 'echo "a, b" |\n tee x'
    assert {key: first[key] for key in ("Status", "Executions", "Success Rate", "Tags")} == {
        "Status": "active", "Executions": "4", "Success Rate": "75.0", "Tags": "a,b",
    }  # fmt: skip
    assert first["Last Execution"] == "2026-09-05T00:00:00+00:00"
    assert (first["Last Outcome"], first["Mean Duration"]) == ("success", "3.5")
    # faithful: nothing is put in front of what a spreadsheet might take for a formula
    assert (second["Name"], second["Schedule"], second["Last Execution"]) == ("=1+1", "", "")


@given(ANY_TEXT, ANY_TEXT)
def test_csv_keeps_any_text(name: str, command: str) -> None:
    (row,) = rows_of(to_csv(document_of(name, command)))
    assert (row["Name"], row["Command"]) == (name, command)
    assert len(row) == len(CSV_HEADER)


def cells_of(line: str) -> list[str]:
    """The cells of a row by GitHub's rule: a pipe ends one unless a backslash stands before it."""
    assert line.startswith("| ")
    assert line.endswith(" |")
    return re.split(r" (?<!\\)\| ", line[2:-2])


@given(ANY_TEXT, ANY_TEXT)
def test_markdown_keeps_its_columns_whatever_the_text(name: str, command: str) -> None:
    lines = to_markdown(document_of(name, command)).rstrip("\n").split("\n")
    assert len(lines) == 5
    for line in lines[2:]:
        bars = re.findall(r"(?<!\\)(?:\\\\)*\|", line.replace("\\\\", ""))
        assert len(bars) == 8, line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a|b", "a\\|b"),
        ("<script>&", "&lt;script&gt;&amp;"),
        ("*x* [y](z) `c`", "\\*x\\* \\[y\\](z) \\`c\\`"),
        ("a\r\nb", "a ⏎ b"),
    ],
)
def test_markdown_text(text: str, expected: str) -> None:
    assert markdown_text(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("df | awk", "`df \\| awk`"),
        ("echo `date`", "`` echo `date` ``"),
        ("a ``b", "```a ``b```"),
        (" x ", "`  x  `"),
        ("one\ntwo", "`one ⏎ two`"),
    ],
)
def test_markdown_code(text: str, expected: str) -> None:
    assert markdown_code(text) == expected


def test_markdown_for_a_person(document: dict[str, Any]) -> None:
    lines = to_markdown(document).splitlines()
    assert lines[0] == "# Jobs on 2026-09-20T12:00:00+00:00"
    assert lines[4] == (
        '| Nightly, "big" backup (nightly,-"big"-backup) | active | `0 2 * * *` |'
        ' `echo "a, b" \\| ⏎  tee x` | 4 | 75 % | 2026-09-05T00:00:00+00:00 |'
    )
    assert cells_of(lines[5])[2] == "by hand"
