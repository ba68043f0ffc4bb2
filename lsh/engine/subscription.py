"""Streaming the event log to one caller, from its cursor on."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from lsh.domain.errors import InvalidInput
from lsh.engine.core import Engine
from lsh.store.event_queries import read_events

_BATCH = 500
_CHUNK = 4096
_ID_DIGITS = 18
SINKS_PAUSE = 1.0
_SINKS = json.dumps({"jsonrpc": "2.0", "method": "sinks", "params": {"sinks": True}}).encode()


class Subscription:
    """A reader's place in the log. Params: ``after`` (event id; default: only what comes), ``types``.

    With ``sinks`` the reader is told as well that something became of a sink, without what: at most once
    in ``SINKS_PAUSE`` seconds.
    """

    def __init__(self, engine: Engine, params: dict[str, Any]) -> None:
        after, types = params.get("after"), params.get("types")
        if after is not None and not _is_id(str(after)):
            raise InvalidInput(f"{after!r} is not an event's id")
        if types is not None and not isinstance(types, list):
            raise InvalidInput("types is a list of event types")
        self._engine = engine
        self._types = None if types is None else frozenset(map(str, types))
        self._sinks = engine.bus.sinks() if params.get("sinks") else None
        self.cursor = engine.ledger.events.last_id() if after is None else int(after)

    async def deliver(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Send events as they are committed, until the caller hangs up. A slow caller waits alone."""
        tasks = {asyncio.create_task(self._send(writer)), asyncio.create_task(_hung_up(reader))}
        if self._sinks is not None:
            tasks.add(asyncio.create_task(self._tell_of_sinks(writer, self._sinks)))
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
        for task in done:
            task.result()  # raises what ended it

    async def _send(self, writer: asyncio.StreamWriter) -> None:
        while True:
            growth = self._engine.bus.growth()  # before reading: what is committed then counts
            events = read_events(self._engine.ledger.connection, after=self.cursor, limit=_BATCH)
            for event in events:
                self.cursor = int(event["id"])
                if self._types is None or event["type"] in self._types:
                    message = {"jsonrpc": "2.0", "method": "event", "params": event}
                    writer.write(json.dumps(message, ensure_ascii=False).encode() + b"\n")
            await writer.drain()
            if len(events) < _BATCH:
                await growth.wait()

    async def _tell_of_sinks(self, writer: asyncio.StreamWriter, changed: asyncio.Event) -> None:
        while True:
            await changed.wait()
            # taken first, so that what comes while it is told, and in the pause, counts
            changed = self._engine.bus.sinks()
            writer.write(_SINKS + b"\n")
            await writer.drain()
            await asyncio.sleep(SINKS_PAUSE)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= _ID_DIGITS


async def _hung_up(reader: asyncio.StreamReader) -> None:
    """Return when the caller has hung up; a subscriber has nothing more to say."""
    while await reader.read(_CHUNK):
        pass
