"""Long output on a terminal goes through a pager; nothing else does."""

from __future__ import annotations

import pytest

from lsh.commands import paging
from lsh.commands.mode import MODE
from lsh.commands.output import emit_text
from lsh.domain.errors import InvalidInput
from tests.support.daemon import Home
from tests.support.terminal import Terminal


@pytest.fixture(scope="module")
def long(lived_in: Home) -> Home:
    for number in range(30):
        spec = {"id": f"paged{number:02}", "name": f"paged{number:02}", "command": "true"}
        lived_in.call("job_create", spec=spec)
    return lived_in


def shown(home: Home, *words: str, rows: int = 24, **environ: str) -> str:
    with Terminal(home, *words, rows=rows, **environ) as terminal:
        assert terminal.wait() == 0, terminal.shown
        text = terminal.shown.decode()
    assert "Traceback" not in text
    return text


def test_what_is_long_goes_through_the_pager(long: Home) -> None:
    text = shown(long, "cron", "list", "--no-color", LSH_PAGER="sed s/^/paged:/", PAGER="false")
    lines = text.splitlines()
    assert lines[0].startswith("paged:NAME")
    assert len(lines) == 31
    assert all(line.startswith("paged:") for line in lines)


def test_messages_come_after_it(home: Home) -> None:
    for number in range(9):
        home.apply("job_create", spec={"id": f"j{number}", "name": "x", "command": "true"})
    lines = shown(home, "cron", "list", "--no-color", rows=8, PAGER="sed s/^/paged:/").splitlines()
    assert lines[-1].startswith("warning: no daemon is running")
    assert lines[-2].startswith("paged:x")


@pytest.mark.parametrize(
    ("words", "environ"),
    [
        ((), {"rows": 60}),
        (("--no-pager",), {}),
        ((), {"LSH_PAGER": ""}),
        ((), {"LSH_PAGER": "cat"}),
        ((), {"TERM": "dumb"}),
        ((), {"LSH_PAGER": "/no/such/pager"}),
    ],
)
def test_what_is_not_paged(long: Home, words: tuple[str, ...], environ: dict[str, object]) -> None:
    rows = environ.get("rows", 24)
    assert isinstance(rows, int)
    more = {"PAGER": "false"} | {k: str(v) for k, v in environ.items() if k != "rows"}
    text = shown(long, "cron", "list", "--no-color", *words, rows=rows, **more)
    assert text.count("paged") == 60


def test_a_pager_may_be_left_early(long: Home) -> None:
    text = shown(long, "daemon", "db", "history", "--help", LSH_PAGER="false")
    assert "Usage:" in text, "help is not paged"
    assert shown(long, "cron", "list", LSH_PAGER="sed 1q").count("paged") == 0


def test_ctrl_c_shows_no_half(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setenv("LSH_PAGER", "")

    def interrupted() -> None:
        emit_text("the first half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        paging.paged(interrupted)
    assert capsysbinary.readouterr().out == b""

    def failing() -> None:
        emit_text("the first half")
        raise InvalidInput("no second one")

    with pytest.raises(InvalidInput):
        paging.paged(failing)
    assert capsysbinary.readouterr().out == b"the first half\n"


def test_what_the_variables_say(monkeypatch: pytest.MonkeyPatch) -> None:
    def pager(**environ: str) -> str | None:
        for name in ("LSH_PAGER", "PAGER"):
            monkeypatch.delenv(name, raising=False)
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        return paging._pager()

    assert pager(LSH_PAGER="a", PAGER="b") == "a"
    assert pager(PAGER="b") == "b"
    assert pager(LSH_PAGER="", PAGER="b") is None
    assert pager(PAGER=" cat ") is None
    monkeypatch.setenv("PATH", "/nowhere")
    assert pager() is None


def test_broken_lines_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINES", "4")
    monkeypatch.setenv("COLUMNS", "10")
    MODE.reset()
    assert paging._fits(b"a\nb\nc\n")
    assert not paging._fits(b"a\nb\nc\nd\n")
    assert paging._fits(b"0123456789\nb\nc\n")
    assert not paging._fits(b"01234567890\nb\nc\n")
    assert paging._fits(b"\x1b[31m0123456789\x1b[0m\nb\nc\n"), "colours take no room"
