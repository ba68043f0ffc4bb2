"""An operation that meets a locked ledger is tried again, but never done twice."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lsh.domain.errors import LedgerLocked
from lsh.domain.events import EventType
from lsh.engine import server
from lsh.engine.dispatcher import Dispatcher
from lsh.engine.operations import Context, Operation
from lsh.schema.json_text import json_line
from tests.support.world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path, datetime(2026, 11, 22, tzinfo=UTC))
    yield made
    made.stop()


@pytest.mark.parametrize(("writes_first", "calls"), [(False, 2), (True, 1)])
def test_tried_again_only_if_nothing_was_written(
    world: World, monkeypatch: pytest.MonkeyPatch, writes_first: bool, calls: int
) -> None:
    called: list[int] = []

    async def handler(context: Context, params: dict[str, Any]) -> str:
        called.append(1)
        if writes_first:
            with world.ledger.transaction():
                world.ledger.events.append(EventType.DAEMON_STARTED, 0)
        if len(called) == 1:
            raise LedgerLocked("locked")
        return "done"

    monkeypatch.setattr(server, "find_operation", lambda name: Operation(name, handler, False))

    async def scene() -> Any:
        return await server._handle(
            Context(world.engine, Dispatcher(world.engine), "test"), "any", {}
        )

    if writes_first:
        with pytest.raises(LedgerLocked):
            asyncio.run(scene())
    else:
        assert asyncio.run(scene()) == "done"
    assert len(called) == calls


@pytest.mark.parametrize(
    "line",
    [
        rb'{"id": 1, "method": "job_pause", "params": {"job": "j", "reason": "\ud800"}}',
        b'{"id": 1, "method": "job_pause", "params": {"job": "j", "reason": "\xed\xa0\x80"}}',
        b'{"id": 1, "method": "job_pause", "params": {"job": "j", "reason": "\xff"}}',
        rb'{"id": "\ud800", "method": "daemon_status", "params": {}}',
        rb'{"id": 1, "method": "\ud800", "params": {}}',
    ],
)
def test_half_a_character_is_refused_by_an_answer(world: World, line: bytes) -> None:
    """JSON can write one, no ledger can hold it, and no answer can repeat it."""
    world.job("j", "@daily")
    context = Context(world.engine, Dispatcher(world.engine), "test")
    answer, _ = asyncio.run(server._answer(context, line))
    assert answer["error"]["code"] in {server._PARSE_ERROR, server._INVALID_REQUEST}
    assert json_line(answer)
