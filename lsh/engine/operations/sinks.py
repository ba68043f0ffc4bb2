"""What sinks ask of the engine: to move their cursor, to keep their word, to set rows aside.

A sink reads the ledger and delivers outside; whatever it wants kept, it says here. None of it makes
an event but ``sink_event`` and ``sink_events``: a sink that woke itself would never sleep. The bus tells
whoever looks on that something has moved.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from lsh.domain.errors import InvalidInput, NotFound
from lsh.domain.events import EventType
from lsh.engine.operations import Context, Params, operation, text_param
from lsh.settings import load_settings
from lsh.store import sinks as store
from lsh.store.events import NewEvent
from lsh.store.identity import home_id, renew_identity

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}")
_ID_DIGITS = 18
_STATUS_BYTES = 8192
_DATA_BYTES = 16 * 1024
_BODY_BYTES = 1024 * 1024
_KEY_CHARS, _ERROR_CHARS = 512, 2000
_ROWS = 1000
_SUPABASE = "supabase"
_EVENT_TYPES = {str(kind): kind for kind in EventType if kind.startswith("supabase:")}


@operation("sink_progress", offline=True)
async def sink_progress(context: Context, params: Params) -> Any:
    """Move a sink's cursor forward and keep its status, in one commit.

    Params: ``sink``, ``event_id`` (optional), ``status`` (optional; a flat object). The cursor never
    goes back, nor beyond the last event. Returns ``{event_id}``: where it stands, None without one.
    """
    engine = context.engine
    sink = _sink(params)
    if context.service is not None and context.service.sinks is not None:
        context.service.sinks.heard(sink)
    wanted = _event_id(params)
    status = _status(params)
    connection = engine.ledger.connection
    at = store.cursor_of(connection, sink)
    if wanted is not None:
        wanted = min(wanted, engine.ledger.events.last_id())
        wanted = wanted if at is None else max(wanted, at)
    told = store.sink_status(connection, sink)
    moves = wanted is not None and wanted != at
    if moves or (status is not None and status != told):
        with engine.storage.writing():
            if wanted is not None and moves:
                store.move_cursor(connection, sink, wanted, at=engine.clock.now())
            if status is not None:
                store.keep_status(connection, sink, _json(status))
        engine.bus.sinks_changed()
    return {"event_id": at if wanted is None else wanted}


@operation("sink_forget", offline=True)
async def sink_forget(context: Context, params: Params) -> Any:
    """Let go of a sink's cursor, status and dead letters, so that it holds no event back any more.

    Params: ``sink``. Returns ``{event_id, dead_letters}``: what there was.
    """
    engine = context.engine
    sink = _sink(params)
    connection = engine.ledger.connection
    at = store.cursor_of(connection, sink)
    with engine.storage.writing():
        store.forget_sink(connection, sink)
        dropped = store.drop_dead_letters(connection, sink)
    engine.bus.sinks_changed()
    return {"event_id": at, "dead_letters": dropped}


@operation("identity_renew", offline=True)
async def identity_renew(context: Context, params: Params) -> Any:
    """Make another home of this one, which was copied, and let the sink of Supabase begin anew.

    A running sink keeps the old id until ``sinks_reload``. Returns ``{home_id, before}``.
    """
    engine = context.engine
    connection = engine.ledger.connection
    before = home_id(connection)
    with engine.storage.writing():
        renewed = renew_identity(connection)
        store.forget_sink(connection, _SUPABASE)
        store.drop_dead_letters(connection, _SUPABASE)
        engine.ledger.events.append(
            EventType.SUPABASE_RENEWED,
            engine.clock.now(),
            actor=context.actor,
            data={"home_id": renewed, "before": before},
        )
    engine.bus.committed()
    engine.bus.sinks_changed()
    return {"home_id": renewed, "before": before}


@operation("sink_event", offline=True)
async def sink_event(context: Context, params: Params) -> Any:
    """Write an event of a sink. Params: ``type`` (supabase:…), ``job`` (an exact id), ``data``.

    The job may be a removed one. Returns ``{}``.
    """
    _write_events(context, [_event(context, params)])
    return {}


@operation("sink_events", offline=True)
async def sink_events(context: Context, params: Params) -> Any:
    """Write events of a sink in one commit, or none. Params: ``events``, each as ``sink_event`` takes it.

    Returns ``{}``.
    """
    wanted = params.get("events")
    if not isinstance(wanted, list) or len(wanted) > _ROWS:
        raise InvalidInput(f"events is a list of at most {_ROWS} events")
    if not all(isinstance(item, dict) for item in wanted):
        raise InvalidInput("an event is an object: type, job, data")
    _write_events(context, [_event(context, item) for item in wanted])
    return {}


def _event(context: Context, params: Params) -> NewEvent:
    engine = context.engine
    kind = _EVENT_TYPES.get(text_param(params, "type"))
    if kind is None:
        raise InvalidInput(
            f"{params['type']!r} is no event of a sink",
            hint=f"one of {', '.join(sorted(_EVENT_TYPES))}",
        )
    data = params.get("data") or {}
    text = _json(data) if isinstance(data, dict) else ""
    if not isinstance(data, dict) or len(text.encode()) > _DATA_BYTES:
        raise InvalidInput(f"data is an object of at most {_DATA_BYTES} bytes")
    key = None
    if params.get("job") is not None:
        found = engine.ledger.jobs.with_id(text_param(params, "job"))
        if found is None:
            raise NotFound(f"no job has the id {params['job']!r}")
        key = found[0].key
    now = engine.clock.now()
    return NewEvent(now, kind, key, actor=context.actor, data=text if data else None)


def _write_events(context: Context, events: Sequence[NewEvent]) -> None:
    with context.engine.storage.writing():
        context.engine.ledger.events.extend(events)
    context.engine.bus.committed()


@operation("dead_letters_add", offline=True)
async def dead_letters_add(context: Context, params: Params) -> Any:
    """Set rows aside that cannot be delivered. Returns ``{added}``: how many it was told.

    Params: ``sink``, ``rows``: ``[{target, row_key, body, error}]``, with ``body`` an object. A row
    under the same target and key is replaced, and its ``tries`` grow.
    """
    engine = context.engine
    sink = _sink(params)
    wanted = params.get("rows")
    if not isinstance(wanted, list) or len(wanted) > _ROWS:
        raise InvalidInput(f"rows is a list of at most {_ROWS} rows")
    rows = [_dead_row(item) for item in wanted]
    with engine.storage.writing():
        store.add_dead_letters(engine.ledger.connection, sink, rows, at=engine.clock.now())
    engine.bus.sinks_changed()
    return {"added": len(rows)}


@operation("dead_letters_drop", offline=True)
async def dead_letters_drop(context: Context, params: Params) -> Any:
    """Delete dead letters. Params: ``sink``, ``ids`` (null: all of the sink's). Returns ``{dropped}``."""
    engine = context.engine
    sink = _sink(params)
    if "ids" not in params:
        raise InvalidInput("the parameter 'ids' is missing", hint="a list of ids, or null for all")
    ids = params["ids"]
    if ids is not None:
        if not isinstance(ids, list):
            raise InvalidInput(f"ids is a list of numbers, not {ids!r}")
        ids = [_number(item, "a dead letter's id") for item in ids]
    with engine.storage.writing():
        dropped = store.drop_dead_letters(engine.ledger.connection, sink, ids)
    engine.bus.sinks_changed()
    return {"dropped": dropped}


@operation("sinks_reload")
async def sinks_reload(context: Context, params: Params) -> Any:
    """Read the settings of the sinks again, and start all of them anew that these want.

    Returns ``{name: {state, pid, restarts, memory_rss, last_exit}}`` of those. Raises
    ConfigurationError, and changes nothing, when the settings are wrong.
    """
    engine, service = context.engine, context.service
    assert service is not None and service.sinks is not None, "only a running daemon has this"
    read = load_settings(engine.paths)
    # the rest is read at the start: a host or a limit that changed under way would be half in effect
    engine.settings = replace(engine.settings, supabase=read.supabase)
    await service.sinks.reload(engine.settings)
    return {n: s for n, s in service.sinks.describe().items() if s["state"] != "stopped"}


def _sink(params: Params) -> str:
    name = text_param(params, "sink")
    if not _NAME.fullmatch(name):
        raise InvalidInput(f"{name!r} is not a sink's name", hint="letters a-z, digits, '-', '_'")
    return name


def _event_id(params: Params) -> int | None:
    value = params.get("event_id")
    return None if value is None else _number(value, "an event's id")


def _number(value: Any, what: str) -> int:
    """An id, as a number or as digits: on the wire ids are text."""
    text = str(value)
    whole = isinstance(value, int | str) and not isinstance(value, bool)
    if not (whole and text.isascii() and text.isdigit() and len(text) <= _ID_DIGITS):
        raise InvalidInput(f"{value!r} is not {what}")
    return int(text)


def _status(params: Params) -> dict[str, Any] | None:
    status = params.get("status")
    if status is None:
        return None
    flat = isinstance(status, dict) and not any(
        isinstance(value, dict | list) for value in status.values()
    )
    if not flat or len(_json(status).encode()) > _STATUS_BYTES:
        raise InvalidInput(f"status is a flat object of at most {_STATUS_BYTES} bytes")
    return dict(status)


def _dead_row(item: Any) -> store.DeadRow:
    if not isinstance(item, dict):
        raise InvalidInput("a dead letter is an object: target, row_key, body, error")
    target, row_key = text_param(item, "target"), text_param(item, "row_key")
    if max(len(target), len(row_key)) > _KEY_CHARS:
        raise InvalidInput(f"target and row_key have at most {_KEY_CHARS} letters")
    body = item.get("body")
    if not isinstance(body, dict) or len(text := _json(body)) > _BODY_BYTES:
        raise InvalidInput(f"body is the row, an object of at most {_BODY_BYTES} bytes")
    # a server may answer with a page; why it failed stands at its beginning
    return store.DeadRow(target, row_key, text, text_param(item, "error")[:_ERROR_CHARS])


def _json(value: dict[str, Any]) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
