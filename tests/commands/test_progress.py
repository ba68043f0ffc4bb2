"""How far long work is: shown to a person who waits, and to nobody else."""

from __future__ import annotations

import io
import sys
import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsh.commands import progress
from lsh.commands.held import held
from lsh.commands.mode import MODE
from lsh.commands.output import width
from lsh.commands.progress import Progress, line
from tests.support.daemon import PATIENCE


class Seen(io.StringIO):
    """A terminal that says when something was written to it."""

    def __init__(self, *, terminal: bool = True) -> None:
        super().__init__()
        self.written = threading.Event()
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal

    def flush(self) -> None:
        self.written.set()


@pytest.fixture(autouse=True)
def _mode(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TERM", "xterm")
    MODE.reset()
    yield
    MODE.reset()


def test_a_line_has_the_rate_and_the_time_that_is_left() -> None:
    shown = line("sending rows", 1234, 4000, 2.5, 100)
    assert shown == "sending rows  ██████▏               1,234/4,000  494/s  6s left"
    assert line("copying", 0, 100, 0.0, 80) == "copying                        0/100"
    assert line("copying", 3, 100, 60.0, 80).endswith("3/100  0.1/s  32m 20s left")
    assert line("copying", 1e-300, 1.0, 1.0, 80).endswith("0/1  0.0/s")  # no end can be foreseen
    assert line("copying", 99, 100, 1.0, 80).endswith("99/100  99/s  1s left")
    assert line("stopping", 0, None, 0.2, 80) == "stopping …"
    assert line("stopping", 0, None, 75.9, 80) == "stopping … 1m 15s"


@given(st.floats(0, 1e9), st.none() | st.floats(0, 1e9), st.floats(0, 1e6), st.integers(2, 200))
def test_a_line_fits(done: float, total: float | None, seconds: float, columns: int) -> None:
    assert width(line("importing jobs", done, total, seconds, columns)) < columns


def test_it_is_drawn_and_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Seen()
    monkeypatch.setattr(progress, "HIDDEN", 0.001)
    monkeypatch.setattr(sys, "stderr", stream)
    with Progress("copying", 10) as shown:
        shown.update(5)
        assert stream.written.wait(PATIENCE)
    drawn = stream.getvalue()
    assert "copying" in drawn
    assert drawn.endswith("\r\x1b[K")
    assert "\n" not in drawn


def test_what_is_soon_over_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Seen()
    monkeypatch.setattr(progress, "HIDDEN", PATIENCE)
    monkeypatch.setattr(sys, "stderr", stream)
    assert progress.during("thinking", lambda: 42) == 42
    assert stream.getvalue() == ""


def test_the_pager_does_not_hold_it(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Seen()
    monkeypatch.setattr(progress, "HIDDEN", 0.001)
    monkeypatch.setattr(sys, "stderr", stream)
    with held() as (_, err), Progress("exporting"):
        assert stream.written.wait(PATIENCE)
    assert err.taken() == b""


@pytest.mark.parametrize("why", ["no terminal", "dumb", "quiet", "json"])
def test_nobody_else_sees_it(why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if why == "dumb":
        monkeypatch.setenv("TERM", "dumb")
    MODE.quiet, MODE.json = why == "quiet", why == "json"
    assert not progress.wanted(Seen(terminal=why != "no terminal"))


def test_a_person_does() -> None:
    assert progress.wanted(Seen())
