"""A history in a new ledger, for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.ledger import History, history


@pytest.fixture
def written(tmp_path: Path) -> Iterator[History]:
    """A history in a new ledger."""
    with history(tmp_path / "lsh.db") as empty:
        yield empty
