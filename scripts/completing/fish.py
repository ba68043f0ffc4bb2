"""The completion of fish: one function that knows every command, and prints what may come next."""

from __future__ import annotations

from pathlib import Path

from completing.model import Command, Group
from completing.switch import Spelling, filled, option_words, path_of, taking
from completing.values import Value
from completing.words import Words


def render() -> str:
    """The whole file."""
    return filled(
        Path(__file__).with_name("template.fish"),
        Spelling(_quoted, between=" \\\n                    ", words=_lines, case=_case),
    )


def _case(node: Group | Command) -> str:
    lines = [f"        case {_quoted(path_of(node))}"]
    if node.options:
        lines.append(f"            set options {_lines(option_words(node.options))}")
    values = taking(node)
    if values:
        names = " ".join(name for names, _ in values for name in names)
        lines += [f"            set taking {names}", "            switch $option"]
        for several, value in values:
            lines.append(f"                case {' '.join(several)}")
            lines.append(f"                    set value {_offer(value)}")
        lines.append("            end")
    if isinstance(node, Group):
        lines.append(f"            set arguments {_joined(node.entries)}")
    elif node.arguments:
        offers = " ".join(_offer(argument.value) for argument in node.arguments)
        lines.append(f"            set arguments {offers}")
        if any(argument.many for argument in node.arguments):
            lines.append("            set many 1")
    return "\n".join(lines) + "\n"


def _offer(value: Value) -> str:
    """A kind, or lines of words."""
    return _joined(value.words) if value.words else value.kind


def _lines(words: Words) -> str:
    """A list with an element a word."""
    return " ".join(_element(*word) for word in words)


def _joined(words: Words) -> str:
    """One element with a line a word; the line feed tells it from the name of a kind."""
    return "\\n".join(_element(*word) for word in words) + "\\n"


def _element(word: str, about: str) -> str:
    return f"{_quoted(word)}\\t{_quoted(about)}"


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
