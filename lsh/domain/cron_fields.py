"""One field of a cron expression: text in, a bit mask out.

Syntax is Vixie cron's (crontab(5)) with cuu508/cronsim's additions ``L``, ``LW``, ``5#2`` and ``5L``,
and cronsim's strictness: reversed ranges, zero steps, signs, underscores and digits outside ASCII
are refused, where other parsers guess.
"""

from __future__ import annotations

from dataclasses import dataclass

from lsh.domain.errors import InvalidInput

LAST = -1


@dataclass(frozen=True, slots=True)
class FieldKind:
    """What a field may hold: numbers from ``low`` to ``high``, or ``names`` counted from ``low``."""

    name: str
    low: int
    high: int
    names: tuple[str, ...] = ()


SECOND = FieldKind("second", 0, 59)
MINUTE = FieldKind("minute", 0, 59)
HOUR = FieldKind("hour", 0, 23)
DAY = FieldKind("day of month", 1, 31)
MONTH = FieldKind(
    "month",
    1,
    12,
    ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"),
)
WEEKDAY = FieldKind("weekday", 0, 7, ("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"))


@dataclass(frozen=True, slots=True)
class Field:
    """A parsed field: bit ``n`` of ``mask`` is set if the plain value ``n`` matches (Sunday is 0).

    ``starred`` is how cron decides between AND and OR, and between fixed time and wildcard: the text
    begins with ``*``, so ``*/2`` counts as a star and ``1-31`` does not. ``nth`` holds (weekday, 1 to
    5 or LAST) pairs.
    """

    kind: FieldKind
    text: str
    mask: int
    starred: bool
    last_day: bool = False
    last_workday: bool = False
    nth: frozenset[tuple[int, int]] = frozenset()

    @property
    def values(self) -> tuple[int, ...]:
        """The plain values that match, ascending."""
        return tuple(n for n in range(self.mask.bit_length()) if self.mask >> n & 1)

    @property
    def special(self) -> bool:
        """Whether it holds more than plain values: ``L``, ``LW``, ``5#2``, ``5L``."""
        return self.last_day or self.last_workday or bool(self.nth)


def parse_field(kind: FieldKind, text: str) -> Field:
    """Read one upper-case field. Raises InvalidInput that names the field and the reason."""
    if text == "?" and kind in (DAY, WEEKDAY):
        text = "*"  # Quartz's "no specific value"
    mask, last_day, last_workday = 0, False, False
    nth: set[tuple[int, int]] = set()
    for item in text.split(","):
        if kind is DAY and item == "L":
            last_day = True
        elif kind is DAY and item == "LW":
            last_workday = True
        elif kind is WEEKDAY and ("#" in item or item.endswith("L")):
            nth.add(_nth_weekday(item))
        else:
            mask |= _plain(kind, item)
    if kind is WEEKDAY and mask >> 7 & 1:
        mask = mask & 0b1111111 | 1  # 7 is Sunday as well
    return Field(kind, text, mask, text.startswith("*"), last_day, last_workday, frozenset(nth))


def _nth_weekday(item: str) -> tuple[int, int]:
    if "#" not in item:
        day = item[:-1]
        if day in WEEKDAY.names:
            number = WEEKDAY.names.index(day)
            raise _refused(WEEKDAY, f"{item} needs the weekday as a number", f"write {number}L")
        return _number(WEEKDAY, day) % 7, LAST
    day, _, count = item.partition("#")
    if count not in {"1", "2", "3", "4", "5"}:
        raise _refused(WEEKDAY, f"{item}: after '#' comes 1 to 5, the week of the month")
    return _number(WEEKDAY, day) % 7, int(count)


def _plain(kind: FieldKind, item: str) -> int:
    """The mask of ``*``, ``5``, ``1-5``, ``*/2``, ``5/2`` (5 to the end) or ``1-5/2``."""
    term, slash, step_text = item.partition("/")
    step = 1
    if slash:
        step = _digits(kind, step_text, f"the step of {item!r}")
        if step == 0:
            raise _refused(kind, f"a step of 0 in {item!r} never advances", f"write {term}")
    if term == "*":
        first, last = kind.low, kind.high
    elif "-" in term:
        first, last = _range(kind, term)
    else:
        first = _number(kind, term)
        last = kind.high if slash else first
    return sum(1 << n for n in range(first, last + 1, step))


def _range(kind: FieldKind, term: str) -> tuple[int, int]:
    start, _, end = term.partition("-")
    if not start or not end or "-" in end:
        raise _refused(kind, f"{term!r} is neither a number nor a range; signs are not allowed")
    first, last = _number(kind, start), _number(kind, end)
    if last >= first:
        return first, last
    hint = f"write {start}-{kind.high},{kind.low}-{end}"
    if kind is WEEKDAY:
        # Saturday to Sunday is only backwards because Sunday was written as 0
        tail = {0: "", 1: f",{end}"}.get(last, f",1-{end}")
        hint = f"write {start}-7{tail}: 7 is Sunday as well"
    raise _refused(kind, f"the range {term} runs backwards", hint)


def _number(kind: FieldKind, text: str) -> int:
    if text in kind.names:
        return kind.names.index(text) + kind.low
    value = _digits(kind, text, repr(text))
    if not kind.low <= value <= kind.high:
        raise _refused(kind, f"{text} is out of range {kind.low}-{kind.high}")
    return value


def _digits(kind: FieldKind, text: str, what: str) -> int:
    if not text:
        raise _refused(kind, "a value is missing")
    # str.isdigit and int() also take other scripts' digits, signs, spaces and underscores
    if not (text.isascii() and text.isdigit()):
        raise _refused(kind, f"{what} is not a number", _name_hint(kind, text))
    if len(text) > 4:
        raise _refused(kind, f"{text[:12]} is out of range {kind.low}-{kind.high}")
    return int(text)


def _name_hint(kind: FieldKind, text: str) -> str | None:
    if not kind.names or not text.isalpha():
        return None
    from difflib import get_close_matches  # only an error pays for it

    near = get_close_matches(text[:3], kind.names, n=1, cutoff=0.5)
    return f"did you mean {near[0]}?" if near else f"use {', '.join(kind.names)}"


def _refused(kind: FieldKind, reason: str, hint: str | None = None) -> InvalidInput:
    return InvalidInput(f"{kind.name}: {reason}", hint=hint)
