"""The completion of fish: one function that knows every command, and prints what may come next."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from completing.model import EVERYWHERE, Command, Group, Option, flat, tree
from completing.values import Value
from completing.words import Words

_TEMPLATE = Path(__file__).with_name("template.fish")


def render() -> str:
    """The whole file."""
    nodes = flat(tree())
    return (
        _TEMPLATE.read_text()
        .replace("@GROUPS@", _patterns(node for node in nodes if isinstance(node, Group)))
        .replace("@COMMANDS@", _patterns(node for node in nodes if isinstance(node, Command)))
        .replace("@EVERYWHERE@", _lines(_option_words(EVERYWHERE)))
        .replace("        @CASES@\n", "".join(_case(node) for node in nodes))
    )


def _patterns(nodes: Iterable[Group | Command]) -> str:
    return " \\\n                    ".join(_quoted(_path(node)) for node in nodes if node.path)


def _path(node: Group | Command) -> str:
    return "".join(f" {word}" for word in node.path)


def _case(node: Group | Command) -> str:
    lines = [f"        case {_quoted(_path(node))}"]
    if node.options:
        lines.append(f"            set options {_lines(_option_words(node.options))}")
        taking = [option for option in node.options if option.value is not None]
        if taking:
            lines.append(f"            set taking {' '.join(n for o in taking for n in o.names)}")
            lines += _values(taking)
    if isinstance(node, Group):
        lines.append(f"            set arguments {_joined(node.entries)}")
    elif node.arguments:
        offers = " ".join(_offer(argument.value) for argument in node.arguments)
        lines.append(f"            set arguments {offers}")
        if any(argument.many for argument in node.arguments):
            lines.append("            set many 1")
    return "\n".join(lines) + "\n"


def _values(taking: list[Option]) -> list[str]:
    lines = ["            switch $option"]
    for option in taking:
        assert option.value is not None
        lines.append(f"                case {' '.join(option.names)}")
        lines.append(f"                    set value {_offer(option.value)}")
    return [*lines, "            end"]


def _offer(value: Value) -> str:
    """A kind, or lines of words."""
    return _joined(value.words) if value.words else value.kind


def _option_words(options: tuple[Option, ...]) -> Words:
    return tuple((name, option.help) for option in options for name in option.names)


def _lines(words: Words) -> str:
    """A list with an element a word."""
    return " ".join(f"{_quoted(word)}\\t{_quoted(about)}" for word, about in words)


def _joined(words: Words) -> str:
    """One element with a line a word; the line feed tells it from the name of a kind."""
    return "\\n".join(f"{_quoted(word)}\\t{_quoted(about)}" for word, about in words) + "\\n"


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
