"""The manual: a page for lsh and one for each word that follows it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from typer import Context

from lsh import __version__
from lsh.commands.lazy import LazyGroup, root
from lsh.commands.mode import flag_rows
from lsh.domain.errors import LshError
from manual import facts, roff

HEAD = '.\\" Rendered by scripts/render-man from the command tree. Do not edit.\n'


def pages() -> dict[str, str]:
    """Every page under its file's name."""
    group = root()
    top = Context(group, info_name="lsh")
    children = list(_children(top, group))
    found = {"lsh.1": _root_page(top, children, group.branch.examples)}
    for child in children:
        found[f"{_page_name(child)}.1"] = _page(child, children)
    return found


def _children(context: Context, group: LazyGroup) -> Iterator[Context]:
    for name in group.list_commands(context):
        yield Context(group.get_command(context, name), parent=context, info_name=name)


def _page_name(context: Context) -> str:
    return context.command_path.replace(" ", "-")


def _root_page(top: Context, children: list[Context], examples: Iterable[str]) -> str:
    commands = [(_reference(child), _summary(child)) for child in children]
    return (
        _start(top)
        + roff.heading("DESCRIPTION")
        + roff.prose(facts.DESCRIPTION)
        + roff.heading("COMMANDS")
        + roff.items(commands)
        + roff.heading("OPTIONS")
        + roff.items([(roff.bold("--version"), "show the version and the commit it is of")])
        + _everywhere()
        + roff.heading("EXIT STATUS")
        + roff.items((roff.bold(str(code)), text) for code, text in _exit_codes())
        + roff.heading("ENVIRONMENT")
        + roff.items((roff.bold(name), text) for name, text in facts.ENVIRONMENT)
        + roff.heading("FILES")
        + roff.items((roff.italic(name), text) for name, text in facts.FILES)
        + _examples(examples)
        + _see_also(_reference(child) for child in children)
    )


def _page(context: Context, children: list[Context]) -> str:
    group = context.command
    if isinstance(group, LazyGroup):
        body = roff.heading("COMMANDS") + "".join(_sections(context, group))
        examples = group.branch.examples
    else:
        body = roff.heading("DESCRIPTION") + _about(context) + _arguments(context)
        examples = ()  # they stand in its description
    others = [_reference(child) for child in children if child is not context]
    return (
        _start(context)
        + body
        + _everywhere()
        + _examples(examples)
        + _see_also([f"{roff.bold('lsh')}(1)", *others])
    )


def _start(context: Context) -> str:
    name = _page_name(context)
    usage = "COMMAND [ARGS]\u2026" if isinstance(context.command, LazyGroup) else _usage(context)
    summary = _summary(context).rstrip(".")
    return (
        HEAD
        + roff.title(name, __version__)
        + roff.heading("NAME")
        + f"{roff.escaped(name)} \\- {roff.escaped(summary[:1].lower() + summary[1:])}\n"
        + roff.heading("SYNOPSIS")
        + f"{roff.bold(context.command_path)} {roff.escaped(usage)}\n"
    )


def _sections(context: Context, group: LazyGroup) -> Iterator[str]:
    for child in _children(context, group):
        if isinstance(child.command, LazyGroup):
            yield from _sections(child, child.command)
            continue
        line = f"{roff.bold(child.command_path)} {roff.escaped(_usage(child))}"
        yield roff.subheading(line) + _about(child) + _arguments(child)


def _about(context: Context) -> str:
    text, _, examples = (context.command.help or "").partition("\nExamples:\n")
    lines = [line.strip() for line in examples.splitlines() if line.strip()]
    return roff.prose(text) + (roff.literal(lines) if lines else "")


def _arguments(context: Context) -> str:
    """Arguments and options with their help, as ``--help`` has them; the usual flags stand elsewhere."""
    rows = []
    for param in context.command.params:
        record = None if getattr(param, "hidden", False) else param.get_help_record(context)
        if record is not None:
            rows.append((_term(record[0]), record[1] or " "))
    return roff.items(rows)


def _term(text: str) -> str:
    """``-n, --name NAME``: names bold, values italic."""
    words = [roff.bold(word) if word[:1] == "-" else roff.italic(word) for word in _words(text)]
    return " ".join(words)


def _words(text: str) -> list[str]:
    # a metavar such as '[-- PROGRAM ARGS...]' is one thing
    return [text] if text.startswith("[") else text.split(" ")


def _usage(context: Context) -> str:
    return " ".join(context.command.collect_usage_pieces(context))


def _summary(context: Context) -> str:
    return str(context.command.help).strip().partition("\n")[0]


def _reference(context: Context) -> str:
    return f"{roff.bold(_page_name(context))}(1)"


def _everywhere() -> str:
    rows = [*flag_rows(), ("-h, --help", "show this help")]
    return roff.heading("OPTIONS EVERYWHERE") + roff.items(
        (_term(names.strip()), text) for names, text in rows
    )


def _examples(lines: Iterable[str]) -> str:
    return roff.heading("EXAMPLES") + roff.literal(lines) if lines else ""


def _see_also(references: Iterable[str]) -> str:
    return roff.heading("SEE ALSO") + ",\n".join(references) + "\n"


def _exit_codes() -> list[tuple[int, str]]:
    """What a command ends with: the first class of each number in the errors' tree, and the fixed ones."""
    found = dict(facts.EXIT_CODES)
    pending: list[type[LshError]] = [LshError]
    while pending:
        error = pending.pop(0)
        text = re.sub(r"`+", "", str(error.__doc__).strip().partition("\n")[0])
        found.setdefault(error.exit_code, text)
        pending += error.__subclasses__()
    return sorted(found.items())
