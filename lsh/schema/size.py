"""Sizes as people write them: ``512MiB``, ``1G``, ``10 MB``.

``K``, ``M``, ``G`` and ``T`` alone are powers of 1024, as for systemd, ``ulimit`` and container
runtimes; ``KiB`` says the same, ``kB`` and ``MB`` are powers of 1000, as the SI has it.
"""

from __future__ import annotations

import re

from lsh.domain.errors import InvalidInput

_LETTERS = "KMGT"
_SIZE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*(?:([KMGT])(iB|B)?|B|bytes?)?", re.IGNORECASE)
_HINT = "write it like 512MiB, 1G or 1500000 (bytes)"


def parse_size(text: str) -> int:
    """The number of bytes that ``text`` names; a plain number is bytes. Raises InvalidInput."""
    match = _SIZE.fullmatch(text.strip())
    if match is None:
        raise InvalidInput(f"{text!r} is not a size", hint=_HINT)
    number, letter, suffix = match.groups()
    base = 1000 if suffix and suffix.upper() == "B" else 1024
    factor = base ** (_LETTERS.index(letter.upper()) + 1) if letter else 1
    if "." not in number:
        return int(number) * factor  # exact, never through a float
    size = float(number) * factor
    if letter is None and not size.is_integer():
        raise InvalidInput(f"{text!r} is not a whole number of bytes", hint=_HINT)
    return round(size)


def format_size(size: int) -> str:
    """``size`` in the largest unit that says it exactly, so that ``parse_size`` reads it back."""
    for power in range(len(_LETTERS), 0, -1):
        if size and size % 1024**power == 0:
            return f"{size // 1024**power}{_LETTERS[power - 1]}iB"
    return str(size)
