"""The place of the schedule: timeline and list, the three spans, collisions, and many jobs."""

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
        async with tui(paths, size, place="schedule") as pilot:
            await press(pilot, "d")
            check(pilot, "schedule", rewrite=rewrite)

    run(look())
