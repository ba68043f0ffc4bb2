"""The completion of bash: one function, a case of every command."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from completing.model import EVERYWHERE, Command, Group, Option, flat, tree
from completing.values import NOTHING, Value
from completing.words import Words

_TEMPLATE = Path(__file__).with_name("template.bash")


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
    return " |\\\n            ".join(f"'{_path(node)}'" for node in nodes if node.path)


def _path(node: Group | Command) -> str:
    return "".join(f" {word}" for word in node.path)


def _case(node: Group | Command) -> str:
    lines = [f"        '{_path(node)}')"]
    if node.options:
        lines.append(f"            options={_lines(_option_words(node.options))}")
        taking = [option for option in node.options if option.value is not None]
        if taking:
            lines.append(f"            taking=' {' '.join(n for o in taking for n in o.names)} '")
            lines += _values(taking)
    if isinstance(node, Group):
        lines.append(f"            arguments=({_lines(node.entries)})")
    else:
        offers = [_offer(argument.value) for argument in node.arguments]
        lines.append(f"            arguments=({' '.join(offers)})")
        if any(argument.many for argument in node.arguments):
            lines.append("            many=1")
    return "\n".join([*lines, "            ;;"]) + "\n"


def _values(taking: list[Option]) -> list[str]:
    lines = ['            case "$option" in']
    for option in taking:
        assert option.value is not None
        lines.append(f"                {'|'.join(option.names)}) value={_offer(option.value)} ;;")
    return [*lines, "            esac"]


def _offer(value: Value) -> str:
    """A kind, or lines of words."""
    return _lines(value.words) if value.words else value.kind or NOTHING


def _option_words(options: tuple[Option, ...]) -> Words:
    return tuple((name, option.help) for option in options for name in option.names)


def _lines(words: Words) -> str:
    """``$'word\\tmeaning\\n…'``; the line feed at the end tells it from the name of a kind."""
    text = "".join(f"{word}\t{about}\n" for word, about in words)
    for plain, escaped in (("\\", "\\\\"), ("'", "\\'"), ("\t", "\\t"), ("\n", "\\n")):
        text = text.replace(plain, escaped)
    return f"$'{text}'"
