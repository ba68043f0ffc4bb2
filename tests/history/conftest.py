"""Shells that are ended with the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.support.daemon import Home
from tests.support.shells import SHELLS, Shell


@pytest.fixture(params=SHELLS)
def shell_name(request: pytest.FixtureRequest) -> str:
    """Each shell in turn."""
    return str(request.param)


@pytest.fixture
def begin(home: Home) -> Iterator[Callable[..., Shell]]:
    """Begins shells in the home."""
    begun: list[Shell] = []

    def start(name: str, **more: Any) -> Shell:
        shell = Shell(home, name, **more)
        begun.append(shell)
        return shell

    yield start
    for shell in begun:
        shell.close()
