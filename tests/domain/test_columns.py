"""Columns of a terminal: what is read as one sign takes the room of one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from lsh.domain.columns import columns_of, settled

WOMAN, LAPTOP, THUMB, TONE, HEART = "\U0001f469", "\U0001f4bb", "\U0001f44d", "\U0001f3fd", "\u2764"
FLAG = "\U0001f1e9\U0001f1ea"
SIGNS = st.sampled_from(
    [
        *("a", "Z", " ", "0", "-", "é", "e\u0301", "日", "각", "\u0e01\u0e47"),
        *(WOMAN, LAPTOP, THUMB, THUMB + TONE, FLAG, HEART, HEART + "\ufe0f"),
        *(f"{WOMAN}\u200d{LAPTOP}", f"{WOMAN}{TONE}\u200d{LAPTOP}"),
    ]
)


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("", 0), ("plain", 5), ("日本", 4), ("e\u0301", 1), (FLAG, 2), (FLAG * 3, 6),
        (THUMB + TONE, 2), (f"{WOMAN}\u200d{LAPTOP}", 2), (f"{WOMAN}{TONE}\u200d{LAPTOP}!", 3),
        (HEART, 1), (HEART + "\ufe0f", 2), (f"{HEART}\ufe0f\u200d{LAPTOP}", 2), ("1\ufe0f\u20e3", 2),
        ("a\u200db", 2), ("\u200d", 0), ("\u200b", 0), ("so\xadft", 5), (TONE, 2),
    ],
)  # fmt: skip
def test_how_much_room_it_takes(text: str, columns: int) -> None:
    assert columns_of(text) == columns


@given(st.lists(SIGNS, max_size=8).map("".join))
def test_the_library_that_draws_screens_counts_the_same(text: str) -> None:
    assert columns_of(text) == cell_len(text)


@given(st.lists(SIGNS, max_size=8).map("".join))
def test_what_is_settled_is_the_sum_of_its_parts(text: str) -> None:
    plain = settled(text)
    assert columns_of(plain) == cell_len(plain) == sum(map(columns_of, plain))
    assert settled(plain) == plain
