"""The place that is kept for pipelines: it says so, and nothing else."""

from __future__ import annotations

from lsh.paths import Paths
from tests.tui.screens import check_sizes, run, tui


def test_how_it_looks(paths: Paths, rewrite: bool) -> None:
    async def look() -> None:
        async with tui(paths, place="pipelines") as pilot:
            await check_sizes(pilot, "pipelines", rewrite=rewrite)

    run(look())
