"""Reading single values that a person wrote. Types are strict: a yes is not a 1, nor a "3" a 3.

Every reader takes what TOML, JSON or a command line gave and returns what ``JobSpec`` holds, or
raises InvalidInput saying what it expected; the caller knows the place and adds it.
"""

from __future__ import annotations

import json
import math
from enum import StrEnum
from typing import Any, TypeVar

from lsh.domain.duration import parse_duration
from lsh.domain.errors import InvalidInput
from lsh.domain.nearest import did_you_mean
from lsh.schema.size import parse_size

_SHOWN = 60
_Choice = TypeVar("_Choice", bound=StrEnum)


def text(value: Any) -> str:
    """A text, as it is."""
    if not isinstance(value, str):
        raise expected("a text", value)
    return value


def flag(value: Any) -> bool:
    """true or false."""
    if not isinstance(value, bool):
        raise expected("true or false", value)
    return value


def whole(value: Any) -> int:
    """A whole number."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise expected("a whole number", value)
    return value


def number(value: Any) -> float:
    """Any finite number, as a float: equal definitions must have equal texts."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise expected("a number", value)
    try:
        as_float = float(value)
    except OverflowError:
        as_float = math.inf
    if not math.isfinite(as_float):
        raise expected("a finite number", value)
    return as_float


def duration(value: Any) -> float:
    """Seconds, from a number of them or from ``1h30m``."""
    if isinstance(value, str):
        return parse_duration(value).total_seconds()
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise expected("a duration", value, "write it like 30s or 1h30m; a plain number is seconds")
    return number(value)


def time_limit(value: Any) -> float | None:
    """Seconds; 0 is no limit, as for timeout(1)."""
    return duration(value) or None


def size(value: Any) -> int:
    """Bytes, from a number of them or from ``512MiB``."""
    if isinstance(value, str):
        return parse_size(value)
    if isinstance(value, bool) or not isinstance(value, int):
        raise expected("a size", value, "write it like 512MiB or 1G; a plain number is bytes")
    return value


def texts(value: Any) -> list[str]:
    """A list of texts."""
    if not isinstance(value, list | tuple):
        raise expected("a list of texts", value)
    return [text(item) for item in value]


def tags(value: Any) -> list[str]:
    """A list of texts, or one text with commas."""
    if isinstance(value, str):
        return [word.strip() for word in value.split(",") if word.strip()]
    return texts(value)


def exit_codes(value: Any) -> list[int]:
    """A list of whole numbers, one number, or a text with commas."""
    if isinstance(value, str):
        words = [word.strip() for word in value.split(",") if word.strip()]
        if not all(word.isascii() and word.isdigit() for word in words):
            raise expected("exit codes", value, "write them like 1,75")
        return [int(word[:9]) for word in words]
    if isinstance(value, list | tuple):
        return [whole(item) for item in value]
    return [whole(value)]


def variables(value: Any) -> dict[str, str]:
    """A table of texts."""
    if not isinstance(value, dict):
        raise expected("a table of names and texts", value, 'write it like {LANG = "C"}')
    for name, content in value.items():
        if not isinstance(content, str):
            raise InvalidInput(
                f"the value of {name} must be a text, not {shown(content)}",
                hint="variables are texts: put it in quotes",
            )
    return dict(value)


def choice(kind: type[_Choice], value: Any) -> _Choice:
    """A member of ``kind`` by its value; dashes do for underscores."""
    allowed = [str(member) for member in kind]
    if not isinstance(value, str):
        raise expected(f"one of {', '.join(allowed)}", value)
    wanted = value.strip().lower().replace("-", "_")
    if wanted not in allowed:
        raise InvalidInput(
            f"{value!r} is none of {', '.join(allowed)}", hint=did_you_mean(wanted, allowed)
        )
    return kind(wanted)


def expected(what: str, value: Any, hint: str | None = None) -> InvalidInput:
    """The error for a value of another type."""
    return InvalidInput(f"must be {what}, not {shown(value)}", hint=hint)


def shown(value: Any) -> str:
    """A value as a person would write it, cut to a readable length."""
    try:
        written = json.dumps(value, ensure_ascii=False, default=str)
    except (TypeError, ValueError):
        written = repr(value)
    return written if len(written) <= _SHOWN else f"{written[:_SHOWN]}…"
