"""Subscribers miss nothing, and do not outlive their callers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import pytest

from lsh.domain.errors import InvalidInput
from lsh.domain.events import EventType
from lsh.engine.operations import Context, find_operation
from lsh.engine.subscription import Subscription
from tests.support.world import World

SOON = 5.0  # seconds


class Writer:
    """A caller that reads slowly: ``meanwhile`` happens each time it takes what was sent."""

    def __init__(self, meanwhile: Callable[[], None]) -> None:
        self.ids: list[int] = []
        self._meanwhile = meanwhile

    def write(self, data: bytes) -> None:
        self.ids.append(int(json.loads(data)["params"]["id"]))

    async def drain(self) -> None:
        await asyncio.sleep(0)
        self._meanwhile()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path, datetime(2026, 11, 22, tzinfo=UTC))
    yield made
    made.stop()


def commit(world: World) -> None:
    with world.ledger.transaction():
        world.ledger.events.append(EventType.DAEMON_STARTED, world.clock.now())
    world.engine.bus.committed()


def deliver(world: World, reader: asyncio.StreamReader, writer: Any) -> Any:
    subscription = Subscription(world.engine, {})
    return subscription.deliver(reader, cast("asyncio.StreamWriter", writer))


@pytest.mark.parametrize("params", [{"after": "²"}, {"after": "9" * 30}, {"types": "x"}])
def test_wrong_wishes(world: World, params: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        Subscription(world.engine, params)


@pytest.mark.parametrize("asked", [True, False])
def test_what_becomes_of_sinks_is_told_to_who_asks_and_in_one_word(
    world: World, monkeypatch: pytest.MonkeyPatch, asked: bool
) -> None:
    """However often the sink moves between two words, one is enough; the last move is not left out."""
    monkeypatch.setattr("lsh.engine.subscription.SINKS_PAUSE", 0.0)
    told: list[dict[str, Any]] = []

    class Caller:
        def write(self, data: bytes) -> None:
            told.append(json.loads(data)["params"])

        async def drain(self) -> None:
            await asyncio.sleep(0)

    async def scene() -> None:
        subscription = Subscription(world.engine, {"sinks": asked})
        writer = cast("asyncio.StreamWriter", Caller())
        task = asyncio.create_task(subscription.deliver(asyncio.StreamReader(), writer))
        for params in ({"status": {"a": 1}}, {"status": {"a": 2}}, {"status": {"a": 2}}):
            await settle()
            await progress(world, params)
            await progress(world, params)
        await settle()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    asyncio.run(scene())
    assert told == [{"sinks": True}] * 2 * asked


async def settle() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def progress(world: World, params: dict[str, Any]) -> None:
    context = Context(world.engine, world.dispatcher, "test")
    await find_operation("sink_progress").handler(context, {"sink": "supabase"} | params)


def test_what_is_committed_while_the_caller_reads(world: World) -> None:
    left = [1, 1]

    def meanwhile() -> None:
        if left:
            left.pop()
            commit(world)

    async def scene() -> list[int]:
        writer = Writer(meanwhile)
        task = asyncio.create_task(deliver(world, asyncio.StreamReader(), writer))
        for _ in range(50):
            await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return writer.ids

    assert len(asyncio.run(scene())) == 2


def test_a_caller_that_hangs_up_is_let_go(world: World) -> None:
    async def scene() -> None:
        reader = asyncio.StreamReader()
        writer = Writer(lambda: None)
        task = asyncio.create_task(deliver(world, reader, writer))
        await asyncio.sleep(0)
        reader.feed_eof()
        async with asyncio.timeout(SOON):
            await task

    asyncio.run(scene())
