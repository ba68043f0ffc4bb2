"""Looking for a text in a log of any size: a piece at a time, so that it can be watched and given up."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from lsh.tui.logs.stretch import Stretch

_PIECE = 1 << 20  # bytes


class Found(NamedTuple):
    """Where it stands. ``wrapped``: beyond the end, looked for from the other one."""

    address: int
    wrapped: bool


def find(
    log: Stretch,
    text: str,
    start: int,
    *,
    forward: bool = True,
    go_on: Callable[[float], bool] = lambda _: True,
) -> Found | None:
    """The nearest occurrence at ``start`` or after it; or the nearest that begins before it.

    The search goes once round the log. Capitals matter only if ``text`` has any. ``go_on`` is told what
    part of the log has been searched, and says whether to go on.
    """
    needle = text.encode(errors="surrogateescape")
    folded = _any_case(text)
    size = max(1, log.end - log.start)
    searched = 0
    for first, last, again in _pieces(log, start, forward=forward):
        data = log.read(first, min(last + len(needle) - 1, log.end))
        data = data.lower() if folded else data
        place = data.find(needle) if forward else data.rfind(needle)
        if place >= 0:
            return Found(first + place, again)
        searched += last - first
        if not go_on(searched / size):
            return None
    return None


def occurrences(text: str, line: str) -> list[tuple[int, int]]:
    """Where ``text`` stands in a line that is shown."""
    if not text:
        return []
    flags = re.ASCII | (re.IGNORECASE if _any_case(text) else re.NOFLAG)
    return [match.span() for match in re.finditer(re.escape(text), line, flags)]


def _any_case(text: str) -> bool:
    return text == text.lower()


def _pieces(log: Stretch, start: int, *, forward: bool) -> Iterator[tuple[int, int, bool]]:
    """Where an occurrence may begin, piece by piece, and whether the search has come round."""
    start = max(log.start, min(start, log.end))
    if forward:
        for first, end, again in ((start, log.end, False), (log.start, start, True)):
            for piece in range(first, end, _PIECE):
                yield piece, min(piece + _PIECE, end), again
    else:
        for first, end, again in ((log.start, start, False), (start, log.end, True)):
            for piece in range(end, first, -_PIECE):
                yield max(piece - _PIECE, first), piece, again
