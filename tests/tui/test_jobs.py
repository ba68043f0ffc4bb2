"""The place of the jobs: what it shows at three sizes, and what its keys do to a real ledger."""

from __future__ import annotations

import pytest
from textual.events import Key

from lsh.client.reading import reading
from lsh.domain.events import EventType
from lsh.paths import Paths
from lsh.store.event_queries import read_events
from lsh.store.lock import HomeLock
from lsh.store.queries import get_job
from lsh.tui.screens.jobs import Jobs
from tests.support.ledger import History
from tests.tui.screens import (
    NOW,
    check_sizes,
    place_of,
    press,
    press_at_once,
    run,
    shown,
    tui,
    until,
)

PAUSED, RESUMED = EventType.JOB_PAUSED, EventType.JOB_RESUMED


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


def test_deeds_are_done_in_the_order_of_their_keys(paths: Paths, small_shop: History) -> None:
    small_shop.ledger.close()

    async def pause_and_resume() -> None:
        async with tui(paths) as pilot:
            await press_at_once(pilot, *"ppppp")
            await until(pilot, lambda: "‖ paused" in shown(pilot), "the last one is seen")
            await press(pilot, "p")

    run(pause_and_resume())
    with reading(paths) as ledger:
        kinds = [event["type"] for event in read_events(ledger, after=0, limit=10_000)]
    assert [kind for kind in kinds if kind in {PAUSED, RESUMED}] == [PAUSED, RESUMED] * 3


def test_what_was_asked_for_before_leaving_is_done(paths: Paths, small_shop: History) -> None:
    small_shop.ledger.close()

    async def leave() -> None:
        async with tui(paths) as pilot:
            for key in "pppq":
                pilot.app.post_message(Key(key, key))
            await until(pilot, lambda: not pilot.app.is_running, "it has ended")

    run(leave())
    assert state(paths, "check-disks") == "paused"
    with reading(paths) as ledger:
        kinds = [event["type"] for event in read_events(ledger, after=0, limit=10_000)]
    assert [kind for kind in kinds if kind in {PAUSED, RESUMED}] == [PAUSED, RESUMED, PAUSED]


def test_a_deed_that_fails_is_not_counted_on(
    paths: Paths, small_shop: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody else holds the home for a while; afterwards the same key does what it should have done."""
    small_shop.ledger.close()
    monkeypatch.setattr("lsh.client.door._BUSY_SECONDS", 0.0)
    lock = HomeLock(paths.lock)

    async def pause() -> None:
        async with tui(paths) as pilot:
            assert lock.take()
            await press(pilot, "p")
            assert "not done" in shown(pilot)
            lock.release()
            await press(pilot, "p")
            assert "$ lsh cron pause check-disks" in shown(pilot)
            assert "check-disks paused" in shown(pilot)

    run(pause())
    assert state(paths, "check-disks") == "paused"


def test_what_has_no_value_comes_last_either_way(paths: Paths, history: History) -> None:
    """``b`` is due, ``a`` and ``c`` never are."""
    for name in "abc":
        history.job(name, next_fire_at=NOW if name == "b" else None)

    async def sort() -> None:
        async with tui(paths) as pilot:
            jobs = place_of(pilot, Jobs)
            for descending in (False, True):
                jobs.sort_by("next", descending=descending)
                assert [jobs.table.rows.key(n) for n in range(3)] == ["b", "a", "c"]

    run(sort())


def test_read_only_changes_nothing(paths: Paths, small_shop: History) -> None:
    small_shop.ledger.close()

    async def pause() -> None:
        async with tui(paths, read_only=True) as pilot:
            await press(pilot, "p")
            assert "read-only: not done" in shown(pilot)

    run(pause())
    assert state(paths, "check-disks") == "active"
