"""Triggers, and reading one from what a person wrote; the rules themselves are in ``triggers``."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from lsh.domain.cron import CronExpression
from lsh.domain.duration import format_duration, parse_duration
from lsh.domain.errors import InvalidInput
from lsh.domain.instant import in_range
from lsh.domain.triggers import (
    AtTrigger,
    CronTrigger,
    IntervalTrigger,
    ManualTrigger,
    RebootTrigger,
    Trigger,
)
from lsh.domain.zones import check_timezone, first_instant

__all__ = [
    "AtTrigger",
    "CronTrigger",
    "IntervalTrigger",
    "ManualTrigger",
    "RebootTrigger",
    "Trigger",
    "parse_trigger",
]

SHORTEST_INTERVAL = timedelta(seconds=1)
_FORMS = (
    "write a cron expression ('30 2 * * *', '@daily'), 'every 30s', 'at 2026-12-01T10:00', "
    "'@reboot' or 'manual'"
)
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])")


def parse_trigger(text: str | None, timezone: str = "UTC", *, anchor: datetime) -> Trigger:
    """The trigger that ``text`` names; None and "" are the manual one.

    ``timezone`` is the IANA zone of cron expressions and of ``at`` times without an offset;
    ``anchor`` is the UTC instant from which intervals count, the job's creation. Raises InvalidInput.
    """
    zone = check_timezone(timezone)
    wanted = " ".join((text or "").split())
    word, _, rest = wanted.partition(" ")
    match word.lower():
        case "" | "manual" if not rest:
            return ManualTrigger()
        case "@reboot" if not rest:
            return RebootTrigger()
        case "every" | "@every":
            return IntervalTrigger(_interval(rest), anchor, zone)
        case "at":
            return _at(rest, zone)
    if not _looks_like_cron(wanted):
        raise InvalidInput(f"{wanted!r} is not a schedule", hint=_nearest_form(wanted))
    return CronTrigger(CronExpression.parse(wanted), zone)


def _interval(text: str) -> timedelta:
    every = parse_duration(text)
    if every < SHORTEST_INTERVAL:
        raise InvalidInput(
            f"every {format_duration(every)} is too often", hint="the shortest interval is 1s"
        )
    return every


def _at(text: str, zone: ZoneInfo) -> AtTrigger:
    try:
        when = datetime.fromisoformat(text)
        written = when if when.tzinfo is None else None
        at = first_instant(when, zone) if written else when.astimezone(UTC)
    except (ValueError, OverflowError):
        raise InvalidInput(
            f"'at {text}' names no time",
            hint="write at 2026-12-01T10:00, in the job's zone, or with an offset: …T10:00+01:00",
        ) from None
    return AtTrigger(in_range(at, text), zone, written)


def _looks_like_cron(text: str) -> bool:
    """Whether the cron parser's complaint would help more than the list of all forms."""
    return text[0] in "@*" or text.count(" ") >= 4 or (" " in text and text[0].isdigit())


def _nearest_form(text: str) -> str:
    clock = _CLOCK.fullmatch(text)
    if clock:
        return f"'{int(clock[2])} {int(clock[1])} * * *' is every day at {text}"
    try:
        return f"write 'every {format_duration(parse_duration(text))}' for an interval"
    except InvalidInput:
        pass
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return _FORMS
    return f"write 'at {text}' to run once"
