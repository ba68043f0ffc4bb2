"""The place that is kept for pipelines: it says so, and nothing else."""

from __future__ import annotations

import pytest

from lsh.settings import Paths
from tests.tui.screens import SIZES, check, run, tui


@pytest.mark.parametrize("size", SIZES)
def test_how_it_looks(paths: Paths, size: tuple[int, int], rewrite: bool) -> None:
    async def look() -> None:
        async with tui(paths, size, place="pipelines") as pilot:
            check(pilot, "pipelines", rewrite=rewrite)

    run(look())
