"""``lsh supabase status``."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from lsh.client.door import Door
from lsh.client.reading import reading
from lsh.commands.daemon.status import is_troubled
from lsh.commands.kinds import long, watchable
from lsh.commands.mode import MODE
from lsh.commands.output import emit_json, emit_pairs
from lsh.commands.shown import ago, span, within
from lsh.domain.errors import LshError
from lsh.domain.humane import plural
from lsh.settings import Paths, find_paths, load_settings
from lsh.store.merge_queries import last_verdicts
from lsh.store.sinks import cursor_of, sink_status
from lsh.store.sync_queries import dead_keys, event_bounds, lag_after

_SINK, _PULL = "supabase", "supabase-pull"
_VERDICTS, _WEEK = 5, 7 * 86_400_000_000  # the newest, of so many microseconds
_TOLD = (
    *("last_success_at", "last_error", "last_error_at", "last_error_hint", "next_try_at"),
    *("breaker", "pushed_rows"),
)


@watchable
@long
def command() -> int:
    """Show how the sync with Supabase stands. Asks the project nothing, and needs no daemon.

    Exit code 78 when no project is configured.

    Examples:
        lsh supabase status
        lsh supabase status --json
    """
    status = sync_status(find_paths())
    if MODE.json:
        emit_json(status)
    elif not MODE.quiet:
        _show(status)
    return 0 if status["configured"] else 78


def sync_status(paths: Paths) -> dict[str, Any]:
    """Everything that is known here: the target, the sink's process, its place and its last words."""
    with reading(paths) as ledger:
        cursor, told = cursor_of(ledger, _SINK), sink_status(ledger, _SINK) or {}
        pull = sink_status(ledger, _PULL)
        events, oldest = lag_after(ledger, cursor)
        status = {
            "cursor": None if cursor is None else str(cursor),
            "last_event": str(event_bounds(ledger)[1]),
            "lag": {
                "events": events,
                "seconds": round(max(time.time() - oldest / 1e6, 0), 3) if oldest else 0.0,
            },
            "dead_letters": len(dead_keys(ledger, _SINK)),
            "verdicts": last_verdicts(ledger, _VERDICTS, since=time.time_ns() // 1000 - _WEEK),
        }
    for name in _TOLD:
        status[name] = told.get(name)
    status["pull"] = pull and {k: pull.get(k) for k in pull if k not in {"told", "place"}}
    return _target(paths) | {"state": None, "sink": None} | _sink(paths) | status


def _target(paths: Paths) -> dict[str, Any]:
    from lsh.sinks.supabase.target import find_target

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


def _show(status: dict[str, Any]) -> None:
    now = datetime.now(UTC)
    trouble = status["trouble"] and f"{status['trouble']}; {status['hint']}"
    letters = status["dead_letters"]
    pulled = (status["pull"] or {}).get("last_success_at")
    emit_pairs(
        [
            ("project", status["target"] or "not configured"),
            ("trouble", trouble or ""),
            ("key", status["key"] or ""),
            ("sink", _process(status, now)),
            *(_place(status) if status["configured"] else ()),
            ("sent", _ago(status["last_success_at"], now)),
            ("pulled", _ago(pulled, now)),
            ("error" if is_troubled(status) else "last error", _error(status, now)),
            ("remedy", (is_troubled(status) and status["last_error_hint"]) or ""),
            (
                "refused",
                f"{plural(letters, 'row')}: lsh supabase dead-letter list" if letters else "",
            ),
            ("verdicts", "\n".join(_verdict(each, now) for each in status["verdicts"])),
        ]
    )


def _place(status: dict[str, Any]) -> Iterator[tuple[str, str]]:
    lag = status["lag"]
    behind = f"{plural(lag['events'], 'event')}, the oldest {span(lag['seconds'])} old"
    yield "behind", behind if lag["events"] else "nothing waits"
    yield "cursor", _cursor(status)


def _process(status: dict[str, Any], now: datetime) -> str:
    breaker = status["breaker"]
    text = str(status["state"])
    if status["sink"] and status["sink"]["pid"]:
        text += f" (pid {status['sink']['pid']})"
    if breaker not in {None, "closed"}:
        text += f", breaker {breaker}"
    if is_troubled(status) and status["next_try_at"]:
        text += f", next try {within(datetime.fromisoformat(status['next_try_at']), now)}"
    return text


def _cursor(status: dict[str, Any]) -> str:
    if status["cursor"] is None:
        return "none yet: a first sync sends everything"
    return f"event {status['cursor']} of {status['last_event']}"


def _error(status: dict[str, Any], now: datetime) -> str:
    if not status["last_error"]:
        return ""
    return f"{_ago(status['last_error_at'], now)}: {status['last_error']}"


def _verdict(event: dict[str, Any], now: datetime) -> str:
    what = event["type"].partition(":")[2]
    reason = event["data"].get("reason") or event["data"].get("error") or ""
    data = event["data"]
    job = event["job_id"] or data.get("job") or "a job"
    where = f" of {data['host']}" if data.get("host") else ""
    return f"{_ago(event['at'], now)}: {what} {job}{where} {reason}".rstrip()


def _ago(text: str | None, now: datetime) -> str:
    return ago(datetime.fromisoformat(text), now) if text else ""
