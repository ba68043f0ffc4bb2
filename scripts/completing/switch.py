"""A completion that is one function with a case of every command: what those of bash and fish share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from completing.model import EVERYWHERE, Command, Group, Option, flat, tree
from completing.values import Value
from completing.words import Words


@dataclass(frozen=True)
class Spelling:
    """How a shell writes what its template has room for."""

    pattern: Callable[[str], str]
    """The words that lead to a command, for a case to compare with."""
    between: str
    """What stands between the patterns of one case."""
    words: Callable[[Words], str]
    """Words with their meanings, for a variable."""
    case: Callable[[Group | Command], str]
    """The case of one command, with its line feed."""


def filled(template: Path, spelling: Spelling) -> str:
    """The whole file."""
    nodes = flat(tree())

    def patterns(kind: type) -> str:
        paths = (path_of(node) for node in nodes if isinstance(node, kind) and node.path)
        return spelling.between.join(map(spelling.pattern, paths))

    return (
        template.read_text()
        .replace("@GROUPS@", patterns(Group))
        .replace("@COMMANDS@", patterns(Command))
        .replace("@EVERYWHERE@", spelling.words(option_words(EVERYWHERE)))
        .replace("        @CASES@\n", "".join(map(spelling.case, nodes)))
    )


def path_of(node: Group | Command) -> str:
    """The words that lead to it, a blank before each."""
    return "".join(f" {word}" for word in node.path)


def option_words(options: Iterable[Option]) -> Words:
    """Every name of the options, with what they mean."""
    return tuple((name, option.help) for option in options for name in option.names)


def taking(node: Group | Command) -> list[tuple[tuple[str, ...], Value]]:
    """The names of each option that takes a value, with what it takes."""
    return [(option.names, option.value) for option in node.options if option.value is not None]
