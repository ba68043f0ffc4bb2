"""Tables, marks and text for people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from lsh.commands import humane
from lsh.commands.mode import MODE
from lsh.commands.output import clean, emit_pairs, emit_table, note, warn, width

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)  # a Sunday


@pytest.fixture(autouse=True)
def _mode() -> Iterator[None]:
    MODE.reset()
    yield
    MODE.reset()


def test_a_table_is_aligned_whatever_the_script(capsys: pytest.CaptureFixture[str]) -> None:
    emit_table(("NAME", "N"), [("日本", "1"), ("abcdef", ""), ("x\ny\x1b[2J", "3")])
    assert capsys.readouterr().out.splitlines() == [
        "NAME     N",
        "日本     1",
        "abcdef   -",
        "x y�[2J  3",
    ]


def test_plain_rows_have_tabs_and_no_heading(capsys: pytest.CaptureFixture[str]) -> None:
    MODE.plain = True
    emit_table(("NAME", "N"), [("a\tb", "1"), ("c", "")])
    assert capsys.readouterr().out == "a b\t1\nc\t\n"


def test_pairs_leave_out_what_is_empty(capsys: pytest.CaptureFixture[str]) -> None:
    emit_pairs([("id", "a"), ("nothing", ""), ("variables", "X=1\nY=2")])
    assert capsys.readouterr().out == "id         a\nvariables  X=1\n           Y=2\n"


def test_pairs_do_not_move_the_cursor(capsys: pytest.CaptureFixture[str]) -> None:
    emit_pairs([("reason", "a\x1b[2Jb\nc\x07")])
    assert capsys.readouterr().out == "reason  a�[2Jb\n        c�\n"


def test_quiet_keeps_notes_back_but_not_warnings(capsys: pytest.CaptureFixture[str]) -> None:
    MODE.quiet = True
    note("useful")
    warn("grave")
    assert capsys.readouterr().err == "warning: grave\n"


@pytest.mark.parametrize(("name", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_colour_can_be_declined(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    class Terminal:
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert MODE.colours(Terminal())
    monkeypatch.setenv(name, value)
    assert not MODE.colours(Terminal())


def test_widths() -> None:
    assert [width(text) for text in ("abc", "日本", "é", "e\u0301")] == [3, 4, 1, 1]
    assert clean("a\x1bb") == "a�b"


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (0.0035, "4ms"), (0.35, "350ms"), (3.21, "3.2s"), (61, "1m 1s"), (3600, "1h"),
        (90061, "1d 1h"), (86400 * 3 + 5, "3d"), (-2, "-2.0s"),
    ],
)  # fmt: skip
def test_spans(seconds: float, shown: str) -> None:
    assert humane.span(seconds) == shown


def test_relative_times() -> None:
    assert humane.left(NOW + timedelta(minutes=5, seconds=3), NOW) == "5m 3s"
    assert humane.left(NOW, NOW) == "now"
    assert humane.left(NOW - timedelta(seconds=5), NOW) == "now"
    assert humane.left(NOW - timedelta(hours=1), NOW) == "past"
    assert humane.left(None, NOW) == ""
    assert humane.within(NOW, NOW) == "now"
    assert humane.within(NOW + timedelta(minutes=5), NOW) == "in 5m"
    assert humane.ago(NOW - timedelta(hours=3, minutes=5), NOW) == "3h ago"
    assert humane.ago(NOW - timedelta(milliseconds=5), NOW) == "just now"


@pytest.mark.parametrize(
    ("instant", "shown"),
    [
        (NOW + timedelta(hours=1), "11:00"),
        (NOW + timedelta(hours=1, seconds=7), "11:00:07"),
        (NOW + timedelta(days=1), "Mon 10:00"),
        (NOW + timedelta(days=7), "2026-11-29 10:00"),
        (NOW - timedelta(days=1), "2026-11-21 10:00"),
    ],
)
def test_clock_times_are_as_short_as_is_unambiguous(instant: datetime, shown: str) -> None:
    assert humane.clock(instant, NOW, UTC) == shown


def test_sizes() -> None:
    assert [humane.size(count) for count in (None, 999, 12_400_000, 102_400, 3.2e12)] == [
        "", "999 B", "12.4 MB", "102 kB", "3.2 TB",
    ]  # fmt: skip
