"""Homes with a history for the screens, and this machine's clock on UTC."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from lsh.paths import Paths, find_paths, make_folders
from tests.support.ledger import History
from tests.tui.screens import NOW


@pytest.fixture(autouse=True)
def utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Local times are UTC."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def rewrite(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are written anew."""
    return bool(request.config.getoption("--golden"))


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    """An empty home."""
    paths = find_paths({"LSH_HOME": str(tmp_path)})
    make_folders(paths)
    return paths


@pytest.fixture
def history(paths: Paths) -> Iterator[History]:
    """Its ledger, to write a history into."""
    history = History(paths.database)
    yield history
    history.ledger.close()


@pytest.fixture
def small_shop(history: History) -> History:
    """Twelve jobs as a small shop has them, with what became of them in two days."""
    names = (
        "Database backup", "Rotate logs", "Send invoices", "Sync stock", "Warm caches",
        "Renew certificates", "Clean uploads", "Weekly report", "Check disks", "Import orders",
        "Fetch rates", "Vacuum",
    )  # fmt: skip
    for place, name in enumerate(names):
        job = history.job(
            name,
            next_fire_at=NOW + timedelta(minutes=7 * place + 1),
            schedule=f"{(7 * place + 1) % 60} * * * *",
            tags=["nightly", "db"] if place % 4 == 0 else [],
            queue="slow" if place % 5 == 4 else "default",
        )
        for hour in range(48, 0, -6):
            failed = (place + hour) % 9 == 0
            history.run(
                job,
                NOW - timedelta(hours=hour, minutes=3 * place),
                "failed" if failed else "succeeded",
                duration=0.4 + place * 1.7,
                cpu=0.1 + place,
                rss=(20 + place) * 1_000_000,
                late=0.02 * place,
                exit_code=3 if failed else 0,
            )
    return history
