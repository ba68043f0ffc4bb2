"""Every command: what it does, usage, examples, arguments and options, out of the command tree."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import typer

from lsh.commands.lazy import build
from lsh.commands.mode import flag_rows
from lsh.commands.tree import ROOT, Branch, Leaf
from referencing.markdown import code, listing, page, table

_HERE = "reference.md#exit-codes"


def pages() -> dict[str, str]:
    """File names and texts: one page a group, and one with all names and what holds everywhere."""
    groups = {
        f"{name}.md": _group_page(("lsh", name), entry)
        for name, entry in ROOT.commands.items()
        if isinstance(entry, Branch)
    }
    return {"commands.md": _front_page()} | groups


def _front_page() -> str:
    rows = [
        (f"[`lsh {name}`]({_place(name, entry)})", entry.help)
        for name, entry in ROOT.commands.items()
    ]
    alone = [
        _command_part(("lsh", name), entry, 2)
        for name, entry in ROOT.commands.items()
        if isinstance(entry, Leaf)
    ]
    return page(
        "Commands",
        ROOT.help,
        table(("Command", "What it does"), rows),
        "## Everywhere",
        "Every command takes these, in any position:",
        table(("Option", "Meaning"), [(code(flag.strip()), text) for flag, text in flag_rows()]),
        f"Exit codes are [the same everywhere](../{_HERE}). Data goes to stdout, what is said to a"
        "\nperson to stderr.",
        *alone,
    )


def _place(name: str, entry: Branch | Leaf) -> str:
    return f"{name}.md" if isinstance(entry, Branch) else f"#{_anchor(('lsh', name))}"


def _group_page(path: tuple[str, ...], branch: Branch) -> str:
    return page(
        " ".join(path),
        branch.help,
        _listed(path, branch),
        *_entries(path, branch, 2),
    )


def _entries(path: tuple[str, ...], branch: Branch, level: int) -> list[str]:
    parts: list[str] = []
    for name, entry in branch.commands.items():
        here = (*path, name)
        if isinstance(entry, Leaf):
            parts.append(_command_part(here, entry, level))
        else:
            parts += [f"{'#' * level} {' '.join(here)}", entry.help]
            if entry.default:
                parts.append(f"Alone it is `{' '.join(here)} {entry.default}`.")
            parts += _entries(here, entry, level + 1)
    return parts


def _listed(path: tuple[str, ...], branch: Branch) -> str:
    rows = [
        (f"[`{' '.join((*path, name))}`](#{_anchor((*path, name))})", entry.help)
        for name, entry in branch.commands.items()
    ]
    return table(("Command", "What it does"), rows)


def _command_part(path: tuple[str, ...], leaf: Leaf, level: int) -> str:
    """One command, its heading at ``level``."""
    command = build(path[-1], import_module(f"lsh.commands.{leaf.module}").command)
    text, _, examples = inspect.cleandoc(command.help or leaf.help).partition("\nExamples:\n")
    with typer.Context(command, info_name=" ".join(path)) as context:
        usage = " ".join([*path, *command.collect_usage_pieces(context)])
        records = [
            (param, *(param.get_help_record(context) or ("", "")))
            for param in command.params
            if not getattr(param, "hidden", False)
        ]
    parts = [
        f"{'#' * level} {' '.join(path)}",
        text.strip(),
        listing([usage]),
        _examples(examples),
        _described("Argument", [each for each in records if _is_argument(each[0])]),
        _described("Option", [each for each in records if not _is_argument(each[0])]),
        _columns(command.columns),
    ]
    return "\n\n".join(filter(None, parts))


def _columns(names: Sequence[str]) -> str:
    return f"Columns with `--plain`: {', '.join(map(code, names))}." if names else ""


def _is_argument(param: Any) -> bool:
    return bool(param.param_type_name == "argument")


def _examples(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return listing(lines) if lines else ""


def _described(kind: str, records: list[tuple[Any, str, str]]) -> str:
    rows = [(code(names.strip()), text) for _, names, text in records if names]
    return table((kind, "Meaning"), rows)


def _anchor(path: tuple[str, ...]) -> str:
    return "-".join(path)
