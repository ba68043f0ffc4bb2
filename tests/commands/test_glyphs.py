"""Whatever a terminal or a locale lacks, what is shown is readable, and what programs read is exact."""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from lsh.commands.glyphs import is_utf_8, mend
from lsh.commands.held import held
from lsh.commands.mode import MODE
from lsh.commands.output import emit_document, emit_json, emit_table, emit_text
from lsh.commands.reports.window import Form, publish
from lsh.reports.comprehensive import comprehensive
from lsh.reports.summary import all_reports, job_report
from tests.reports.household import NOW, SINCE, furnish
from tests.support.daemon import Home
from tests.support.ledger import history

_COLOUR = re.compile(rb"\x1b\[[0-9;]*m")
LOCALES = ("PYTHONIOENCODING", "LC_ALL", "LC_CTYPE", "LANG", "TERM")


class Stream(io.TextIOWrapper):
    """A standard stream of some encoding."""

    def __init__(self, encoding: str, *, terminal: bool) -> None:
        self.bytes = io.BytesIO()
        self._terminal = terminal
        super().__init__(self.bytes, encoding=encoding)

    def isatty(self) -> bool:
        return self._terminal


@contextmanager
def shown(
    monkeypatch: pytest.MonkeyPatch, encoding: str, *, terminal: bool = False, **environ: str
) -> Iterator[Callable[[], bytes]]:
    """stdout as it is in such surroundings; call what is given for all that was written, without colours."""
    for name in LOCALES:
        monkeypatch.delenv(name, raising=False)
    for name, value in ({"COLUMNS": "80"} | environ).items():
        monkeypatch.setenv(name, value)
    stream = Stream(encoding, terminal=terminal)
    mend(stream)
    monkeypatch.setattr(sys, "stdout", stream)

    def written() -> bytes:
        stream.flush()
        return _COLOUR.sub(b"", stream.bytes.getvalue())

    yield written
    monkeypatch.undo()


SURROUNDINGS: dict[str, dict[str, Any]] = {
    "ascii": {"encoding": "ascii"},
    "LC_ALL=C": {"encoding": "utf-8", "LC_ALL": "C"},
    "LANG=C": {"encoding": "utf-8", "LANG": "C", "LC_CTYPE": "C.UTF-8"},
    "TERM=dumb": {"encoding": "utf-8", "terminal": True, "TERM": "dumb", "LANG": "de_DE.UTF-8"},
    "TERM=linux": {"encoding": "utf-8", "terminal": True, "TERM": "linux"},
}


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[str, Any]]:
    """Every kind of report on a furnished household."""
    with history(tmp_path_factory.mktemp("household") / "lsh.db") as written:
        furnish(written)
        asked: dict[str, Any] = {"since": SINCE, "now": NOW}
        names = ("daily-backup", "data-sync", "sales-report")
        return [
            ("comprehensive", comprehensive(written.connection, **asked)),
            ("all", all_reports(written.connection, **asked)),
            *(("job", job_report(written.connection, name, **asked)) for name in names),
        ]


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_reports_are_of_ascii_alone(
    reports: list[tuple[str, Any]], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    with shown(monkeypatch, **SURROUNDINGS[name]) as written:
        for kind, report in reports:
            publish(report, kind, None, None)
        text = written().decode("ascii")
        assert "\\" not in text, "nothing had to be escaped"
        publish(reports[0][1], "comprehensive", Form.MARKDOWN, None)
        assert "\\u" not in written().decode("ascii")
    assert "# succeeded  % failed  : skipped or missed" in text
    assert "x failed" in text


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_columns_stand_as_they_did(
    reports: list[tuple[str, Any]], monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    report = reports[0][1]
    with shown(monkeypatch, "utf-8") as written:
        publish(report, "comprehensive", None, None)
        as_it_is = written().decode()
    assert not as_it_is.isascii()
    with shown(monkeypatch, **SURROUNDINGS[name]) as written:
        publish(report, "comprehensive", None, None)
        in_ascii = written().decode()
    lines = zip(as_it_is.splitlines(), in_ascii.splitlines(), strict=True)
    pairs = [(one.rstrip(), other.rstrip()) for one, other in lines]
    assert [one for one, other in pairs if len(one) != len(other) and "≤" not in one] == []


def test_names_are_kept_where_they_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [["Überstunden", "…"]]
    with shown(monkeypatch, "utf-8", terminal=True, TERM="linux") as written:
        emit_table(("NAME", "WHAT"), rows)
        assert "Überstunden  ~" in written().decode()
    with shown(monkeypatch, "latin-1") as written:
        emit_table(("NAME", "WHAT"), rows)
        assert "Überstunden  ~" in written().decode("latin-1")
    with shown(monkeypatch, "ascii") as written:
        emit_table(("NAME", "WHAT"), rows)
        assert "\\xdcberstunden  ~" in written().decode("ascii")


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_what_programs_read_is_exact(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    value = {"name": "Über … 😀 ✓ –"}
    with shown(monkeypatch, **SURROUNDINGS[name]) as written:
        emit_json(value)
        assert json.loads(written()) == value
    with shown(monkeypatch, **SURROUNDINGS[name]) as written:
        emit_document("Über … 😀 ✓ –")
        assert written().decode() == "Über … 😀 ✓ –"
    monkeypatch.setattr(MODE, "plain", True)
    with shown(monkeypatch, "utf-8", LC_ALL="C") as written:
        emit_table((), [["… ✓"]])
        assert written().decode() == "… ✓\n"


@pytest.mark.parametrize(
    "environ",
    [
        {},
        {"LANG": "C.UTF-8"},
        {"LANG": "C", "LC_ALL": "C.UTF-8"},
        {"LC_CTYPE": "de_DE.UTF-8", "LANG": "C"},
        {"LC_ALL": "C", "PYTHONIOENCODING": "utf-8"},
        {"TERM": "linux"},
    ],
)
def test_otherwise_all_is_shown_as_it_is(
    monkeypatch: pytest.MonkeyPatch, environ: dict[str, Any]
) -> None:
    with shown(monkeypatch, "utf-8", **environ) as written:
        assert is_utf_8(sys.stdout)
        emit_text("█ ✓ \udcff")
        assert written().decode() == "█ ✓ \\udcff\n"


@pytest.mark.parametrize("name", SURROUNDINGS)
def test_what_is_held_for_a_pager_is_the_same(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    with shown(monkeypatch, **SURROUNDINGS[name]), held() as (out, _):
        emit_text("█ ✓")
        assert (out.taken(), out.text()) == (b"# +\n", "# +\n")


def test_the_whole_program_in_ascii(home: Home) -> None:
    home.environ |= {"PYTHONIOENCODING": "ascii"}
    home.lsh("cron", "create", "--id", "job", "--name", "–", "--", "true")
    assert " - " in home.lsh("cron", "list").stdout
    assert json.loads(home.lsh("cron", "info", "job", "--json").stdout)["name"] == "–"
