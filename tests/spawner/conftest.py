"""A spawner a test, ended with all that it started."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from .harness import Client, SpawnerProcess


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder whose name is short enough for a socket in it."""
    path = Path(tempfile.mkdtemp(prefix="lsh-"))
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def launch(folder: Path) -> Iterator[Callable[..., SpawnerProcess]]:
    """Starts spawners in the test's folder; the arguments are SpawnerProcess's."""
    made: list[SpawnerProcess] = []

    def start(**options: float) -> SpawnerProcess:
        made.append(SpawnerProcess(folder, **options))
        return made[-1]

    yield start
    for spawner in made:
        _end_runs(spawner)
        spawner.close()


@pytest.fixture
def spawner(launch: Callable[..., SpawnerProcess]) -> SpawnerProcess:
    process = launch()
    assert process.readiness == "ready"
    return process


@pytest.fixture
def engine(spawner: SpawnerProcess) -> Iterator[Client]:
    """A client that has said hello."""
    client = spawner.connect()
    yield client
    client.close()


def _end_runs(spawner: SpawnerProcess) -> None:
    """Kill what the spawner's children are, so that no test leaves a process behind."""
    children = Path(f"/proc/{spawner.pid}/task/{spawner.pid}/children")
    for pid in children.read_text().split() if children.exists() else ():
        try:
            os.killpg(int(pid), signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            continue
