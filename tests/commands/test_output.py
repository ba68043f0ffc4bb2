"""Tables, marks and text for people."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lsh.commands.held import held
from lsh.commands.mode import MODE
from lsh.commands.output import emit_json, emit_pairs, emit_table, note, suggest, warn, width


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


def test_on_a_terminal_states_are_coloured_and_nothing_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    with held(terminal=True) as (out, _):
        emit_table(("NAME", "STATE"), [("backup", "failed (exit 2)")])
        emit_pairs([("state", "active\nsince")])
    assert out.taken().decode().splitlines() == [
        "\x1b[1mNAME    STATE\x1b[0m",
        "backup  \x1b[31mfailed (exit 2)\x1b[0m",
        "state  \x1b[32mactive\x1b[0m",
        "       since",
    ]


@pytest.mark.parametrize(
    ("terminal", "text"), [(True, '{\n  "é": [\n    1\n  ]\n}\n'), (False, '{"é":[1]}\n')]
)
def test_json_is_indented_for_people(terminal: bool, text: str) -> None:
    with held(terminal=terminal) as (out, _):
        emit_json({"é": [1]})
    assert out.taken().decode() == text


def test_what_is_watched_suggests_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    suggest("lsh cron list", "lsh cron next")
    assert capsys.readouterr() == ("", "next: lsh cron list, lsh cron next\n")
    MODE.watch = 2.0
    suggest("lsh cron list")
    assert capsys.readouterr() == ("", "")
