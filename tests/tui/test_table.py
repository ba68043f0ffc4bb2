"""The table: what it draws again when time passes, and how it measures what stands in a column."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lsh.domain.columns import columns_of
from lsh.domain.instant import to_micros
from lsh.paths import Paths
from lsh.tui.screens.jobs import Jobs
from lsh.tui.widgets.table import Table, _fit
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


@pytest.mark.parametrize("right", [False, True])
@pytest.mark.parametrize(
    "text",
    [
        "\U0001f1e9\U0001f1ea backup",
        "\U0001f44d\U0001f3fd ok",
        "\U0001f469\u200d\U0001f4bb code",
        "日本の",
    ],
)
def test_a_cell_takes_its_room_on_every_terminal(text: str, right: bool) -> None:
    """Also on those that count the parts of an emoji: here each takes what it takes alone."""
    for room in range(1, 15):
        assert sum(map(columns_of, _fit(text, room, right=right))) == room
