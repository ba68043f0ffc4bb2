"""Searching a log, held to searching a string."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from lsh.tui.logs import search
from lsh.tui.logs.search import find, occurrences
from lsh.tui.logs.stretch import LogFile

ANEW = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # each example writes its own file


def nearest(data: bytes, text: bytes, start: int, *, forward: bool) -> tuple[int, bool] | None:
    folded = data.lower() if text == text.lower() else data
    places = [place for place in range(len(data)) if folded.startswith(text, place)]
    ahead = [place for place in places if (place >= start) is forward]
    behind = [place for place in places if (place >= start) is not forward]
    choose = min if forward else max
    if ahead:
        return choose(ahead), False
    return (choose(behind), True) if behind else None


@ANEW
@example(data=b"AAAAA", text="AA", start=0, forward=False, piece=5)
@given(
    data=st.text("aAb\n", max_size=80).map(str.encode),
    text=st.text("aAb", min_size=1, max_size=3),
    start=st.integers(-3, 90),
    forward=st.booleans(),
    piece=st.integers(1, 20),
)
def test_the_nearest_is_found(
    tmp_path: Path,
    data: bytes, text: str, start: int, forward: bool, piece: int,
) -> None:  # fmt: skip
    path = tmp_path / "log"
    path.write_bytes(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "_PIECE", piece)
        found = find(LogFile(path).now, text, start, forward=forward)
    assert found == nearest(data, text.encode(), max(0, min(start, len(data))), forward=forward)


def test_it_is_given_up_when_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_PIECE", 10)
    path = tmp_path / "log"
    path.write_bytes(b"." * 1000 + b"end")
    told: list[float] = []

    def go_on(share: float) -> bool:
        told.append(share)
        return len(told) < 5

    assert find(LogFile(path).now, "end", 0, go_on=go_on) is None
    assert [round(share * 1003) for share in told] == [10, 20, 30, 40, 50]


def test_occurrences_in_what_is_shown() -> None:
    assert occurrences("er", "Error, ERROR") == [(0, 2), (7, 9)]
    assert occurrences("Er", "Error, ERROR") == [(0, 2)]
    assert occurrences("", "Error") == []
    assert occurrences("a.c", "abc a.c") == [(4, 7)]
