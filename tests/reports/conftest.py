from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reports.household import furnish
from tests.support.ledger import History, history


@pytest.fixture
def written(tmp_path: Path) -> Iterator[History]:
    """A history in a new ledger."""
    with history(tmp_path / "lsh.db") as empty:
        yield empty


@pytest.fixture(scope="module")
def household(tmp_path_factory: pytest.TempPathFactory) -> Iterator[History]:
    """A month of six jobs, half of it rolled up."""
    with history(tmp_path_factory.mktemp("household") / "lsh.db") as furnished:
        furnish(furnished)
        yield furnished
