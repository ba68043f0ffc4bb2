"""Where in a shell command a placeholder stands, so that its value can be quoted for that place.

A value must stay data: ``a; rm -rf /`` as a host is a strange host, never a second command. How to
quote depends on the quotes around the placeholder. The scanner knows as much of the shell's grammar
(POSIX.1-2017, XCU 2.2 and 2.6) as that takes; where it does not know for sure, it says so and the
template is refused.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator

PLACEHOLDER = re.compile(r"\{\{\s*([A-Za-z_][A-Za-z0-9_]*)\s*\}\}")

_BARE, _SINGLE, _DOUBLE = "bare", "single", "double"
_UNCLEAR = "a here-document, $'…' or a case"
_COMMENT, _BACKTICK = "a comment", "backquotes"
_BRACE, _ARITHMETIC = "${…}", "$((…))"
_ESCAPED = "an escape"

_TOKEN = re.compile(
    rf"{PLACEHOLDER.pattern}|\\{PLACEHOLDER.pattern}|\\."
    r"|\$\(\(|\$\(|\$\{|\$'|<<|(?<![^\s;|&()])#|\bcase\b|[`'\"()}]",
    re.DOTALL,
)
_VERBATIM_TOKEN = re.compile(rf"{PLACEHOLDER.pattern}|()['\n]")  # where backslashes mean nothing
_SUBSTITUTIONS = {"`": _BACKTICK, "$((": _ARITHMETIC, "$(": _BARE, "${": _BRACE}
# what opens what, by what is open; quotes inside ${…} and $((…)) are read differently by each shell
_OPENERS: dict[str, dict[str, str]] = {
    _BARE: {
        **_SUBSTITUTIONS,
        "'": _SINGLE,
        '"': _DOUBLE,
        "(": _BARE,
        "#": _COMMENT,
        "$'": _UNCLEAR,
        "<<": _UNCLEAR,
    },
    _DOUBLE: _SUBSTITUTIONS,
    _BRACE: {
        **dict.fromkeys(("'", '"', "`", "$(", "$((", "$'"), _UNCLEAR),
        "${": _BRACE,
    },
    _ARITHMETIC: {
        **dict.fromkeys(("'", '"', "`", "$(", "$((", "$'"), _UNCLEAR),
        "${": _BRACE,
        "(": _ARITHMETIC,
    },
}
_CLOSERS = {
    _BARE: ")",
    _SINGLE: "'",
    _DOUBLE: '"',
    _BACKTICK: "`",
    _BRACE: "}",
    _ARITHMETIC: ")",
    _COMMENT: "\n",
}
_QUOTES: dict[str, Callable[[str], str]] = {
    _BARE: shlex.quote,
    _SINGLE: lambda value: value.replace("'", "'\\''"),
    _DOUBLE: lambda value: re.sub(r'([\\"$`])', r"\\\1", value),
}


def placeholders(text: str) -> list[str]:
    """The names of the placeholders in ``text``, in order."""
    return PLACEHOLDER.findall(text)


def unquotable(command: str) -> list[tuple[str, str]]:
    """The placeholders whose values cannot be quoted: (name, the construct that they stand in)."""
    return [(name, place) for name, place, _ in _places(command) if place not in _QUOTES]


def fill_command(command: str, values: dict[str, str]) -> str:
    """``command`` with its placeholders' values, each quoted for its place.

    A name without a value stays as it is. The command must have been found without ``unquotable``
    ones.
    """
    parts: list[str] = []
    position = 0
    for name, place, (start, end) in _places(command):
        if name in values:
            parts += [command[position:start], _QUOTES[place](values[name])]
            position = end
    return "".join([*parts, command[position:]])


def fill_text(text: str, values: dict[str, str]) -> str:
    """``text``, which no shell reads, with its placeholders' values as they are."""
    return PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)


def _places(command: str) -> Iterator[tuple[str, str, tuple[int, int]]]:
    """Each placeholder's name, the construct that it stands in, and its span."""
    opened = [_BARE]
    position, escape_end = 0, -1
    while match := _tokens(opened).search(command, position):
        position = match.end()
        name, escaped = match[1], match[2]
        if name or escaped:
            yield name or escaped, _ESCAPED if escaped else _place(opened), match.span()
        elif match[0] == "#" and match.start() == escape_end:
            # after an escaped blank it is no comment, after a newline it is
            opened.append(_UNCLEAR)
        elif match[0].startswith("\\"):
            escape_end = position
        else:
            _advance(opened, match[0])


def _tokens(opened: list[str]) -> re.Pattern[str]:
    return _VERBATIM_TOKEN if opened[-1] in (_SINGLE, _COMMENT) else _TOKEN


def _place(opened: list[str]) -> str:
    """The innermost construct, or an outer one that forbids quoting in all of it."""
    return next((place for place in opened if place not in _QUOTES), opened[-1])


def _advance(opened: list[str], token: str) -> None:
    innermost = opened[-1]
    if token == "case" and innermost == _BARE and len(opened) > 1:
        opened.append(_UNCLEAR)  # its patterns end in ")", as the construct around it does
    elif token == _CLOSERS.get(innermost) and len(opened) > 1:
        opened.pop()
    elif token in _OPENERS.get(innermost, ()):
        opened.append(_OPENERS[innermost][token])
        if token == "$((" and opened[-1] == _ARITHMETIC:
            opened.append(_ARITHMETIC)  # it takes two to close
