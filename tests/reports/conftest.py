"""A history that the tests of a module read."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.reports.household import furnish
from tests.support.ledger import History, history


@pytest.fixture(scope="module")
def household(tmp_path_factory: pytest.TempPathFactory) -> Iterator[History]:
    """A month of six jobs, half of it rolled up."""
    with history(tmp_path_factory.mktemp("household") / "lsh.db") as furnished:
        furnish(furnished)
        yield furnished
