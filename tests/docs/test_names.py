"""Commands and options that the pages name in running text, and in blocks, exist."""

from __future__ import annotations

import re
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

from lsh.commands.lazy import build
from lsh.commands.mode import FLAGS, SHORT
from lsh.commands.tree import ROOT, Branch, Leaf
from tests.docs.pages import all_pages, name_of, steps_of

_INLINE = re.compile(r"`(?:[^`|]*\| ?)?(lsh [^`]+)`")
_EVERYWHERE = {*FLAGS, *SHORT.values(), "-h", "--help"}


@cache
def options_of(leaf: Leaf) -> set[str]:
    command = build("any", import_module(f"lsh.commands.{leaf.module}").command)
    options = {name for param in command.params for name in (*param.opts, *param.secondary_opts)}
    return options | _EVERYWHERE


def named_in(page: Path) -> list[str]:
    """Command lines of the page, as far as they begin with ``lsh``."""
    inline = _INLINE.findall(page.read_text().replace("\\|", "|"))
    typed = [
        part
        for step in steps_of(page)
        for part in re.findall(r"(?:^|[|;&(]\s*)(lsh [^|;&)\n]+)", step.command)
    ]
    return [*inline, *typed]


def unknown_in(line: str) -> str | None:
    """What of a command line does not exist, if anything."""
    entry: Branch | Leaf = ROOT
    words = line.split()[1:]
    while words and isinstance(entry, Branch) and re.fullmatch(r"[a-z][a-z-]+", words[0]):
        found = entry.commands.get(words[0])
        if found is None:
            if entry.default is None:
                return words[0]
            break
        entry, words = found, words[1:]
    if isinstance(entry, Branch):
        default = entry.commands.get(entry.default or "")
        if not isinstance(default, Leaf):
            return None
        entry = default
    words = words[: words.index("--")] if "--" in words else words
    flags = [word.partition("=")[0] for word in words if re.match(r"--[a-z]", word)]
    return next((flag for flag in flags if flag not in options_of(entry)), None)


@pytest.mark.parametrize("page", all_pages(), ids=name_of)
def test_the_commands_and_options_that_a_page_names_exist(page: Path) -> None:
    assert not {line: bad for line in named_in(page) if (bad := unknown_in(line))}


@pytest.mark.parametrize(
    ("line", "unknown"),
    [
        ("lsh cron list --json", None),
        ("lsh cron lost", "lost"),
        ("lsh cron list --gold", "--gold"),
        ("lsh cron create --name a -- prog --gold", None),
        ("lsh cron templates", None),
    ],
)
def test_what_does_not_exist_is_seen(line: str, unknown: str | None) -> None:
    assert unknown_in(line) == unknown
