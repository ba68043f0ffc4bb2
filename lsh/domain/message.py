"""What failures have in common: an error message without the parts that differ from run to run.

``disk /dev/sda1 full, 13 bytes left (pid 4711)`` and the same with other numbers are one cause. What
tells causes apart is kept: exit codes, signals, HTTP and errno numbers, the names in a message.
"""

from __future__ import annotations

import re

LIMIT = 160
_READ = 2000  # of a longer message only this much is looked at
UNKNOWN = "unknown error"

_CODE = r"(?i:exit(?:ed)?|codes?|status|signal|errno|error|http(?:/[0-9.]+)?|sqlstate)"
_TIME = r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?:[.,][0-9]+)?(?:\s?(?:Z|UTC|[+-][0-9]{2}:?[0-9]{2}))?"
_DATE = r"[0-9]{4}[-/][0-9]{2}[-/][0-9]{2}"
_RULES = re.compile(
    "|".join(
        (
            # the number right after one of these words is the cause itself
            rf"(?P<kept>\b{_CODE}\b(?:\s+(?i:code))?[\s:=#(\[]*-?[0-9]{{1,5}}\b(?![.:/-][0-9]))",
            r"(?P<ansi>\x1b\[[0-9;]*[A-Za-z])",
            rf"(?P<time>{_DATE}(?:[T ]{_TIME})?|\b{_TIME}(?![0-9]))",
            r"(?P<id>\b[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}\b)",
            r"(?P<ip>\b(?:[0-9]{1,3}\.){3}[0-9]{1,3}(?::[0-9]+)?\b)",
            r"(?P<hex>\b0x[0-9a-fA-F]+\b|\b(?=[a-fA-F]*[0-9])[0-9a-fA-F]{8,}\b)",
            r"(?P<number>(?<![A-Za-z_0-9])[0-9]+(?:[.,][0-9]+)*|(?<=[_-])[0-9]{6,})",
        )
    )
)
_SHOWN = {"ansi": "", "time": "<time>", "id": "<id>", "ip": "<address>", "hex": "<hex>"}
_PATH = re.compile(r"(?<![\w./<>])(?:~|\.{1,2})?(?:/[\w.@%+~…-]+)+/?")
_TEMPORARY = re.compile(r"(/(?:tmp|var/tmp|run|proc|private/tmp)/)[^\s'\":,;)]+")


def normalise(message: str) -> str:
    """The cause that ``message`` names: one line of at most 160 characters, the same for alike ones.

    Dates, clock times, uuids, addresses, long hex and other numbers become ``<time>``, ``<id>``,
    ``<address>``, ``<hex>`` and ``N``; below /tmp, /run and /proc the rest of a path becomes ``…``.
    Quoted strings are kept, and the digits of a name unless they are six or more: a table, a host or
    a file by its name *is* the cause.
    """
    line = _TEMPORARY.sub(r"\1…", _telling_line(message[:_READ]))
    plain = "".join(c if c.isprintable() else " " for c in _RULES.sub(_replacement, line))
    text = " ".join(plain.split())
    return text if len(text) <= LIMIT else text[: LIMIT - 1].rstrip() + "…"


def without_paths(cause: str) -> str:
    """A cause with each path in it as ``<path>``: what causes have in common that differ in files.

    A report shows the path where it is always the same, and ``<path>`` where it is not.
    """
    return _PATH.sub("<path>", cause)


def cause_of(
    *,
    error: str | None,
    reason: str | None,
    exit_code: int | None,
    signal: int | None,
    outcome: str | None,
) -> str:
    """One line for why a run ended as it did: its message, else its reason, else how it exited."""
    for text in (error, reason):
        cause = normalise(text) if text else ""
        if cause:
            return cause
    if exit_code:
        return f"exit code {exit_code}"
    return f"signal {signal}" if signal else (outcome or UNKNOWN)


def _telling_line(message: str) -> str:
    """The last line with anything in it: a traceback, and most programs, end with the cause."""
    return next((line for line in reversed(message.splitlines()) if line.strip()), "")


def _replacement(match: re.Match[str]) -> str:
    kind = match.lastgroup
    if kind == "kept":
        return match[0]
    return _SHOWN.get(kind or "", "N")
