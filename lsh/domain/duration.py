"""Spans of time as people write them: ``30s``, ``1h30m``, ``500ms``, ``2d``."""

from __future__ import annotations

import re
from datetime import timedelta

from lsh.domain.errors import InvalidInput

_MILLISECONDS = {"w": 604_800_000, "d": 86_400_000, "h": 3_600_000, "m": 60_000, "s": 1000, "ms": 1}
_SPOKEN = {
    "week": "w",
    "day": "d",
    "hour": "h",
    "hr": "h",
    "minute": "m",
    "min": "m",
    "second": "s",
    "sec": "s",
    "millisecond": "ms",
    "msec": "ms",
}
_PART = re.compile(r"\s*([0-9]+(?:\.[0-9]+)?)\s*([a-z]+)")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_HINT = "write it like 30s, 1h30m, 500ms, 2d or 1w; a plain number is seconds"


def parse_duration(text: str) -> timedelta:
    """The span that ``text`` names, to the millisecond; a plain number is seconds.

    Units are w, d, h, m, s and ms, largest first, each at most once; their English words are read
    too. Raises InvalidInput for anything else, negative spans among it.
    """
    wanted = text.strip().lower()
    if _NUMBER.fullmatch(wanted):
        return _checked(float(wanted) * 1000, text)
    total, position, smallest = 0.0, 0, float("inf")
    while position < len(wanted):
        part = _PART.match(wanted, position)
        if part is None:
            raise InvalidInput(f"{text!r} is not a duration", hint=_HINT)
        unit = _unit(part[2], text)
        if _MILLISECONDS[unit] >= smallest:
            raise InvalidInput(
                f"{text!r} is not a duration: {part[2]!r} must come before the smaller units, once",
                hint=_HINT,
            )
        smallest = _MILLISECONDS[unit]
        total += float(part[1]) * smallest
        position = part.end()
    if position == 0:
        raise InvalidInput("the duration is empty", hint=_HINT)
    return _checked(total, text)


def format_duration(span: timedelta | float) -> str:
    """``span`` (a timedelta, or seconds) in short units, rounded to the millisecond: ``1h30m``.

    What it writes, ``parse_duration`` reads back unchanged; a negative span gets a leading minus,
    which is for people only.
    """
    seconds = span.total_seconds() if isinstance(span, timedelta) else span
    rest = round(abs(seconds) * 1000)
    if rest == 0:
        return "0s"
    parts = ["-"] if seconds < 0 else []
    for unit, size in _MILLISECONDS.items():
        # a week is only said where it is exact: "10d" reads better than "1w3d"
        if unit == "w" and rest % size:
            continue
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts)


def _unit(word: str, text: str) -> str:
    if word in _MILLISECONDS:
        return word
    singular = word.removesuffix("s")
    if singular in _SPOKEN:
        return _SPOKEN[singular]
    raise InvalidInput(f"{text!r} is not a duration: {word!r} is no unit of time", hint=_HINT)


def _checked(milliseconds: float, text: str) -> timedelta:
    try:
        return timedelta(milliseconds=round(milliseconds))
    except OverflowError:
        raise InvalidInput(f"{text!r} is too long a duration", hint=_HINT) from None
