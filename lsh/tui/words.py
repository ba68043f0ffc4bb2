"""Instants of the ledger (microseconds) in words, and how states look everywhere."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from lsh.domain import humane
from lsh.tui.widgets.rows import Cell

_MOST_OF_A_YEAR = timedelta(days=300)
_NARROW = 10
# a sign says it, too: colour is never the only difference
_SIGNS = {
    "active": ("●", "good"), "paused": ("‖", "warn"), "stopped": ("■", "dim"),
    "elsewhere": ("↗", "dim"), "finished": ("▪", "dim"),
    "scheduled": ("◷", "dim"), "queued": ("…", "busy"), "running": ("▶", "busy"),
    "retrying": ("↻", "warn"), "succeeded": ("✓", "good"), "failed": ("✗", "bad"),
    "cancelled": ("⊘", "warn"), "skipped": ("↷", "warn"), "missed": ("∅", "bad"),
}  # fmt: skip


def state(name: str | None) -> Cell:
    """A job's or a run's state, with its sign."""
    if name is None:
        return Cell("–", "dim")
    sign, tone = _SIGNS.get(name, ("?", ""))
    return Cell(f"{sign} {name}", tone)


def instant(micros: int | None) -> datetime | None:
    """An aware instant."""
    return None if micros is None else datetime.fromtimestamp(micros / 1e6, UTC)


def left(micros: int | None, now: int) -> str:
    """How long until then: ``5m 3s``, ``now``."""
    return humane.left(instant(micros), _aware(now))


def ago(micros: int | None, now: int) -> str:
    """How long since then: ``3m ago``."""
    return humane.ago(instant(micros), _aware(now))


def clock(micros: int | None, now: int) -> str:
    """Then by this machine's clock, as short as is unambiguous."""
    return humane.clock(instant(micros), _aware(now))


def clock_or_date(micros: int | None, now: int) -> str:
    """``clock`` in ten columns: beyond a week only the date."""
    text = clock(micros, now)
    return text if len(text) <= _NARROW else text.split(" ")[0]


def when(micros: int | None, now: int) -> str:
    """Then in twelve columns at most: the clock of today, else a day, and its time unless years away."""
    if micros is None:
        return ""
    local, today = (_aware(each).astimezone() for each in (micros, now))
    if local.date() == today.date():
        return clock(micros, now)
    if abs(local - today) > _MOST_OF_A_YEAR:
        return f"{local.day} {local:%b %Y}"
    return f"{local.day:2} {local:%b %H:%M}"


def coming(local: datetime, now: datetime) -> str:
    """An instant ahead by the clock of its own zone: ``Mon 23 Nov 02:30``, with another year told."""
    seconds = ":%S" if local.second else ""
    year = "" if local.year == now.astimezone(local.tzinfo).year else " %Y"
    return f"{local:%a} {local.day:2} {local:%b{year} %H:%M{seconds}}"


def ending(outcome: str | None, exit_code: int | None, signal: int | None) -> str:
    """How an attempt ended, in a word: ``exit 3``, ``signal 9``, ``timeout``."""
    if signal:
        return f"signal {signal}"
    if outcome == "error" and exit_code is not None:
        return f"exit {exit_code}"
    return outcome if outcome and outcome != "success" else ""


def lasted(since: int | None, now: int) -> str:
    """How long it has been going on: ``3m 20s``; nothing when it has not begun."""
    return "" if since is None else humane.length(max(now - since, 0) // 1_000_000)


def _aware(now: int) -> datetime:
    return datetime.fromtimestamp(now / 1e6, UTC)
