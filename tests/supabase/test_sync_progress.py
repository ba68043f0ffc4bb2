"""What a person sees of a sync that takes long: how much of how much, how fast, how long still."""

from __future__ import annotations

import re

import pytest

from tests.supabase.fleet import MakeMachine
from tests.support.postgrest import Project
from tests.support.terminal import Terminal

LINE = re.compile(r"\r\x1b\[Ksending \w+  .{20}  \d+/\d+  [\d.,]+/s  [\dmhs ]+ left")


@pytest.mark.parametrize("flag", ["", "--quiet"])
def test_a_long_sync_shows_how_far_it_is(linked: Project, machine: MakeMachine, flag: str) -> None:
    here = machine("here", supabase={"batch_rows": 1})
    for number in range(6):
        here.create(f"job{number}")
    linked.faults.delay(0.4, method="POST", table="shell_jobs")
    words = ["supabase", "sync", "--push", *filter(None, [flag])]
    with Terminal(here.home, *words) as terminal:
        assert terminal.wait() == 0, terminal.shown
        shown = terminal.shown.decode()
    assert bool(LINE.search(shown)) == (not flag), shown
    assert "sending" not in shown.rpartition("\x1b[K")[2], "the line is gone at the end"
