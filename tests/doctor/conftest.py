"""A home, and what the doctor sees of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from lsh.doctor.surroundings import Surroundings
from tests.support.daemon import Home

Around = Callable[..., Surroundings]
Program = Callable[..., None]


@pytest.fixture
def around(home: Home, tmp_path: Path) -> Around:
    """The surroundings of the home, with a home folder and programs of the test's own."""
    (tmp_path / "bin").mkdir()
    base = {
        "LSH_HOME": str(home.root), "HOME": str(tmp_path), "USER": "somebody", "LSH_SECRETS": "file",
        "PATH": str(tmp_path / "bin"), "TZ": "UTC", "LANG": "C.UTF-8", "SHELL": "/bin/bash",
    }  # fmt: skip

    def make(environ: dict[str, str] | None = None, **more: Any) -> Surroundings:
        return replace(
            Surroundings(environ=base | (environ or {}), linger=tmp_path / "linger"), **more
        )

    return make


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Puts a program into the PATH of ``around`` that says this, and exits with that."""

    def make(name: str, says: str = "", code: int = 0) -> None:
        path = tmp_path / "bin" / name
        path.write_text(f"#!/bin/sh\necho '{says}'\nexit {code}\n")
        path.chmod(0o755)

    return make


@pytest.fixture
def jumping() -> Iterator[Callable[[], float]]:
    """A wall clock that jumps by an hour whenever it is looked at."""
    hours = iter(range(1_000_000))
    yield lambda: time.time() + 3600 * next(hours)
