"""Durations and jitter."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsh.domain.duration import format_duration, parse_duration
from lsh.domain.errors import InvalidInput
from lsh.domain.jitter import stable_offset


@given(st.integers(0, 10**14).map(lambda ms: timedelta(milliseconds=ms)))
def test_round_trip(span: timedelta) -> None:
    assert parse_duration(format_duration(span)) == span


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30s", 30),
        ("1h30m", 5400),
        ("500ms", 0.5),
        ("2d", 172800),
        ("1w", 604800),
        ("90", 90),
        ("0", 0),
        ("0.25", 0.25),
        ("1.5h", 5400),
        ("1h 30m", 5400),
        ("2 hours 5 minutes", 7500),
        ("1 Day", 86400),
        ("1m1ms", 60.001),
    ],
)
def test_reading(text: str, seconds: float) -> None:
    assert parse_duration(text) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0s"),
        (0.25, "250ms"),
        (5400, "1h30m"),
        (86400, "1d"),
        (10 * 86400, "10d"),
        (14 * 86400, "2w"),
        (59.9996, "1m"),
        (-90, "-1m30s"),
        (3661.5, "1h1m1s500ms"),
    ],
)
def test_writing(seconds: float, text: str) -> None:
    assert format_duration(seconds) == text
    assert format_duration(timedelta(seconds=seconds)) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "s",
        "1x",
        "-5s",
        "+5s",
        "1m1h",
        "1h1h",
        "5 5",
        "1e3",
        "١s",
        "1_0s",
        "9" * 30,
        "1h30",
    ],
)
def test_refusals(text: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        parse_duration(text)
    assert "30s" in (refusal.value.hint or "")


@given(st.text(), st.text(), st.integers(0, 10**9).map(lambda ms: timedelta(milliseconds=ms)))
def test_jitter_is_stable_and_bounded(job: str, host: str, jitter: timedelta) -> None:
    offset = stable_offset(job, host, jitter)
    assert offset == stable_offset(job, host, jitter)
    assert timedelta() <= offset
    assert offset < jitter or jitter == offset == timedelta()
    assert offset % timedelta(milliseconds=1) == timedelta()


def test_jitter_never_moves_between_versions() -> None:
    assert stable_offset("backup", "host", timedelta(minutes=5)) == timedelta(seconds=182.576)


def test_jitter_spreads() -> None:
    minute = timedelta(minutes=1)
    seconds = {
        stable_offset(f"job-{n}", "host", minute) // timedelta(seconds=1) for n in range(1000)
    }
    assert seconds == set(range(60))
