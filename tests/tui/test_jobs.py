"""The place of the jobs: what it shows at three sizes, and what its keys do to a real ledger."""

from __future__ import annotations

from lsh.client.reading import reading
from lsh.paths import Paths
from lsh.store.queries import get_job
from lsh.tui.screens.jobs import Jobs
from tests.support.ledger import History
from tests.tui.screens import check_sizes, press, run, shown, tui, until


def state(paths: Paths, job: str) -> object:
    with reading(paths) as ledger:
        return get_job(ledger, job)["state"]


def test_how_it_looks(paths: Paths, small_shop: History, rewrite: bool) -> None:
    async def look() -> None:
        async with tui(paths) as pilot:
            await press(pilot, "j", "space", "j")
            await check_sizes(pilot, "jobs", rewrite=rewrite)

    run(look())


def test_pausing_the_marked_ones(paths: Paths, small_shop: History) -> None:
    small_shop.ledger.close()

    async def pause() -> None:
        async with tui(paths) as pilot:
            await press(pilot, "space", "space", "p")
            assert "$ lsh cron pause check-disks clean-uploads" in shown(pilot)
            assert "2 jobs paused" in shown(pilot)
            await until(pilot, lambda: shown(pilot).count("‖ paused") == 2, "it is seen")
            await press(pilot, "p")
            assert "$ lsh cron resume check-disks clean-uploads" in shown(pilot)

    run(pause())
    assert state(paths, "check-disks") == "active"


def test_the_filter_is_kept_and_recalled(paths: Paths, small_shop: History) -> None:
    async def first() -> None:
        async with tui(paths) as pilot:
            await press(pilot, "slash", *"tag:db -vac", "enter")
            assert isinstance(pilot.app.screen, Jobs)
            found = [pilot.app.screen.table.rows.key(n) for n in range(3)]
            assert found == ["check-disks", "database-backup", "warm-caches"]

    async def second() -> None:
        async with tui(paths) as pilot:
            assert "tag:db -vac" in shown(pilot)
            await press(pilot, "escape")
            assert "send-invoices" in shown(pilot)
            await press(pilot, "slash", "up", "enter")
            assert "send-invoices" not in shown(pilot)

    run(first())
    run(second())


def test_read_only_changes_nothing(paths: Paths, small_shop: History) -> None:
    small_shop.ledger.close()

    async def pause() -> None:
        async with tui(paths, read_only=True) as pilot:
            await press(pilot, "p")
            assert "read-only: not done" in shown(pilot)

    run(pause())
    assert state(paths, "check-disks") == "active"
