"""Every command that a page shows is run, in order, each page in a fresh home."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.pages import ROOT, all_pages, left_out_of, name_of, steps_of
from tests.docs.reader import Reader

ELSEWHERE = {"docs/supabase.md"}  # two machines before a project: tests/supabase/test_docs.py
MOST_LEFT_OUT = 12


def runnable() -> list[Path]:
    return [page for page in all_pages() if steps_of(page) and name_of(page) not in ELSEWHERE]


@pytest.fixture
def reader() -> Iterator[Reader]:
    someone = Reader()
    try:
        yield someone
    finally:
        someone.leave()


@pytest.mark.parametrize("page", runnable(), ids=name_of)
def test_what_a_page_shows_happens(page: Path, reader: Reader) -> None:
    reader.follow(steps_of(page))


def test_few_commands_are_left_out_and_each_says_why() -> None:
    left_out = [block for page in all_pages() for block in left_out_of(page)]
    assert len(left_out) <= MOST_LEFT_OUT, left_out
    assert all(len(block.reason.split()) >= 3 for block in left_out), left_out


def test_the_pages_that_people_start_with_show_commands() -> None:
    assert len(steps_of(ROOT / "README.md")) >= 8
    assert len(steps_of(ROOT / "docs/tutorial.md")) >= 12
