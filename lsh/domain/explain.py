"""A schedule told to people: what it means, when it comes next, and where it may surprise."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from lsh.domain.cron_days import month_length
from lsh.domain.cron_fields import Field
from lsh.domain.cron_words import cron_sentence, even_step
from lsh.domain.duration import format_duration
from lsh.domain.prose import instant_text, listed, ordinal
from lsh.domain.shift_notes import pass_note, shift_note, written_note
from lsh.domain.triggers import (
    AtTrigger,
    CronTrigger,
    IntervalTrigger,
    ManualTrigger,
    RebootTrigger,
    Trigger,
)
from lsh.domain.zones import fold_ahead, fold_behind, gap_around, instants_of, shifts

HORIZON = timedelta(days=400)
PAST = "this time is past: it never runs"
_SECOND = timedelta(seconds=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Upcoming:
    """An occurrence ahead: the instant in UTC, in the trigger's zone, and what is odd about it."""

    at: datetime
    local: datetime
    note: str | None = None


def describe(trigger: Trigger) -> str:
    """One plain sentence: "at 02:30 every day, Europe/Berlin"."""
    match trigger:
        case CronTrigger():
            return f"{cron_sentence(trigger.expression)}, {trigger.zone.key}"
        case IntervalTrigger():
            start = instant_text(trigger.anchor)
            return f"every {format_duration(trigger.every)}, counted from {start}"
        case AtTrigger():
            local = trigger.at.astimezone(trigger.zone).replace(tzinfo=None)
            return f"once, at {local.isoformat(' ')}, {trigger.zone.key}"
        case RebootTrigger():
            return "once after each start of the machine"
        case ManualTrigger():
            return "only when run by hand"


def upcoming(trigger: Trigger, after: datetime, count: int) -> list[Upcoming]:
    """The next ``count`` occurrences strictly after ``after``; fewer if there are no more."""
    if isinstance(trigger, RebootTrigger | ManualTrigger):
        return []
    found: list[Upcoming] = []
    previous = after
    at = trigger.next_after(after)
    while at is not None and len(found) < count:
        note = _note(trigger, previous, at)
        found.append(Upcoming(at, at.astimezone(trigger.zone), note))
        previous, at = at, trigger.next_after(at)
    return found


def lint(trigger: Trigger, after: datetime, *, horizon: timedelta = HORIZON) -> list[str]:
    """What its author should know about a schedule; the next gap and the next fold it meets first."""
    match trigger:
        case CronTrigger():
            return [
                *_shifts_met(trigger, after, after + horizon),
                *_field_warnings(trigger),
                *_rarity(trigger, after, horizon),
            ]
        case AtTrigger():
            note = _written_note(trigger)
            past = PAST if trigger.at <= after else None
            return [text for text in (note, past) if text]
        case IntervalTrigger() if trigger.every % _DAY == timedelta():
            if any(shifts(trigger.zone, after, after + horizon)):
                return ["an interval is elapsed time: its hour of day moves when clocks change"]
    return []


def _note(trigger: Trigger, previous: datetime, at: datetime) -> str | None:
    if isinstance(trigger, AtTrigger):
        return _written_note(trigger)
    if not isinstance(trigger, CronTrigger):
        return None
    expression, zone = trigger.expression, trigger.zone
    for fold, second in ((fold_ahead(at, zone), False), (fold_behind(at, zone), True)):
        if fold is not None:
            return pass_note(expression, fold, second=second)
    # a fixed time happens at the end of the gap; the others skip it, which the next one tells
    gaps = shifts(zone, previous if not expression.is_fixed_time else at - _SECOND, at)
    notes = (shift_note(trigger, shift) for shift in gaps if shift.is_gap)
    return next((note for note in notes if note), None)


def _written_note(trigger: AtTrigger) -> str | None:
    if trigger.written is None:
        return None
    shown = instants_of(trigger.written, trigger.zone)
    if not shown:
        return written_note(trigger.written, gap_around(trigger.written, trigger.zone))
    return "this time comes twice; it runs the first time" if len(shown) > 1 else None


def _shifts_met(trigger: CronTrigger, after: datetime, until: datetime) -> list[str]:
    met: dict[bool, str] = {}
    for shift in shifts(trigger.zone, after, until):
        note = shift_note(trigger, shift)
        if note:
            met.setdefault(shift.is_gap, note)
    return list(met.values())


def _field_warnings(trigger: CronTrigger) -> list[str]:
    expression = trigger.expression
    second, minute, hour, day, month, weekday = expression.fields
    warnings = []
    if expression.either_day:
        warnings.append(
            f"day of month ({day.text}) and weekday ({weekday.text}) are both restricted: "
            "it runs on either"
        )
    for field, whole in ((second, "minute"), (minute, "hour"), (hour, "day"), (day, "month")):
        uneven = _uneven(field, whole)
        if uneven:
            warnings.append(uneven)
    warnings += _missing_days(day, month)
    return warnings


def _missing_days(day: Field, month: Field) -> list[str]:
    """A warning if the only days are ones that a month of the schedule may not have."""
    if day.special or not day.mask or day.values[0] <= min(map(_shortest, month.values)):
        return []
    if month.values == (2,):
        return ["29 February comes in leap years only"]
    missing = listed([ordinal(value) for value in day.values], "or")
    return [f"not every month has the {missing}; L is the last day of each"]


def _shortest(month: int) -> int:
    return month_length(2001, month)


def _uneven(field: Field, whole: str) -> str | None:
    step = even_step(field)
    kind = field.kind
    if step is None or ((kind.high + 1 - kind.low) % step == 0 and whole != "month"):
        return None
    if whole == "month":
        return f"{field.text} days is uneven at the end of a month: it begins again on the 1st"
    rest = kind.high + 1 - field.values[-1]
    return (
        f"{field.text} {kind.name}s is uneven at the {whole}: "
        f"{field.values[-1]} is followed by 0, {rest} {kind.name}{'s' * (rest > 1)} later"
    )


def _rarity(trigger: CronTrigger, after: datetime, horizon: timedelta) -> list[str]:
    at = trigger.next_after(after)
    if at is None:
        return ["it never comes"]
    if at - after <= horizon:
        return []
    return [f"it does not come before {at.astimezone(trigger.zone).date()}"]
