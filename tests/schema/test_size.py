"""Sizes as people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsh.domain.errors import InvalidInput
from lsh.schema.size import format_size, parse_size


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0", 0),
        ("1500000", 1_500_000),
        ("12B", 12),
        ("12 bytes", 12),
        ("512MiB", 512 * 2**20),
        ("512M", 512 * 2**20),
        ("1g", 2**30),
        ("1.5G", 3 * 2**29),
        ("10 MB", 10_000_000),
        ("1kB", 1000),
        (" 2TiB ", 2**41),
    ],
)
def test_readings(text: str, expected: int) -> None:
    assert parse_size(text) == expected


@pytest.mark.parametrize("text", ["", "G", "-1", "1X", "1 2", "1e3", "١", "1.5", "1.5B", "1MiBs"])
def test_refusals(text: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        parse_size(text)
    assert "512MiB" in (refused.value.hint or "")


@given(st.integers(0, 2**70))
def test_what_is_written_reads_back(size: int) -> None:
    assert parse_size(format_size(size)) == size
