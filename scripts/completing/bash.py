"""The completion of bash: one function, a case of every command."""

from __future__ import annotations

from pathlib import Path

from completing.model import Command, Group
from completing.switch import Spelling, filled, option_words, path_of, taking
from completing.values import NOTHING, Value
from completing.words import Words


def render() -> str:
    """The whole file."""
    return filled(
        Path(__file__).with_name("template.bash"),
        Spelling("'{}'".format, between=" |\\\n            ", words=_lines, case=_case),
    )


def _case(node: Group | Command) -> str:
    lines = [f"        '{path_of(node)}')"]
    if node.options:
        lines.append(f"            options={_lines(option_words(node.options))}")
    values = taking(node)
    if values:
        names = " ".join(name for names, _ in values for name in names)
        lines += [f"            taking=' {names} '", '            case "$option" in']
        for several, value in values:
            lines.append(f"                {'|'.join(several)}) value={_offer(value)} ;;")
        lines.append("            esac")
    if isinstance(node, Group):
        lines.append(f"            arguments=({_lines(node.entries)})")
    else:
        offers = [_offer(argument.value) for argument in node.arguments]
        lines.append(f"            arguments=({' '.join(offers)})")
        if any(argument.many for argument in node.arguments):
            lines.append("            many=1")
    return "\n".join([*lines, "            ;;"]) + "\n"


def _offer(value: Value) -> str:
    """A kind, or lines of words."""
    return _lines(value.words) if value.words else value.kind or NOTHING


def _lines(words: Words) -> str:
    """``$'word\\tmeaning\\n…'``; the line feed at the end tells it from the name of a kind."""
    text = "".join(f"{word}\t{about}\n" for word, about in words)
    for plain, escaped in (("\\", "\\\\"), ("'", "\\'"), ("\t", "\\t"), ("\n", "\\n")):
        text = text.replace(plain, escaped)
    return f"$'{text}'"
