"""How this home's sync stands: what one look at the ledger and the daemon brings, and that in words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from lsh.client.reading import reading
from lsh.domain import humane
from lsh.domain.instant import from_micros
from lsh.domain.standing import is_troubled
from lsh.paths import Paths
from lsh.store.merge_queries import last_verdicts
from lsh.store.sinks import dead_letters
from lsh.tui.widgets.facts import Fact

SINK = "supabase"
_VERDICTS = 200


class Known(NamedTuple):
    """What one look brings; ``at`` is when it was, in microseconds."""

    at: int
    status: dict[str, Any]
    target: dict[str, Any]
    letters: list[dict[str, Any]]
    verdicts: list[dict[str, Any]]


def look(paths: Paths, target: dict[str, Any] | None, now: int) -> Known:
    """Everything that is known here. ``target`` is what the look before found."""
    from lsh.sinks.supabase.standing import sync_status, target_status

    target = target_status(paths) if target is None else target
    status = sync_status(paths, now=now, target=target)

    def lists(ledger: sqlite3.Connection) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
        return dead_letters(ledger, SINK), last_verdicts(ledger, _VERDICTS)

    with reading(paths) as ledger:
        return Known(now, status, target, *lists(ledger))


def facts_of(known: Known, at: int) -> Iterator[Fact]:
    """The status in lines, as ``lsh supabase status`` would have them ``at`` an instant (microseconds)."""
    status, now = known.status, from_micros(at)
    troubled = is_troubled(status)
    trouble = status["trouble"] and f"{status['trouble']}\n{status['hint']}"
    yield Fact("project", status["target"] or "not configured", "strong")
    yield Fact("trouble", trouble or "", "warn")
    yield Fact("key", status["key"] or "", "dim")
    yield Fact("sink", _process(status, now), "bad" if troubled else "")
    if status["configured"]:
        lag = status["lag"]
        old = humane.span(lag["seconds"] + max(at - known.at, 0) / 1e6)
        waits = f"{humane.plural(lag['events'], 'event')}, the oldest {old} old"
        yield Fact(
            "behind", waits if lag["events"] else "nothing waits", "" if lag["events"] else "good"
        )
        cursor = f"event {status['cursor']} of {status['last_event']}"
        yield Fact(
            "cursor", cursor if status["cursor"] else "none yet: a first sync sends everything"
        )
    yield Fact("sent", humane.ago(status["last_success_at"], now))
    yield Fact("pulled", humane.ago((status["pull"] or {}).get("last_success_at"), now))
    if status["last_error"]:
        said = f"{humane.ago(status['last_error_at'], now)}: {status['last_error']}"
        yield Fact("error" if troubled else "last error", said, "bad" if troubled else "dim")
    yield Fact("remedy", (troubled and status["last_error_hint"]) or "")


def _process(status: dict[str, Any], now: datetime) -> str:
    text = str(status["state"])
    if status["sink"] and status["sink"]["pid"]:
        text += f" (pid {status['sink']['pid']})"
    if status["breaker"] not in {None, "closed"}:
        text += f", breaker {status['breaker']}"
    if is_troubled(status) and status["next_try_at"]:
        text += f", next try {humane.within(status['next_try_at'], now)}"
    return text
