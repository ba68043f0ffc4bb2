"""What every screen has: nothing that a base leaves open stays open, and columns and orders fit."""

from __future__ import annotations

from inspect import getmro

import pytest

from lsh.tui import keymap
from lsh.tui.app import LshApp
from lsh.tui.places import PLACES
from lsh.tui.runs import words
from lsh.tui.screens.base import Place
from lsh.tui.screens.job import JobScreen
from lsh.tui.screens.listing import ListPlace
from lsh.tui.screens.runs import Runs

_OWNERS = keymap.owners(LshApp)
SCREENS = [
    cls for cls in _OWNERS if issubclass(cls, Place) and not set(cls.__subclasses__()) & {*_OWNERS}
]


def left_open(cls: type) -> set[str]:
    """What our own bases of it leave open: it only raises NotImplementedError."""
    ours = [base for base in getmro(cls) if base.__module__.startswith("lsh.tui")]
    found: dict[str, object] = {}
    for base in reversed(ours):
        found |= vars(base)
    codes = {name: getattr(each, "__code__", None) for name, each in found.items()}
    return {n for n, code in codes.items() if code and "NotImplementedError" in code.co_names}


def test_every_place_is_among_the_screens() -> None:
    assert {place.cls for place in PLACES} < {cls.__name__ for cls in SCREENS}


def test_bases_leave_something_open() -> None:
    """Otherwise the next test could not fail."""
    assert left_open(Place) == {"body"}
    assert left_open(ListPlace) == {"items", "key_of", "cells_of", "holds"}


@pytest.mark.parametrize("cls", SCREENS, ids=lambda cls: cls.__name__)
def test_a_screen_leaves_nothing_open(cls: type[Place]) -> None:
    assert left_open(cls) == set()
    assert cls.place in {place.name for place in PLACES}
    assert cls.title_text
    assert cls.about


@pytest.mark.parametrize(
    "cls", [cls for cls in SCREENS if issubclass(cls, ListPlace)], ids=lambda cls: cls.__name__
)
def test_a_list_is_sorted_by_its_own_columns(cls: type[ListPlace[object]]) -> None:
    keys = [column.key for column in cls.columns]
    assert len(keys) == len(set(keys))
    assert set(cls.orders) <= set(keys)


@pytest.mark.parametrize("cls", [Runs, JobScreen])
def test_every_column_of_runs_has_its_cell(cls: type[Runs] | type[JobScreen]) -> None:
    assert {column.key for column in cls.columns} <= set(words._CELLS)
