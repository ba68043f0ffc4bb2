"""The examples that help texts show."""

from __future__ import annotations

import shlex
from importlib import import_module

from lsh.commands.tree import leaves

SHELL_SYNTAX = {"|", "||", "&&", "<", ">"}
WANT_A_PROJECT = (
    "lsh supabase migrations", "lsh supabase test", "lsh supabase sync", "lsh supabase rows",
    "lsh supabase silent", "lsh supabase dead-letter retry --all", "lsh supabase history --remote",
)  # fmt: skip


def examples() -> list[str]:
    """Each once, in the order of the commands."""
    found: dict[str, None] = {}
    for _, leaf in leaves():
        text = import_module(f"lsh.commands.{leaf.module}").command.__doc__
        lines = text.partition("Examples:\n")[2].splitlines()
        found |= dict.fromkeys(line.strip() for line in lines if line.strip())
    return list(found)


def is_shell(example: str) -> bool:
    """Whether it takes a shell to run it."""
    return bool(SHELL_SYNTAX & set(shlex.split(example, comments=True)))
