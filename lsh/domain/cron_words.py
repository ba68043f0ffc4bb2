"""A cron expression as an English sentence, such as "at 02:30 on Monday to Friday"."""

from __future__ import annotations

from collections.abc import Sequence

from lsh.domain.cron import CronExpression
from lsh.domain.cron_days import SHORTEST
from lsh.domain.cron_fields import LAST, Field
from lsh.domain.prose import listed, ordinal

# more clock times than these read worse than a rule
_CLOCKS = 6
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_WEEKDAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")


def cron_sentence(expression: CronExpression) -> str:
    """When it comes: the time of day, then the days; "OR" is loud because many expect "and"."""
    time, is_clock = _time(expression)
    days = _days(expression)
    if not days and is_clock:
        days = "every day"
    return f"{time} {days}".strip().replace(" ,", ",")


def _time(expression: CronExpression) -> tuple[str, bool]:
    """The time of day, and whether it is a list of clock times."""
    second, minute, hour = expression.fields[:3]
    clocks = [(h, m, s) for h in hour.values for m in minute.values for s in second.values]
    if len(clocks) <= _CLOCKS:
        spec = "{:02}:{:02}" if second.values == (0,) else "{:02}:{:02}:{:02}"
        return f"at {listed([spec.format(*clock) for clock in clocks])}", True
    lead, rest = (minute, None) if second.values == (0,) else (second, minute)
    if rest is not None and is_whole(rest):
        rest = None  # "every 10 seconds of every minute" says no more than "every 10 seconds"
    text = _part(lead) if rest is None else f"{_part(lead)} of {_part_of(rest)}"
    flowing = rest is None and _flows(lead)
    if is_whole(hour):
        return (text if flowing else f"{text} of every hour"), False
    if flowing and _one_run(hour):
        return f"{text} from {hour.values[0]:02}:00 to {hour.values[-1]:02}:59", False
    return f"{text} of {_part_of(hour)}", False


def is_whole(field: Field) -> bool:
    """Whether the field matches every value that its kind has."""
    kind = field.kind
    values = kind.high - kind.low + 1
    # weekday has both 0 and 7 for Sunday
    return field.mask.bit_count() == (7 if kind.names and kind.low == 0 else values)


def even_step(field: Field) -> int | None:
    """n of a field that is ``*/n``, or as good as; None for any other."""
    values = field.values
    if len(values) < 2 or values[0] != field.kind.low:
        return None
    step = values[1] - values[0]
    same = range(field.kind.low, field.kind.high + 1, step)
    return step if step > 1 and values == tuple(same) else None


def _flows(field: Field) -> bool:
    """Whether it keeps one pace from each hour to the next: "every minute", "every 5 minutes"."""
    step = even_step(field)
    return is_whole(field) or (step is not None and (field.kind.high + 1) % step == 0)


def _part(field: Field) -> str:
    """A field that begins the sentence: "every 5 minutes", "at minutes 0 and 7"."""
    step = even_step(field)
    if step and _flows(field):
        return f"every {step} {field.kind.name}s"
    text = _part_of(field)
    return text if text.startswith("every") else f"at {text}"


def _part_of(field: Field) -> str:
    """A field after "of": "every 5th minute", "minutes 0 and 7"."""
    name, values = field.kind.name, field.values
    if is_whole(field):
        return f"every {name}"
    if even_step(field):
        return f"every {ordinal(values[1] - values[0])} {name}"
    step = values[1] - values[0] if len(values) > 3 else 1
    if step > 1 and values == tuple(range(values[0], values[-1] + 1, step)):
        return f"every {ordinal(step)} {name} from {values[0]} to {values[-1]}"
    return f"{name}{'s' * (len(values) > 1)} {_numbers(values)}"


def _one_run(field: Field) -> bool:
    values = field.values
    return values[-1] - values[0] == len(values) - 1


def _runs(values: Sequence[int]) -> list[tuple[int, int]]:
    """Stretches of consecutive values as (first, last); a pair stays two."""
    runs: list[tuple[int, int]] = []
    for value in values:
        if runs and runs[-1][1] == value - 1:
            runs[-1] = (runs[-1][0], value)
        else:
            runs.append((value, value))
    apart: list[tuple[int, int]] = []
    for first, last in runs:
        apart += [(first, first), (last, last)] if last == first + 1 else [(first, last)]
    return apart


def _numbers(values: Sequence[int]) -> str:
    return listed([str(a) if a == b else f"{a} to {b}" for a, b in _runs(values)])


def _names(field: Field, names: Sequence[str]) -> list[str]:
    low = field.kind.low
    return [
        names[a - low] if a == b else f"{names[a - low]} to {names[b - low]}"
        for a, b in _runs(field.values)
    ]


def _days(expression: CronExpression) -> str:
    """The days; "" for every one."""
    _, _, _, day, month, weekday = expression.fields
    months = "" if is_whole(month) else listed(_names(month, _MONTHS))
    by_day = "" if is_whole(day) else _day_of_month(day)
    by_weekday = "" if is_whole(weekday) else f"on {_weekdays(weekday)}"
    if _every_day(expression):
        return f"every day in {months}" if months else ""
    if by_day and not by_weekday:
        return f"{by_day} of {months or 'every month'}"
    if by_day and by_weekday:
        joint = f"{by_day} of the month OR {by_weekday}"
        if not expression.either_day:
            joint = f"{by_day} of the month if that is also {_weekdays(weekday)}"
    else:
        joint = by_weekday
    return f"{joint}, in {months}" if months else joint


def _every_day(expression: CronExpression) -> bool:
    return all(
        days.bit_count() == SHORTEST + shape % 4 for shape, days in enumerate(expression.days)
    )


def _day_of_month(field: Field) -> str:
    step = even_step(field)
    if step and not field.special:
        return f"on every {ordinal(step)} day from the 1st"
    words = [
        ordinal(a) if a == b else f"{ordinal(a)} to {ordinal(b)}" for a, b in _runs(field.values)
    ]
    if field.last_workday:
        words.append("last weekday (Monday to Friday)")
    if field.last_day:
        words.append("last day")
    return f"on the {listed(words)}"


def _weekdays(field: Field) -> str:
    # the week is read from Monday, so that SAT,SUN are neighbours
    days = sorted((value - 1) % 7 for value in field.values)
    names = (*_WEEKDAYS[1:], _WEEKDAYS[0])
    words = [names[a] if a == b else f"{names[a]} to {names[b]}" for a, b in _runs(days)]
    for weekday, nth in sorted(field.nth):
        which = "last" if nth == LAST else ordinal(nth)
        words.append(f"the {which} {_WEEKDAYS[weekday]} of the month")
    return listed(words)
