"""Small file systems for tests that may mount."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.daemon import until


@contextmanager
def mounted(folder: Path, options: str) -> Iterator[None]:
    """A tmpfs over ``folder``; skips the test where that is not allowed."""
    command = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no mount command")
    if done.returncode:
        pytest.skip(f"may not mount: {done.stderr.strip()}")
    try:
        yield
    finally:
        until(lambda: _unmounted(folder), f"{folder} is unmounted")


def _unmounted(folder: Path) -> bool:
    # a process that was killed a moment ago may still keep it busy
    return subprocess.run(["umount", str(folder)], capture_output=True, check=False).returncode == 0
