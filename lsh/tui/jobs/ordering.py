"""The order in which people look for names."""

from __future__ import annotations

import re

_NUMBER = re.compile(r"([0-9]+)")


def natural(text: str) -> tuple[str | int, ...]:
    """A key by which job-2 comes before job-10: letters whatever their case, numbers by their value.

    Texts and numbers take turns in it, beginning with a text, so any two keys compare.
    """
    parts: list[str | int] = list(_NUMBER.split(text.casefold()))
    parts[1::2] = map(int, parts[1::2])
    return tuple(parts)
