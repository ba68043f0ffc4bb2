"""The files of the three shells: complete, and readable by their shell."""

from __future__ import annotations

import importlib
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from completing import values, words
from lsh.commands.lazy import build
from lsh.commands.tree import leaves
from lsh.domain.duration import parse_duration
from lsh.domain.explain import describe
from lsh.domain.instant import parse_instant
from lsh.domain.job import JobState
from lsh.domain.policy import CatchUp, Claim, OnUnreachable, Overlap
from lsh.domain.run import RunKind, RunState
from lsh.domain.trigger import parse_trigger
from lsh.schema.size import parse_size

ROOT = Path(__file__).parent.parent.parent
SHELLS = [("bash", "lsh.bash"), ("zsh", "_lsh"), ("fish", "lsh.fish")]
FREE = {
    "N", "TEXT", "NAME", "ID", "URL", "X", "SHARE", "1,75", "VALUE", "WORD",
}  # fmt: skip
"""Values that only their author knows: numbers, texts, new names."""


@pytest.mark.parametrize(("shell", "file"), SHELLS)
def test_the_shell_can_read_its_file(shell: str, file: str) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"there is no {shell}")
    subprocess.run([program, "-n", str(ROOT / "completions" / file)], check=True)


@pytest.mark.parametrize("path", [path for path, _ in leaves()], ids=" ".join)
def test_every_value_that_can_be_known_completes(
    path: tuple[str, ...],
) -> None:
    module = dict(leaves())[path].module
    command = build(path[-1], importlib.import_module(f"lsh.commands.{module}").command)
    for param in command.params:
        metavar = str(param.metavar)
        if param.param_type_name == "argument":
            value = values.value_of_argument(path, metavar)
        elif param.is_flag or metavar.startswith("["):
            continue
        else:
            name = sorted(param.opts, key=len)[-1]
            choices = tuple(getattr(param.type, "choices", None) or ())
            value = values.value_of_option(path, name, metavar, choices)
        known = value.words or value.kind != values.NOTHING
        assert known or metavar in FREE, (
            f"{param.name}: say what {metavar} is in completing/values.py"
        )


def test_the_schedules_say_what_they_mean() -> None:
    now = datetime(2026, 6, 1, tzinfo=UTC)
    offered = dict(words.schedules())
    assert offered["0 2 * * *"] == "at 02:00 every day"
    for text, about in offered.items():
        trigger = parse_trigger(text, anchor=now)
        if text[0] in "@0123456789*" and text != "@reboot":
            assert describe(trigger) == f"{about}, UTC"


def test_the_examples_are_ones_that_lsh_reads() -> None:
    assert [parse_duration(word) for word, _ in words.SPANS]
    assert [parse_size(word) for word, _ in words.SIZES]
    assert [parse_instant(word, datetime.now(UTC)) for word, _ in words.INSTANTS]


def test_no_choice_is_forgotten() -> None:
    for offered, kind in (
        (words.JOB_STATES, JobState),
        (words.RUN_STATES, RunState),
        (words.KINDS, RunKind),
        (words.POLICIES["--overlap"], Overlap),
        (words.POLICIES["--catch-up"], CatchUp),
        (words.POLICIES["--claim"], Claim),
        (words.POLICIES["--on-unreachable"], OnUnreachable),
    ):
        assert [word for word, _ in offered] == [str(member) for member in kind]
        assert all(about for _, about in offered)


def test_every_table_says_what_it_holds() -> None:
    assert all(re.match(r"\w.+", about) for _, about in words.relations())
