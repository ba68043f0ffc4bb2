"""The place of the events: the tail, what an event says, filters, and reading back without end."""

from __future__ import annotations

import pytest

from lsh.settings import Paths
from tests.support.ledger import History
from tests.tui.screens import SIZES, check, press, run, tui


@pytest.mark.parametrize("size", SIZES)
def test_how_it_looks(
    paths: Paths, small_shop: History, size: tuple[int, int], rewrite: bool
) -> None:
    async def look() -> None:
        async with tui(paths, size, place="events") as pilot:
            await press(pilot, "k", "k", "enter")
            check(pilot, "events", rewrite=rewrite)

    run(look())
