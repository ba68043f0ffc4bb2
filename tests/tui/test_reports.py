"""The place of the reports: all jobs and one, the windows, and the file that it writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from lsh.settings import Paths
from tests.support.ledger import History
from tests.tui.screens import app_of, check, check_sizes, press, run, shown, tui


def test_how_it_looks(paths: Paths, small_shop: History, rewrite: bool) -> None:
    async def look() -> None:
        async with tui(paths, place="reports") as pilot:
            await check_sizes(pilot, "reports", rewrite=rewrite)

    run(look())


def test_a_job_and_a_window(paths: Paths, small_shop: History, rewrite: bool) -> None:
    async def choose() -> None:
        async with tui(paths, place="reports") as pilot:
            await press(pilot, "o", *"stock", "enter")
            assert "$ lsh cron report sync-stock --since -7d" in shown(pilot)
            await press(pilot, "m")
            check(pilot, "reports-job", rewrite=rewrite)
            await press(pilot, "escape")
            assert "All jobs" in shown(pilot)

    run(choose())


def test_exporting(
    paths: Paths, small_shop: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_shop.ledger.close()
    monkeypatch.setenv("LSH_HOME", str(paths.data.parent))
    monkeypatch.chdir(tmp_path)

    async def export() -> None:
        async with tui(paths, place="reports") as pilot:
            await press(pilot, "E", "enter")
            assert "--format html --output" in shown(pilot)
            assert "done" in shown(pilot)

    run(export())
    (written,) = tmp_path.glob("report-all-7d-*.html")
    assert "<svg" in written.read_text()


def test_read_only_writes_no_file(
    paths: Paths, small_shop: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    async def export() -> None:
        async with tui(paths, place="reports", read_only=True) as pilot:
            await press(pilot, "E", "enter")
            assert app_of(pilot).last_told[1] == "read-only: not done"

    run(export())
    assert not list(tmp_path.glob("*.html"))
