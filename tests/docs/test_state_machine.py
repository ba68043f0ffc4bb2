"""The drawing in docs/state-machine.md is the table in the code."""

from __future__ import annotations

import re

from lsh.domain.run import TERMINAL, TRANSITIONS, Outcome, RunState
from tests.docs.pages import DOCS

PAGE = (DOCS / "state-machine.md").read_text()


def test_the_drawing_has_exactly_the_transitions_of_the_table() -> None:
    drawn = re.findall(r"^    (\w+) --> (\w+)$", PAGE, re.MULTILINE)
    table = [(before, after) for before, onward in TRANSITIONS.items() for after in onward]
    assert sorted(drawn) == sorted((str(before), str(after)) for before, after in table)


def test_the_drawing_ends_where_the_table_does() -> None:
    ends = re.findall(r"^    (\w+) --> \[\*\]$", PAGE, re.MULTILINE)
    assert sorted(ends) == sorted(TERMINAL)


def test_every_state_and_outcome_is_explained() -> None:
    rows = re.findall(r"^\| (\w+) \|", PAGE, re.MULTILINE)
    assert {*RunState, *Outcome} <= set(rows)
