"""Cron expressions on a wall clock without a zone; ``cron_zoned`` puts them into one.

Five fields are minute, hour, day of month, month and weekday; six have seconds first, as in Quartz,
Spring and robfig/cron. Each field is a bit mask, so the next match is a few shifts away and whole
hours, days and months that cannot match are never visited.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from lsh.domain.cron_days import day_masks, month_shape
from lsh.domain.cron_fields import DAY, HOUR, MINUTE, MONTH, SECOND, WEEKDAY, Field, parse_field
from lsh.domain.errors import InvalidInput

NICKNAMES = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
_KINDS = (SECOND, MINUTE, HOUR, DAY, MONTH, WEEKDAY)
_LENGTH_LIMIT = 1000
# 29 February on a given weekday can be 40 years away (1896 and 2096 to 2104 have none)
_YEARS_AHEAD = 50
_SHAPE = "5 fields (minute hour day month weekday), or 6 with seconds first"


@dataclass(frozen=True, slots=True)
class CronExpression:
    """A parsed expression; equal when their texts are. Make one with ``parse``.

    ``fields`` are second, minute, hour, day of month, month, weekday. The rest is compiled from them
    for ``next_wall``: bit masks, the first time of a matching day, and the days by month shape.
    """

    text: str
    fields: tuple[Field, ...] = field(compare=False, repr=False)
    seconds: int = field(compare=False, repr=False)
    minutes: int = field(compare=False, repr=False)
    hours: int = field(compare=False, repr=False)
    months: int = field(compare=False, repr=False)
    days: tuple[int, ...] = field(compare=False, repr=False)
    first_time: tuple[int, int, int] = field(compare=False, repr=False)
    is_fixed_time: bool = field(compare=False, repr=False)

    @staticmethod
    def parse(text: str) -> CronExpression:
        """Read an expression or a nickname such as ``@daily``; equal texts share one object.

        Raises InvalidInput naming the field and the reason, for a date that never comes as well.
        """
        return _parse(" ".join(text.split()))

    @property
    def either_day(self) -> bool:
        """Whether a day matches when the day of month or the weekday does (neither is starred)."""
        return not (self.fields[3].starred or self.fields[5].starred)

    def matches(self, wall: datetime) -> bool:
        """Whether the second of ``wall`` (naive) matches; its fraction is ignored."""
        return bool(
            self.seconds >> wall.second & 1
            and self.minutes >> wall.minute & 1
            and self.hours >> wall.hour & 1
            and self.days_of(wall.year, wall.month) >> wall.day & 1
        )

    def next_wall(self, after: datetime) -> datetime | None:
        """The first match strictly after ``after``, both naive; None if none comes in 50 years."""
        year, month, day = after.year, after.month, after.day
        days = self.days_of(year, month)
        if days >> day & 1:
            time = self._later_time(after.hour, after.minute, after.second)
            if time is not None:
                return datetime(year, month, day, *time)
        days = days >> day + 1 << day + 1
        last_year = min(year + _YEARS_AHEAD, 9999)
        while not days:
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
            if year > last_year:
                return None
            days = self.days_of(year, month)
        return datetime(year, month, _lowest(days), *self.first_time)

    def days_of(self, year: int, month: int) -> int:
        """The matching days of a month as a mask: bit ``d`` is day ``d``."""
        return self.days[month_shape(year, month)] if self.months >> month & 1 else 0

    def _later_time(self, hour: int, minute: int, second: int) -> tuple[int, int, int] | None:
        """The first matching time of day after this one, if the day has one."""
        _, first_minute, first_second = self.first_time
        if self.hours >> hour & 1:
            if self.minutes >> minute & 1:
                rest = self.seconds >> second + 1
                if rest:
                    return hour, minute, second + 1 + _lowest(rest)
            rest = self.minutes >> minute + 1
            if rest:
                return hour, minute + 1 + _lowest(rest), first_second
        rest = self.hours >> hour + 1
        return (hour + 1 + _lowest(rest), first_minute, first_second) if rest else None


def _lowest(mask: int) -> int:
    """The number of the lowest set bit; ``mask`` is not 0."""
    return (mask & -mask).bit_length() - 1


@lru_cache(maxsize=4096)
def _parse(text: str) -> CronExpression:
    if len(text) > _LENGTH_LIMIT:
        raise InvalidInput(f"the cron expression is longer than {_LENGTH_LIMIT} characters")
    if text.startswith("@"):
        text = _expanded(text)
    # beyond ASCII capitals may be other letters: of a long s (U+017F) an ordinary S
    words = (text.upper() if text.isascii() else text).split(" ")
    if len(words) == 5:
        words.insert(0, "0")
    if len(words) != 6:
        raise _wrong_count(text)
    fields = tuple(parse_field(kind, word) for kind, word in zip(_KINDS, words, strict=True))
    shown = fields if text.count(" ") == 5 else fields[1:]
    expression = _compiled(" ".join(f.text for f in shown), fields)
    _check_it_comes(expression)
    return expression


def _compiled(text: str, fields: tuple[Field, ...]) -> CronExpression:
    second, minute, hour, day, month, weekday = fields
    return CronExpression(
        text=text,
        fields=fields,
        seconds=second.mask,
        minutes=minute.mask,
        hours=hour.mask,
        months=month.mask,
        days=day_masks(day, weekday),
        first_time=(_lowest(hour.mask), _lowest(minute.mask), _lowest(second.mask)),
        # cronie's MIN_STAR and HR_STAR flags: what begins with "*" follows real time. cronsim never
        # treats six fields as fixed; a person who writes "0 30 2 * * *" means 02:30 all the same.
        is_fixed_time=not (second.starred or minute.starred or hour.starred),
    )


def _expanded(nickname: str) -> str:
    try:
        return NICKNAMES[nickname.lower()]
    except KeyError:
        from difflib import get_close_matches  # only an error pays for it

        near = get_close_matches(nickname.lower(), NICKNAMES, n=1)
        hint = f"did you mean {near[0]}?" if near else f"use {', '.join(NICKNAMES)}"
        raise InvalidInput(f"{nickname!r} is not a known nickname", hint=hint) from None


def _wrong_count(text: str) -> InvalidInput:
    count = len(text.split())
    hint = "0 2 * * * is every day at 02:00"
    if count == 7:
        hint = "a field for the year, as Quartz has it last, does not exist here; leave it out"
    return InvalidInput(f"a cron expression has {_SHAPE}; this one has {count}", hint=hint)


def _check_it_comes(expression: CronExpression) -> None:
    """Refuse ``0 0 30 2 *``: any 50 years hold every combination of month shape and month."""
    if expression.next_wall(datetime(2000, 1, 1) - timedelta(seconds=1)) is None:
        day = expression.fields[3]
        raise InvalidInput(
            f"{day.kind.name}: no date ever matches {expression.text!r}",
            hint="check the days that its months have, and that both fields can hold on one day",
        )
