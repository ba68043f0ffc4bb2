"""The command tree as completions need it: plain data, without the framework."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from completing.values import Value, value_of_argument, value_of_option
from lsh.commands.lazy import build
from lsh.commands.mode import FLAGS, SHORT
from lsh.commands.tree import ROOT, Branch, Leaf


@dataclass(frozen=True)
class Option:
    """An option; ``value`` is None for a flag."""

    names: tuple[str, ...]
    help: str
    value: Value | None
    many: bool


@dataclass(frozen=True)
class Argument:
    """A positional argument."""

    name: str
    value: Value
    many: bool


@dataclass(frozen=True)
class Command:
    """A command with the words that lead to it."""

    path: tuple[str, ...]
    help: str
    options: tuple[Option, ...]
    arguments: tuple[Argument, ...]


@dataclass(frozen=True)
class Group:
    """A group with the words that lead to it, and the names and helps of what is in it.

    ``options`` are those of the command that is meant when none is named.
    """

    path: tuple[str, ...]
    help: str
    entries: tuple[tuple[str, str], ...]
    options: tuple[Option, ...]
    children: tuple[Group | Command, ...] = field(repr=False)


HELP = Option(("-h", "--help"), "show this help", None, many=False)
EVERYWHERE = (
    *(
        Option((*filter(None, [SHORT.get(flag)]), flag), text, None, many=False)
        for flag, text in FLAGS.items()
    ),
    HELP,
)
VERSION = Option(("--version",), "show the version", None, many=False)


def tree() -> Group:
    """The whole tree; imports every command."""
    return _group((), ROOT)


def flat(group: Group) -> list[Group | Command]:
    """The group and all below it, in the order of the table."""
    found: list[Group | Command] = [group]
    for child in group.children:
        found += flat(child) if isinstance(child, Group) else [child]
    return found


def _group(path: tuple[str, ...], branch: Branch) -> Group:
    entries = tuple((name, entry.help.rstrip(".")) for name, entry in branch.commands.items())
    children = tuple(
        _group((*path, name), entry)
        if isinstance(entry, Branch)
        else _command((*path, name), entry)
        for name, entry in branch.commands.items()
    )
    options: tuple[Option, ...] = () if path else (VERSION,)
    for child in children:
        if isinstance(child, Command) and child.path[-1] == branch.default:
            options = child.options
    return Group(path, branch.help, entries, options, children)


def _command(path: tuple[str, ...], leaf: Leaf) -> Command:
    command = build(path[-1], import_module(f"lsh.commands.{leaf.module}").command)
    options: list[Option] = []
    arguments: list[Argument] = []
    for param in command.params:
        if param.param_type_name == "argument":
            value = value_of_argument(path, str(param.metavar))
            arguments.append(Argument(str(param.name), value, param.nargs != 1))
        elif not param.hidden:
            options.append(_option(path, param))
    return Command(path, leaf.help, tuple(options), tuple(arguments))


def _option(path: tuple[str, ...], param: Any) -> Option:
    names = tuple(sorted(param.opts, key=len))
    choices = tuple(str(choice) for choice in getattr(param.type, "choices", None) or ())
    metavar = str(param.metavar)
    # "[SECONDS]": a number may follow, and need not
    alone = param.is_flag or metavar.startswith("[")
    value = None if alone else value_of_option(path, names[-1], metavar, choices)
    return Option(names, param.help or "", value, param.multiple)
