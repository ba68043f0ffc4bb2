"""The filter language of every list: words that must all be there.

``backup nightly`` finds rows that hold both, whatever their case; ``-test`` finds those without it;
``state:failed`` asks a field that the list has, by the beginning of its value; ``state:`` with nothing
after it asks for an empty one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a filter: of ``field``, or anywhere when that is None."""

    text: str
    field: str | None = None
    negated: bool = False


def parse(text: str, fields: Iterable[str]) -> tuple[Word, ...]:
    """The words of a filter. A colon after what is no field is part of the word."""
    known = frozenset(fields)
    return tuple(_word(part, known) for part in text.casefold().split() if part != "-")


def _word(part: str, known: frozenset[str]) -> Word:
    negated = part.startswith("-")
    part = part.removeprefix("-")
    field, colon, rest = part.partition(":")
    if colon and field in known:
        return Word(rest, field, negated)
    return Word(part, None, negated)


def matches(
    words: Iterable[Word],
    everything: Callable[[], str],
    fields: Mapping[str, Callable[[], str | Iterable[str]]],
) -> bool:
    """Whether a row has it all. ``everything`` is its text in folded case; fields are asked lazily."""
    return all(_holds(word, everything, fields) is not word.negated for word in words)


def _holds(
    word: Word,
    everything: Callable[[], str],
    fields: Mapping[str, Callable[[], str | Iterable[str]]],
) -> bool:
    if word.field is None:
        return word.text in everything()
    value = fields[word.field]()
    values = [value] if isinstance(value, str) else list(value)
    if not word.text:
        return not any(values)
    return any(one.casefold().startswith(word.text) for one in values)
