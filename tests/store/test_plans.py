"""What the engine asks at every turn costs the same however long the history is: it reads an index."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lsh.domain.instant import to_micros
from lsh.store.ledger import Ledger
from tests.support.ledger import History

_NOW = to_micros(datetime(2026, 11, 22, tzinfo=UTC))
ASKED: dict[str, Callable[[Ledger], Any]] = {
    "active": lambda ledger: ledger.runs.active(),
    "active_of": lambda ledger: ledger.runs.active_of(1),
    "due": lambda ledger: ledger.runs.due(_NOW, unclaimed_before=_NOW),
    "next_due_at": lambda ledger: ledger.runs.next_due_at(set()),
    "busy_jobs": lambda ledger: ledger.runs.busy_jobs(),
    "queued": lambda ledger: list(ledger.runs.queued()),
    "due jobs": lambda ledger: ledger.jobs.due(_NOW, limit=10),
    "next job": lambda ledger: ledger.jobs.next_due_at(),
}


@pytest.mark.parametrize("name", ASKED)
def test_it_searches_and_does_not_scan(name: str, tmp_path: Path) -> None:
    history = History(tmp_path / "lsh.db")
    history.job("One")
    asked: list[str] = []
    history.connection.set_trace_callback(asked.append)
    ASKED[name](history.ledger)
    history.connection.set_trace_callback(None)
    assert asked
    for statement in asked:
        rows = history.connection.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
        plan = " | ".join(detail for *_, detail in rows)
        whole = [
            detail for *_, detail in rows if detail.startswith("SCAN") and "INDEX" not in detail
        ]
        assert not whole, f"{statement}: {plan}"
        assert "autoindex_runs" not in plan, f"{statement}: {plan}"
    history.ledger.close()
