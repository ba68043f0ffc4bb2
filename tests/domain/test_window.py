from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lsh.domain.tally import DAY
from lsh.domain.window import Window

INSTANTS = st.integers(0, 20 * DAY) | st.integers(0, 20).map(lambda day: day * DAY)


@given(st.none() | INSTANTS, st.none() | INSTANTS, INSTANTS)
def test_days_and_edges_are_the_window(since: int | None, until: int | None, at: int) -> None:
    if since is not None and until is not None and until < since:
        since, until = until, since
    window = Window(since, until)
    inside = (since is None or since <= at) and (until is None or at < until)
    parts = [window.holds_day(at // DAY)]
    parts += [edge.since <= at < edge.until for edge in window.edges]  # type: ignore[operator]
    assert sum(parts) == inside, "each instant of the window is in exactly one part"


@given(INSTANTS, INSTANTS, st.none() | INSTANTS)
def test_alignment_leaves_no_edge_where_runs_are_gone(
    since: int, length: int, runs_since: int | None
) -> None:
    window = Window(since, since + length)
    aligned = window.aligned(runs_since)
    assert aligned.since is not None
    assert aligned.until is not None
    assert aligned.since <= since
    assert aligned.until >= since + length
    if runs_since is None:
        assert aligned == window
    else:
        assert all(edge.since is not None and edge.since >= runs_since for edge in aligned.edges)
