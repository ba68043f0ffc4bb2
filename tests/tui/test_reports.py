"""The place of the reports: all jobs and one, the windows, and the file that it writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from lsh.domain.errors import LshError, NotFound
from lsh.domain.instant import to_micros
from lsh.paths import Paths
from lsh.tui.reports.apart import report_apart
from tests.support.ledger import History
from tests.tui.screens import NOW, app_of, check, check_sizes, press, run, shown, tui


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


def test_a_report_is_made_in_another_process(
    paths: Paths, small_shop: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    small_shop.ledger.close()
    now = to_micros(NOW)
    report = report_apart(paths, "vacuum", since=now - 10**12, now=now)
    assert report["job"]["id"] == "vacuum"
    assert "jobs" not in report_apart(paths, None, since=now - 10**12, now=now)
    with pytest.raises(NotFound, match="nobody"):
        report_apart(paths, "nobody", since=now - 10**12, now=now)
    monkeypatch.setattr("lsh.tui.reports.apart.__name__", "lsh.nothing")
    with pytest.raises(LshError, match="could not be made") as caught:
        report_apart(paths, None, since=now - 10**12, now=now)
    assert "lsh.nothing" in (caught.value.hint or "")
