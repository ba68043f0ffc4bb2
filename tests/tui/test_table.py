"""The table: what it draws again when time passes, and how it measures what stands in a column."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lsh.domain.instant import to_micros
from lsh.paths import Paths
from lsh.tui.screens.jobs import Jobs
from lsh.tui.widgets.table import Table
from tests.support.ledger import History
from tests.tui.screens import NOW, place_of, run, settle, shown, tui


def test_as_time_passes_only_rows_that_say_something_else_are_drawn(
    paths: Paths, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(10):
        history.job(f"far {number}", next_fire_at=NOW + timedelta(days=2, minutes=30))
    history.job("near", next_fire_at=NOW + timedelta(seconds=90))
    drawn: list[int] = []
    draw = Table.render_line
    clock = [to_micros(NOW)]

    def counted(table: Table, y: int) -> object:
        drawn.append(y)
        return draw(table, y)

    async def wait() -> None:
        async with tui(paths, now=lambda: clock[0]) as pilot:
            jobs = place_of(pilot, Jobs)
            await settle(pilot)
            monkeypatch.setattr(Table, "render_line", counted)
            jobs.tick()
            await settle(pilot)
            assert drawn == []
            clock[0] += 1_000_000
            jobs.tick()
            await settle(pilot)
            assert drawn == [11]  # the last row; the heading is the first line
            assert "1m 29s" in shown(pilot)

    run(wait())
