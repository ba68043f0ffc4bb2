"""Instants in the columns of a list."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lsh.domain.instant import to_micros
from lsh.tui import words
from tests.tui.screens import NOW


@pytest.mark.parametrize(
    ("ago", "shown"),
    [
        (timedelta(), "12:00"),
        (timedelta(minutes=53, seconds=12), "11:06:48"),
        (timedelta(hours=13), "21 Nov 23:00"),
        (timedelta(days=20), " 2 Nov 12:00"),
        (timedelta(days=-3), "25 Nov 12:00"),
        (timedelta(days=299), "27 Jan 12:00"),
        (timedelta(days=301), "25 Jan 2026"),
        (timedelta(days=3650), "24 Nov 2016"),
    ],
)
def test_when(ago: timedelta, shown: str) -> None:
    assert words.when(to_micros(NOW - ago), to_micros(NOW)) == shown


def test_never() -> None:
    assert words.when(None, to_micros(NOW)) == ""
