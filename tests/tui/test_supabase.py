"""The place of Supabase: the status, refused rows, conflicts, and what to do without a project."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from lsh.domain.events import EventType
from lsh.domain.instant import to_micros, to_wire
from lsh.paths import Paths
from lsh.store import sinks
from tests.support.ledger import History
from tests.tui.screens import NOW, check_sizes, press, run, shown, tui

SINK = "supabase"


def before(**span: float) -> int:
    return to_micros(NOW - timedelta(**span))


@pytest.fixture
def linked(paths: Paths, small_shop: History, monkeypatch: pytest.MonkeyPatch) -> History:
    """A project that refused two rows, and does not answer at the moment."""
    monkeypatch.setenv("SUPABASE_URL", "https://abcdefghijklmnop.supabase.co")
    monkeypatch.setenv("SUPABASE_SERVICE_ROLE_KEY", "sb_secret_" + "k" * 31)
    history = small_shop
    told = {
        "state": "running", "breaker": "open", "pushed_rows": 412,
        "last_success_at": to_wire(before(minutes=9)), "last_error_at": to_wire(before(seconds=40)),
        "last_error": "the project does not answer: connection refused",
        "last_error_hint": "look at the network, and at the project's page",
        "next_try_at": to_wire(to_micros(NOW + timedelta(seconds=20))),
    }  # fmt: skip
    with history.ledger.transaction():
        sinks.keep_status(history.connection, SINK, json.dumps(told))
        sinks.move_cursor(history.connection, SINK, 250, at=before(minutes=9))
        for row, (body, error) in enumerate(
            [
                (
                    {"execution_number": 96, "job_id": "vacuum"},
                    "value too long for type varchar(64)",
                ),
                ({"job_id": "sync-stock"}, "violates check constraint job_name_length"),
            ]
        ):
            table = "job_executions" if row == 0 else "jobs"
            letter = sinks.DeadRow(table, f"key-{row}", json.dumps(body), error)
            sinks.add_dead_letters(history.connection, SINK, [letter], at=before(hours=row + 1))
        history.ledger.events.append(
            EventType.SUPABASE_CONFLICT, before(hours=5),
            data={"job": "rotate-logs", "host": "server", "reason": "defined later elsewhere"},
        )  # fmt: skip
    return history


def test_how_it_looks(paths: Paths, linked: History, rewrite: bool) -> None:
    async def look() -> None:
        async with tui(paths, place="supabase") as pilot:
            await check_sizes(pilot, "supabase", rewrite=rewrite)

    run(look())


def test_without_a_project(paths: Paths, rewrite: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SUPABASE_URL", raising=False)

    async def look() -> None:
        async with tui(paths, place="supabase") as pilot:
            await check_sizes(pilot, "supabase-none", rewrite=rewrite)

    run(look())


def test_an_error_that_is_json_is_told_in_words(
    paths: Paths, small_shop: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SUPABASE_URL", raising=False)
    monkeypatch.setenv("LSH_HOME", str(paths.state.parent))

    async def look() -> None:
        async with tui(paths, (200, 50), place="supabase") as pilot:
            await press(pilot, "c")
            assert "exit 78" in shown(pilot)
            (told,) = pilot.app._notifications
            assert told.message.splitlines()[0] == "no Supabase project is set"
            assert "{" not in told.message

    run(look())


def test_dropping_refused_rows(paths: Paths, linked: History) -> None:
    linked.ledger.close()

    async def drop() -> None:
        async with tui(paths, place="supabase") as pilot:
            await press(pilot, "space", "space", "x")
            assert "Forget 2 refused rows?" in shown(pilot)
            await press(pilot, "y")
            assert "$ lsh supabase dead-letter drop 1 2" in shown(pilot)
            assert "no row was refused" in shown(pilot)

    run(drop())
