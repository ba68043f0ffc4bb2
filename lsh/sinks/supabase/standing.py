"""How the sync stands, by what is known here: the project is asked nothing, and no daemon is needed."""

from __future__ import annotations

import os
import time
from typing import Any

from lsh.client.door import Door
from lsh.client.reading import reading
from lsh.domain.errors import LshError
from lsh.paths import Paths
from lsh.settings import load_settings
from lsh.sinks.supabase.target import find_target
from lsh.store.merge_queries import last_verdicts
from lsh.store.sinks import cursor_of, sink_status
from lsh.store.sync_queries import dead_keys, event_bounds, lag_after

_SINK, _PULL = "supabase", "supabase-pull"
_VERDICTS, _WEEK = 5, 7 * 86_400_000_000  # the newest, of so many microseconds
_TOLD = (
    *("last_success_at", "last_error", "last_error_at", "last_error_hint", "next_try_at"),
    *("breaker", "pushed_rows"),
)


def sync_status(
    paths: Paths, *, now: int | None = None, target: dict[str, Any] | None = None
) -> dict[str, Any]:
    """Everything that is known here: the target, the sink's process, its place and its last words.

    ``now`` is microseconds (default: the clock's), ``target`` what ``target_status`` said before.
    """
    now = time.time_ns() // 1000 if now is None else now
    with reading(paths) as ledger:
        cursor, told = cursor_of(ledger, _SINK), sink_status(ledger, _SINK) or {}
        pull = sink_status(ledger, _PULL)
        events, oldest = lag_after(ledger, cursor)
        status = {
            "cursor": None if cursor is None else str(cursor),
            "last_event": str(event_bounds(ledger)[1]),
            "lag": {
                "events": events,
                "seconds": round(max(now - oldest, 0) / 1e6, 3) if oldest else 0.0,
            },
            "dead_letters": len(dead_keys(ledger, _SINK)),
            "verdicts": last_verdicts(ledger, _VERDICTS, since=now - _WEEK),
        }
    for name in _TOLD:
        status[name] = told.get(name)
    status["pull"] = pull and {k: pull.get(k) for k in pull if k not in {"told", "place"}}
    known = target_status(paths) if target is None else target
    return known | {"state": None, "sink": None} | _sink(paths) | status


def target_status(paths: Paths) -> dict[str, Any]:
    """Which project is set, with which key (masked), or what is missing. Looks into the keyring."""
    try:
        target = find_target(paths, load_settings(paths), os.environ)
    except LshError as error:
        return {
            "configured": False, "target": None, "key": None,
            "trouble": error.message, "hint": error.hint,
        }  # fmt: skip
    return {
        "configured": True, "target": target.project, "key": target.shown_key,
        "trouble": None, "hint": None,
    }  # fmt: skip


def _sink(paths: Paths) -> dict[str, Any]:
    """The daemon's word about the process."""
    try:
        with Door(paths) as door:
            if not door.daemon_running:
                return {"state": "the daemon is not running"}
            process = door.call("daemon_status")["sinks"].get(_SINK)
    except LshError as error:
        return {"state": error.message}
    if not load_settings(paths).supabase.enabled:
        return {"state": "turned off (enabled is false): events wait for it"}
    if process is None:
        return {"state": "not wanted"}
    names = ("state", "pid", "restarts", "memory_rss")
    return {"state": process["state"], "sink": {name: process.get(name) for name in names}}
