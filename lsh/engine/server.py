"""The one door: JSON-RPC 2.0 on a Unix socket, one line a message, one handler an operation."""

from __future__ import annotations

import asyncio
import json
import logging
import os
from contextlib import suppress
from typing import Any

from lsh.domain.errors import InvalidInput, LedgerLocked, LshError, NotAllowed, TryAgain
from lsh.engine.account import account
from lsh.engine.operations import Context, find_operation, in_role
from lsh.engine.service import Service
from lsh.engine.subscription import Subscription
from lsh.schema.json_text import json_line
from lsh.spawner.kernel import peer_uid
from lsh.store.database import translated

log = logging.getLogger("lsh.server")

MAX_LINE = 64 * 1024 * 1024
"""Bytes. An import of 10,000 jobs is about 4 MB."""

_LOCKED_SECONDS, _LOCKED_PAUSE = 5.0, 0.1
_WHILE_ENDING = {
    *("daemon_status", "daemon_stop", "run_stop"),
    *("sink_progress", "sink_event", "sink_events", "dead_letters_add", "dead_letters_drop"),
}
"""What is answered while the daemon waits for its last runs: nobody may be locked out meanwhile."""
_PARSE_ERROR, _INVALID_REQUEST, _INTERNAL_ERROR, _APPLICATION_ERROR = -32700, -32600, -32603, -32000


class Server:
    """Answers callers of the same user, each connection in order, connections side by side."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Listen. Called with the home's lock held, so that a socket which is there is a stale one."""
        path = self._service.engine.paths.socket
        with suppress(FileNotFoundError):
            path.unlink()
        before = os.umask(0o177)  # 0600 from birth
        try:
            self._server = await asyncio.start_unix_server(
                self._accept, str(path), limit=MAX_LINE, backlog=256
            )
        finally:
            os.umask(before)

    async def close(self) -> None:
        """Stop listening and hang up on everybody."""
        if self._server is not None:
            self._server.close()
            with suppress(FileNotFoundError):
                self._service.engine.paths.socket.unlink()
        for task in self._connections:
            task.cancel()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None, "asyncio runs every connection as a task"
        self._connections.add(task)
        try:
            actor = _caller(writer)
            if actor is not None:
                await self._converse(reader, writer, actor)
        except (OSError, asyncio.CancelledError):
            pass  # the caller hung up, or the daemon ends
        finally:
            self._connections.discard(task)
            writer.close()

    async def _converse(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, actor: str
    ) -> None:
        engine = self._service.engine
        context = Context(engine, self._service.dispatcher, actor, self._service)
        while True:
            try:
                line = await reader.readline()
            except ValueError:
                writer.write(json_line(_error(None, _INVALID_REQUEST, "the line is too long")))
                return
            if not line:
                return
            answer, subscription = await _answer(context, line)
            writer.write(json_line(answer))
            await writer.drain()
            if subscription is not None:
                await subscription.deliver(reader, writer)


async def _answer(context: Context, line: bytes) -> tuple[dict[str, Any], Subscription | None]:
    """The reply to one line, and what to stream after it."""
    try:
        request = _read(line)
        method, params = request["method"], request.get("params", {})
    except InvalidInput as error:
        return _error(None, _INVALID_REQUEST, error.message), None
    except (ValueError, KeyError, TypeError, RecursionError):
        return _error(None, _PARSE_ERROR, "not a JSON-RPC request"), None
    request_id = request.get("id")
    if not isinstance(params, dict) or not isinstance(method, str):
        return _error(request_id, _INVALID_REQUEST, "params must be an object"), None
    try:
        if method == "events_subscribe":
            subscription = Subscription(context.engine, params)
            return _result(request_id, {"after": subscription.cursor}), subscription
        context = in_role(context, request.get("as"))
        return _result(request_id, await _handle(context, method, params)), None
    except LshError as error:
        data = {"code": error.code, "hint": error.hint}
        return _error(request_id, _APPLICATION_ERROR, error.message, data), None
    except Exception:
        log.exception("the operation %s failed", method)
        message = f"the daemon failed at {method}; its log says more"
        return _error(request_id, _INTERNAL_ERROR, message), None


def _read(line: bytes) -> Any:
    """What the line holds. Raises ValueError, RecursionError, and InvalidInput for half a character."""
    request = json.loads(line.decode())  # of bytes json would take such as no UTF-8 has
    if b"\\u" in line:
        json_line(request)  # … and so it takes an escape; without one there is nothing to look for
    return request


async def _handle(context: Context, method: str, params: dict[str, Any]) -> Any:
    handler = find_operation(method).handler
    ending = context.service is not None and context.service.stopping.is_set()
    if ending and method not in _WHILE_ENDING:
        raise TryAgain("the daemon is about to end", hint="try again once it is back")
    loop = asyncio.get_running_loop()
    deadline = loop.time() + _LOCKED_SECONDS
    while True:
        commits = context.engine.ledger.commits
        try:
            with translated(context.engine.ledger.path):
                return await handler(context, params)
        except LedgerLocked:  # meanwhile the engine goes on
            if loop.time() > deadline or context.engine.ledger.commits != commits:
                raise  # once something is written, to begin anew could do it twice
        await asyncio.sleep(_LOCKED_PAUSE)


def _caller(writer: asyncio.StreamWriter) -> str | None:
    """The calling user's name; None for anybody but this daemon's own user (and root)."""
    connection = writer.get_extra_info("socket")
    # asyncio wraps the socket; the option is asked of the descriptor
    import socket

    with socket.socket(fileno=os.dup(connection.fileno())) as plain:
        uid = peer_uid(plain)
    if uid not in {os.getuid(), 0}:
        denied = NotAllowed("this daemon belongs to another user")
        data = {"code": denied.code, "hint": None}
        writer.write(json_line(_error(None, _APPLICATION_ERROR, denied.message, data)))
        log.warning("a caller with uid %s was turned away", uid)
        return None
    return account(uid or 0).name


def _result(request_id: Any, result: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": request_id, "result": result}


def _error(
    request_id: Any, code: int, message: str, data: dict[str, Any] | None = None
) -> dict[str, Any]:
    error: dict[str, Any] = {"code": code, "message": message}
    if data is not None:
        error["data"] = data
    return {"jsonrpc": "2.0", "id": request_id, "error": error}
