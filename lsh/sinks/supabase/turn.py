"""One process at a time sends: what was read first must not overwrite what was read later."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from lsh.paths import Paths


@contextmanager
def turn(paths: Paths) -> Iterator[None]:
    """Wait for our turn to read and send. The daemon's sink and a command take turns by the batch."""
    file = os.open(paths.state / "supabase.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)
