"""A home with a running daemon that a whole module shares."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.daemon import Home


@pytest.fixture(scope="module")
def lived_in() -> Iterator[Home]:
    """A home whose daemon was started by the command line; tests keep to job names of their own."""
    made = Home()
    try:
        started = made.lsh("daemon", "start")
        assert started.returncode == 0, started.stderr
        yield made
        made.lsh("daemon", "stop", "--kill")
    finally:
        made.end_everything()
        made.remove()


@pytest.fixture
def within(home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home without a daemon in which commands are run by this very process."""
    for name, value in home.environ.items():
        monkeypatch.setenv(name, value)
    return home
