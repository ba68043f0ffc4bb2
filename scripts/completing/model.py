"""The command tree as completions need it: plain data, without the framework."""

from __future__ import annotations

from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

from lsh.commands.lazy import build
from lsh.commands.mode import FLAGS, SHORT
from lsh.commands.supabase.config.names import SECRETS, SETTINGS
from lsh.commands.tree import ROOT, Branch, Leaf
from lsh.domain.job import JobState
from lsh.domain.policy import CatchUp, Overlap
from lsh.domain.run import RunKind, RunState
from lsh.history.hook import SHELLS
from lsh.store.remote.relations import TABLES, VIEWS

NOTHING = "nothing"  # a value that nobody can guess: a name, a span of time
FILE, FOLDER = "file", "folder"  # what the shell completes itself
DYNAMIC = ("job", "template", "queue", "tag", "category", "zone")  # what lsh-complete knows


@dataclass(frozen=True)
class Value:
    """What an option or an argument takes: a kind, or one of ``words``."""

    kind: str = NOTHING
    words: tuple[str, ...] = ()


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
    """A group with the words that lead to it, and the names and helps of what is in it."""

    path: tuple[str, ...]
    help: str
    entries: tuple[tuple[str, str], ...]
    children: tuple[Group | Command, ...] = field(repr=False)


_OPTIONS = {
    "--job-id": Value("job"),
    "--timezone": Value("zone"),
    "--queue": Value("queue"),
    "--tag": Value("tag"),
    "--tags": Value("tag"),
    "--category": Value("category"),
    "--working-dir": Value(FOLDER),
    "--cwd": Value(FOLDER),
    "--output": Value(FILE),
    "--overlap": Value(words=tuple(Overlap)),
    "--catch-up": Value(words=tuple(CatchUp)),
    "--kind": Value(words=tuple(RunKind)),
    "--priority": Value(words=tuple(str(number) for number in range(11))),
    "--signal": Value(words=("TERM", "INT", "HUP", "QUIT", "KILL", "USR1", "USR2")),
    "--schedule": Value(words=("@hourly", "@daily", "@weekly", "@monthly", "@yearly", "@reboot")),
}
_STATES = {
    ("cron", "list"): tuple(JobState),
    ("daemon", "job", "list"): tuple(JobState),
    ("daemon", "db", "history"): tuple(RunState),
}
_ARGUMENTS = {
    "JOB": "job",
    "JOB...": "job",
    "JOB|WHEN": "job",
    "TEMPLATE": "template",
    "FILE": FILE,
    "FILE|-": FILE,
    "FILE|TEMPLATE|-": FILE,
}
_ARGUMENT_WORDS = {
    "SHELL": tuple(SHELLS),
    "TABLE": tuple(sorted(TABLES | VIEWS)),
    "SETTING": (*SETTINGS, *SECRETS),
}
HELP = Option(("-h", "--help"), "show this help", None, many=False)
EVERYWHERE = (
    *(
        Option((*filter(None, [SHORT.get(flag)]), flag), text, None, many=False)
        for flag, text in FLAGS.items()
    ),
    HELP,
)


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
    return Group(path, branch.help, entries, children)


def _command(path: tuple[str, ...], leaf: Leaf) -> Command:
    command = build(path[-1], import_module(f"lsh.commands.{leaf.module}").command)
    options: list[Option] = []
    arguments: list[Argument] = []
    for param in command.params:
        if param.param_type_name == "argument":
            name = str(param.metavar)
            value = Value(_ARGUMENTS.get(name, NOTHING), _ARGUMENT_WORDS.get(name, ()))
            arguments.append(Argument(str(param.name), value, param.nargs != 1))
        elif not param.hidden:
            options.append(_option(path, param))
    return Command(path, leaf.help, tuple(options), tuple(arguments))


def _option(path: tuple[str, ...], param: Any) -> Option:
    names = tuple(sorted(param.opts, key=len))
    value = None if param.is_flag else _value(path, names[-1], param)
    return Option(names, param.help or "", value, param.multiple)


def _value(path: tuple[str, ...], name: str, param: Any) -> Value:
    if name == "--state":
        return Value(words=_STATES[path])
    choices = getattr(param.type, "choices", None)
    if choices:
        return Value(words=tuple(str(choice) for choice in choices))
    return next((_OPTIONS[flag] for flag in param.opts if flag in _OPTIONS), Value())
