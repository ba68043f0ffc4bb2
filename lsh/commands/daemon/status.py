"""``lsh daemon status``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from lsh.client.door import Door
from lsh.commands.daemon.builds import build_of, upgrade_notice
from lsh.commands.kinds import long, watchable
from lsh.commands.mode import MODE
from lsh.commands.output import emit_json, emit_pairs, emit_text, suggest
from lsh.commands.shown import size, span, within
from lsh.domain.errors import DaemonNotRunning
from lsh.domain.humane import plural
from lsh.domain.standing import is_troubled
from lsh.paths import Paths, find_paths


@watchable
@long
def command() -> int:
    """Tell whether the daemon runs, and how it fares. Exit code 69 when it does not.

    Examples:
        lsh daemon status
        lsh daemon status --json
        lsh daemon status --quiet || lsh daemon start
    """
    paths = find_paths()
    status = _status(paths)
    if MODE.json:
        emit_json(status)
    elif not MODE.quiet:
        _show(status)
    return 0 if status["running"] else DaemonNotRunning.exit_code


def _status(paths: Paths) -> dict[str, Any]:
    with Door(paths) as door:
        if door.daemon_running:
            status: dict[str, Any] = door.call("daemon_status")
            return status
    from lsh.daemon.absent import absent_status

    return absent_status(paths)


def _show(status: dict[str, Any]) -> None:
    if not status["running"]:
        emit_text("the daemon is not running")
        suggest("lsh daemon start")
        return
    runs = ", ".join(f"{count} {state}" for state, count in status["runs"].items() if count)
    jobs = status["jobs"]
    state = "waiting for its runs, then it ends" if status.get("stopping") else "running"
    emit_pairs(
        [
            ("daemon", f"{state} (pid {status['pid']}, up {span(status['uptime'])})"),
            ("version", build_of(status)),
            ("upgrade", upgrade_notice(status) or ""),
            ("jobs", f"{plural(jobs['total'], 'job')}, {jobs['enabled']} on schedule"),
            ("runs", runs or "none now"),
            ("next", _next(status["scheduler"])),
            ("lateness", _lateness(status["scheduler"])),
            ("memory", size(status["memory_rss"])),
            ("trouble", status["storage"]["trouble"] or status["spawner"].get("trouble") or ""),
            *((name, _sink(sink)) for name, sink in status["sinks"].items()),
            ("home", status["home"]),
            ("socket", status["socket"]),
            ("database", status["database"]),
            ("log", status["log"]),
        ]
    )


def _sink(sink: dict[str, Any]) -> str:
    """How a sink fares, in a line: ``running, lag 0.2 s, 3 events behind, 2 restarts; error: …``."""
    told = [sink["state"]]
    if isinstance(sink.get("lag"), int | float):
        told.append(f"lag {span(sink['lag'])}")
    if sink.get("behind"):
        told.append(f"{plural(sink['behind'], 'event')} behind")
    if sink.get("restarts"):
        told.append(plural(sink["restarts"], "restart"))
    if sink.get("dead_letters"):
        told.append(f"{plural(sink['dead_letters'], 'row')} refused")
    line = ", ".join(told)
    return f"{line}; error: {sink['last_error']}" if is_troubled(sink) else line


def _next(scheduler: dict[str, Any]) -> str:
    text = scheduler.get("next_fire_at")
    if not text:
        return "nothing is due"
    return within(datetime.fromisoformat(text), datetime.now(UTC))


def _lateness(scheduler: dict[str, Any]) -> str:
    lag = scheduler.get("lag_ms") or {}
    if lag.get("p50") is None:
        return ""
    return f"{lag['p50']:.1f} ms (median), {lag['p99']:.1f} ms (99 %)"
