"""ASCII for what cannot be shown: plots, rules and marks stay readable wherever lsh is used.

Where a stream's encoding lacks a character, a plot's is drawn by one of ASCII and any other is escaped.
Where the encoding has it but the terminal has no such glyphs (``TERM=linux``, ``TERM=dumb``), or the
locale was set to C, plots are drawn so as well and names are written as they are. A column stays one.
"""

from __future__ import annotations

import codecs
import os
from typing import Any

ESCAPED, KEPT = "lsh-escaped", "lsh-kept"
"""Error handlers of a stream: what has no ASCII of its own is escaped, or is written in UTF-8."""

_C = frozenset({"C", "POSIX"})
_WITHOUT_GLYPHS = frozenset({"dumb", "linux"})
_SINGLE = {
    "·": ".", "░": ":", "▒": "o", "▓": "%", "█": "#", "…": "~", "–": "-", "✓": "+", "✗": "x", "×": "x",
    "µ": "u", "±": "+-", "≤": "<=", "≥": ">=", "⏎": "$", "\ufffd": "?",
}  # fmt: skip
_STANDING, _LYING = (
    dict(zip("▁▂▃▄▅▆▇", "_,-~=+*", strict=True)),
    dict(zip("▏▎▍▌▋▊▉", "---===#", strict=True)),
)
_RULES = dict.fromkeys("─━┄┅┈┉╌╍═", "-") | dict.fromkeys("│┃┆┇┊┋╎╏║", "|")
_UPPER_DOTS, _LOWER_DOTS = 0x1B, 0xE4  # of braille: the two upper rows of four, and the others


def mend(stream: Any) -> None:
    """Let ``stream`` refuse no character, and draw in ASCII what would not be seen."""
    codecs.register_error(ESCAPED, _escape)
    codecs.register_error(KEPT, _keep)
    if is_utf_8(stream) and _lacks_glyphs(stream):
        stream.reconfigure(encoding="ascii", errors=KEPT)
    else:
        stream.reconfigure(errors=ESCAPED)


def is_utf_8(stream: Any) -> bool:
    """Whether every character can be written to ``stream`` as it is."""
    return (stream.encoding or "utf-8").lower().replace("-", "") == "utf8"


def is_drawn_in_ascii(stream: Any) -> bool:
    """Whether plots on ``stream`` are of ASCII, though its encoding has other characters."""
    return bool(stream.errors == KEPT)


def _lacks_glyphs(stream: Any) -> bool:
    return _locale_is_c() or (os.environ.get("TERM") in _WITHOUT_GLYPHS and bool(stream.isatty()))


def _locale_is_c() -> bool:
    """Whether somebody chose the locale C. Where none is set at all, most can show UTF-8."""
    named = {name: os.environ.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG")}
    if os.environ.get("PYTHONIOENCODING"):
        return False
    if named["LC_ALL"]:
        return named["LC_ALL"] in _C
    # where LANG alone is C, the interpreter has put one of these into our environment (PEP 538)
    if named["LC_CTYPE"] in ("", "C.UTF-8", "C.utf8", "UTF-8"):
        return named["LANG"] in _C
    return named["LC_CTYPE"] in _C


def _escape(error: UnicodeError) -> tuple[str | bytes, int]:
    text, end = _drawn(error)
    return text.encode("ascii", "backslashreplace").decode("ascii"), end


def _keep(error: UnicodeError) -> tuple[str | bytes, int]:
    text, end = _drawn(error)
    return text.encode("utf-8", "backslashreplace"), end


def _drawn(error: UnicodeError) -> tuple[str, int]:
    """The characters that were refused, drawn; what scripts read is left as it is."""
    from lsh.commands.mode import MODE

    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end]
    return text if MODE.plain else "".join(map(_ascii, text)), error.end


def _ascii(character: str) -> str:
    for known in (_SINGLE, _STANDING, _LYING, _RULES):
        if character in known:
            return known[character]
    code = ord(character)
    if 0x2500 <= code < 0x2580:
        return "+"  # where rules meet
    if 0x2580 <= code < 0x25A0:
        return "#"
    if 0x2800 <= code < 0x2900:
        return _dots(code & 0xFF)
    return character


def _dots(braille: int) -> str:
    if not braille:
        return " "
    if not braille & _LOWER_DOTS:
        return "'"
    return ":" if braille & _UPPER_DOTS else "."
