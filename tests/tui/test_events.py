"""The place of the events: the tail, what an event says, filters, and reading back without end."""

from __future__ import annotations

import pytest

from lsh.domain.events import EventType
from lsh.domain.instant import to_micros
from lsh.paths import Paths
from lsh.store.events import NewEvent
from lsh.tui.events import tail
from lsh.tui.screens.events import Events
from lsh.tui.widgets.json_pane import JsonPane
from tests.support.ledger import History
from tests.tui.screens import (
    NOW,
    app_of,
    check_sizes,
    filter_by,
    place_of,
    press,
    run,
    shown,
    tui,
    until,
)


def test_how_it_looks(paths: Paths, small_shop: History, rewrite: bool) -> None:
    async def look() -> None:
        async with tui(paths, place="events") as pilot:
            await press(pilot, "k", "k", "enter")
            await check_sizes(pilot, "events", rewrite=rewrite)

    run(look())


def happen(history: History, count: int, kind: EventType = EventType.CLOCK_JUMPED) -> None:
    """So many events, one a second."""
    at = to_micros(NOW)
    with history.ledger.transaction():
        history.ledger.events.extend(
            NewEvent(at + n * 1_000_000, kind, actor="ada", data=f'{{"number": {n}}}')
            for n in range(count)
        )


def test_following_and_staying(paths: Paths, small_shop: History) -> None:
    async def follow() -> None:
        async with tui(paths, place="events") as pilot:
            screen = place_of(pilot, Events)
            happen(small_shop, 1)
            app_of(pilot).feed.look()
            await until(pilot, lambda: "clock:jumped" in shown(pilot), "it comes")
            assert screen.table.index == len(screen.tail) - 1
            await press(pilot, "k")
            assert "not following" in shown(pilot)
            here = screen.table.key
            happen(small_shop, 3)
            app_of(pilot).feed.look()
            before = len(screen.tail)
            await until(pilot, lambda: len(screen.tail) == before + 3, "they come")
            assert screen.table.key == here
            await press(pilot, "f")
            assert screen.table.index == len(screen.tail) - 1
            assert "▼ following" in shown(pilot)

    run(follow())


def test_filters_are_of_what_was_and_of_what_comes(paths: Paths, small_shop: History) -> None:
    async def look() -> None:
        async with tui(paths, place="events") as pilot:
            screen = place_of(pilot, Events)
            await filter_by(pilot, "type:job:failed job:sync")
            assert {event["type"] for event in screen.tail.events} == {"job:failed"}
            assert {event["job_id"] for event in screen.tail.events} == {"sync-stock"}
            await filter_by(pilot, "actor:ada")
            assert "no event is like this" in shown(pilot)
            happen(small_shop, 2)
            app_of(pilot).feed.look()
            await until(pilot, lambda: len(screen.tail) == 2, "they come")

    run(look())


def test_scrolling_back_to_the_first_in_bounded_memory(
    paths: Paths, small_shop: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tail, "KEPT", 700)
    happen(small_shop, 3_000)

    async def scroll() -> None:
        async with tui(paths, place="events") as pilot:
            screen = place_of(pilot, Events)
            seen = {int(event["id"]) for event in screen.tail.events}
            while not screen.tail.at_beginning:
                await press(pilot, "home")
                assert len(screen.tail) <= 700
                seen |= {int(event["id"]) for event in screen.tail.events}
            assert seen == set(range(1, max(seen) + 1))
            assert not screen.tail.at_end
            await press(pilot, "home")
            assert screen.table.key == 1
            await press(pilot, "f")
            assert screen.table.key == max(seen)

    run(scroll())


def test_an_event_says_all(paths: Paths, small_shop: History) -> None:
    happen(small_shop, 1)

    async def look() -> None:
        async with tui(paths, place="events") as pilot:
            await press(pilot, "enter")
            assert '"number": 0' in shown(pilot)
            await press(pilot, "k")
            assert '"number": 0' not in shown(pilot)
            await press(pilot, "escape")
            assert not pilot.app.screen.query_one(JsonPane).has_class("-open")

    run(look())
