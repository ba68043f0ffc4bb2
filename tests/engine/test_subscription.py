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
