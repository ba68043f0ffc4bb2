"""Whether a command printed what a page shows: the same but for times, spans and where the page is cut.

``…`` stands for the rest of a line, or alone on a line for any lines. Spaces may differ in number.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_DAY = r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*\b"
_MONTH = r"\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b"
_ONE_SPAN = r"\b\d+(?:\.\d+)? ?(?:ms|s|min|m|h|d)\b"
_SPAN = rf"{_ONE_SPAN}(?: {_ONE_SPAN})*"
_LOOSE = (
    (r"\d{4}-\d\d-\d\d", "DATE"),
    (r"(?<!\d)\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?\b", "TIME"),
    (rf"{_SPAN}|\bpast\b", "SPAN"),  # what is ahead for the writer may be past for the reader
    (r"\b\d+(?:\.\d+)? ?(?:B|[KMG]i?B)\b", "SIZE"),
    (_DAY, "DAY"),
    (rf"\b\d{{1,2}} {_MONTH}|{_MONTH} \d{{1,2}}\b", "DATE"),
    (r"\b(?:pid|process) \d+", "process N"),
    (r"\bDATE TIME\b", "TIME"),  # what was before midnight has its day as well
)


def loosened(line: str) -> str:
    """The line without what differs from one day, or one machine, to the next."""
    for pattern, word in _LOOSE:
        line = re.sub(pattern, word, line)
    return " ".join(line.split())


def agrees(shown: Sequence[str], printed: Sequence[str]) -> bool:
    """Whether ``printed`` is what ``shown`` says."""
    wanted = [loosened(line) for line in shown if line.strip()]
    there = [loosened(line) for line in printed if line.strip()]
    return _agree(wanted, there)


def _agree(wanted: list[str], there: list[str]) -> bool:
    if not wanted:
        return not there
    if wanted[0] == "…":
        return any(_agree(wanted[1:], there[skip:]) for skip in range(len(there) + 1))
    return bool(there) and _line_agrees(wanted[0], there[0]) and _agree(wanted[1:], there[1:])


def _line_agrees(wanted: str, printed: str) -> bool:
    pattern = ".*".join(re.escape(part.strip()) for part in wanted.split("…"))
    return re.fullmatch(pattern.replace(".*", r"\s?.*\s?"), printed) is not None
