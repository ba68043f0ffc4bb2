"""What a sink says on stderr becomes entries of the log, and never a flood of them."""

from __future__ import annotations

import logging

import pytest

from lsh.daemon.voices import Voice


class Ears:
    """A voice, the clock that it goes by, and what came of it."""

    def __init__(self, caplog: pytest.LogCaptureFixture) -> None:
        self.now = 0.0
        self.voice = Voice("test", lambda: self.now)
        self._caplog = caplog

    def entries(self) -> list[tuple[str, str]]:
        return [(record.levelname, record.getMessage()) for record in self._caplog.records]


@pytest.fixture
def ears(caplog: pytest.LogCaptureFixture) -> Ears:
    caplog.set_level(logging.DEBUG, "lsh.sinks.test")
    return Ears(caplog)


def test_levels_are_those_of_sd_daemon(ears: Ears) -> None:
    ears.voice.hear(b"<7>low\n<6>told\n<4>odd\n<3>bad\n<1>worst\n")
    assert ears.entries() == [
        ("DEBUG", "low"), ("INFO", "told"), ("WARNING", "odd"), ("ERROR", "bad"),
        ("CRITICAL", "worst"),
    ]  # fmt: skip


def test_a_character_may_come_in_two_reads(ears: Ears) -> None:
    said = "<6>für €5\n".encode()
    for place in range(len(said)):
        ears.voice.hear(said[:place] or b"<6>")
        ears.voice.hear(said[place:] if place else said[3:])
    ears.voice.hear(b"<3>cut \xe2\x82")
    ears.voice.hear(b"")
    assert ears.entries() == [*[("INFO", "für €5")] * len(said), ("ERROR", "cut \ufffd")]


def test_a_traceback_is_one_entry(ears: Ears) -> None:
    ears.voice.hear(b"<3>it failed\nTraceback:\n  line 1\n<6>on\n")
    ears.voice.hear(b"Traceback:\n  line 2\n")
    assert ears.entries() == [
        ("ERROR", "it failed\nTraceback:\n  line 1"),
        ("INFO", "on"),
        ("WARNING", "Traceback:\n  line 2"),
    ]


def test_a_line_may_come_in_pieces(ears: Ears) -> None:
    for piece in (b"<", b"6>h", b"alf ", "ü".encode()[:1]):
        ears.voice.hear(piece)
        assert ears.entries() == []
    ears.voice.hear(b" \n<4>and no end")
    ears.voice.hear(b"")
    assert [level for level, _ in ears.entries()] == ["INFO", "WARNING"]
    assert ears.entries()[1] == ("WARNING", "and no end")


def test_a_line_without_end_is_cut(ears: Ears) -> None:
    for _ in range(10):
        ears.voice.hear(b"x" * 3000)
    assert max(len(entry) for _, entry in ears.entries()) == 4096


def test_a_flood_is_counted_and_not_kept(ears: Ears) -> None:
    for _ in range(1000):
        ears.voice.hear(b"<6>" + b"x" * 999 + b"\n")
    assert len(ears.entries()) == 65, "64 KB"
    ears.now = 11.0
    ears.voice.hear(b"<6>after\n")
    assert ears.entries()[65:] == [
        ("WARNING", "935 more messages were not kept"),
        ("INFO", "after"),
    ]
