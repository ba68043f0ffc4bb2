"""The place of the runs: what it shows, what comes in while one looks, what its keys do."""

from __future__ import annotations

import re
from array import array
from datetime import timedelta
from sqlite3 import Connection

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.pilot import Pilot

from lsh.client.reading import reading
from lsh.domain.run import RunKind, RunState
from lsh.paths import Paths
from lsh.store.live_queries import RunLine, RunTerm, run_ids, run_ids_among, run_lines
from lsh.store.queries import RunFilter, list_runs
from lsh.store.records import NewRun
from lsh.tui.app import LshApp
from lsh.tui.runs.rows import RunRows, changed
from lsh.tui.screens.run import RunScreen
from lsh.tui.screens.runs import Runs
from tests.support.ledger import History
from tests.tui.run_logs import end, running
from tests.tui.screens import NOW, check_sizes, press, run, shown, tui, until


def place(pilot: Pilot[None]) -> Runs:
    screen = pilot.app.screen
    assert isinstance(screen, Runs)
    return screen


def listed(pilot: Pilot[None]) -> list[int]:
    """The ids of the runs in the list."""
    rows = place(pilot).table.rows
    assert isinstance(rows, RunRows)
    return [rows.key(index) for index in range(len(rows))]


def told(pilot: Pilot[None]) -> str:
    assert isinstance(pilot.app, LshApp)
    return " → ".join(pilot.app.last_told[:2])


def test_how_it_looks(paths: Paths, small_shop: History, rewrite: bool) -> None:
    deploy = small_shop.job("Deploy", max_retries=2)
    small_shop.run(deploy, NOW - timedelta(minutes=50), "failed", tries=3, duration=61.0, late=9.0)
    small_shop.run(deploy, NOW - timedelta(minutes=40), "missed", reason="Nobody was there.")
    running(small_shop, deploy, NOW - timedelta(seconds=75))

    async def look() -> None:
        async with tui(paths, place="runs") as pilot:
            await press(pilot, "j", "space")
            await check_sizes(pilot, "runs", rewrite=rewrite)

    run(look())


def test_terms_in_sql(paths: Paths, small_shop: History) -> None:
    """Held to filtering all of them here."""
    with reading(paths) as ledger:
        every = list_runs(ledger, RunFilter(limit=None))
        for terms in (
            (RunTerm("failed", "state"),),
            (RunTerm("", "outcome", negated=True), RunTerm("su", "outcome")),
            (RunTerm("sync"), RunTerm("succ", "state", negated=True)),
            (RunTerm("vac", "job"),),
            (RunTerm("ac"), RunTerm("vac", "job", negated=True)),
            (RunTerm("%", None),),
        ):
            expected = [int(each["run_id"]) for each in every if all(_has(each, t) for t in terms)]
            assert list(run_ids(ledger, terms, 1000)) == sorted(expected, reverse=True)
            some = [int(each["run_id"]) for each in every][::3]
            assert run_ids_among(ledger, terms, [*some, 10**9]) == set(expected) & set(some)
        assert len(run_ids(ledger, (), 7)) == 7


def _has(each: dict[str, object], term: RunTerm) -> bool:
    if term.field is None:
        held = term.text in f"{each['job_id']} {each['job_name']}".lower()
    else:
        value = str(each["job_id" if term.field == "job" else term.field] or "")
        held = value.startswith(term.text) if term.text else not value
    return held is not term.negated


@given(
    st.sets(st.integers(1, 60)), st.sets(st.integers(1, 60)), st.sets(st.integers(1, 60)),
    st.integers(0, 70),
)  # fmt: skip
def test_what_comes_and_goes(ids: set[int], new: set[int], gone: set[int], limit: int) -> None:
    new -= gone
    result = changed(array("q", sorted(ids, reverse=True)), new, gone, limit)
    assert list(result) == sorted((ids | new) - gone, reverse=True)[:limit]


def test_new_runs_come_in_above_and_the_cursor_stays(paths: Paths, small_shop: History) -> None:
    job = small_shop.job("Late")

    async def grow() -> None:
        async with tui(paths, (120, 24), place="runs") as pilot:
            await press(pilot, *["pagedown"] * 2)
            key = place(pilot).table.key
            line = [row for row in shown(pilot).splitlines() if row.startswith("▌")]
            above = place(pilot).table.index - place(pilot).table.scroll_offset.y
            for minutes in range(5):
                small_shop.run(job, NOW - timedelta(minutes=minutes))
            await until(pilot, lambda: len(place(pilot).table.rows) == 101, "they are there")
            assert place(pilot).table.key == key
            assert [row for row in shown(pilot).splitlines() if row.startswith("▌")] == line
            assert place(pilot).table.index - place(pilot).table.scroll_offset.y == above
            await press(pilot, "home")
            assert "Late" in shown(pilot).splitlines()[3]

    run(grow())


def test_a_filtered_list_follows_what_becomes_of_runs(paths: Paths, small_shop: History) -> None:
    job = small_shop.job("Slow one")
    first = running(small_shop, job, NOW)

    async def follow() -> None:
        async with tui(paths, place="runs") as pilot:
            await press(pilot, "slash", *"state:fail job:i", "enter")
            assert listed(pilot) == [78, 75]
            await press(pilot, "slash", *["backspace"] * 20, *"state:run", "enter")
            assert listed(pilot) == [first]
            second = running(small_shop, job, NOW + timedelta(seconds=1))
            await until(pilot, lambda: listed(pilot) == [second, first], "the new one is there")
            end(small_shop, first)
            await until(pilot, lambda: listed(pilot) == [second], "what ended is not")
            await press(pilot, "escape")
            assert len(listed(pilot)) == 98

    run(follow())


def test_far_away_rows_are_read_when_they_come_into_view(
    paths: Paths, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Work is counted: of five thousand runs only those around what is seen are read."""
    job = history.job("Often")
    skipped = [
        NewRun(
            job.key, job.version, RunKind.SCHEDULED, RunState.SKIPPED, at, at, 5, finished_at=at
        )
        for at in range(5000)
    ]  # fmt: skip
    with history.ledger.transaction():
        history.ledger.runs.insert(skipped, at=0)
    asked: set[int] = set()

    def counted(ledger: Connection, ids: list[int]) -> dict[int, RunLine]:
        asked.update(ids)
        return run_lines(ledger, ids)

    monkeypatch.setattr("lsh.tui.screens.runs.run_lines", counted)

    async def scroll() -> None:
        async with tui(paths, place="runs") as pilot:
            await press(pilot, "end")
            assert "row 5,000" in shown(pilot)
            await until(pilot, lambda: "  …" not in shown(pilot), "the rows are read")
            assert re.search(r"▌ ↷ skipped +1 ", shown(pilot))
            await press(pilot, "s")
            assert "oldest first · row 1" in shown(pilot)
            assert re.search(r"▌ ↷ skipped +1 ", shown(pilot))
            history.connection.execute("DELETE FROM runs WHERE id = 2500")
            place(pilot).table.move_to(2499)
            await until(pilot, lambda: re.search(r"▌ pruned +2500\b", shown(pilot)), "it says so")

    run(scroll())
    assert len(asked) < 400


def test_what_keys_do(paths: Paths, small_shop: History) -> None:
    deploy = small_shop.job("Deploy")
    first, second = (running(small_shop, deploy, NOW - timedelta(minutes=m)) for m in (2, 1))
    small_shop.ledger.close()

    async def keys() -> None:
        async with tui(paths, place="runs") as pilot:
            await press(pilot, "space", "space", "space", "x")
            assert f"lsh daemon job stop --run {first}" in shown(pilot)
            assert "Stop 2 runs?" in shown(pilot), "the third is over"
            await press(pilot, "n", "ctrl+a", "ctrl+a", "end", "x")
            assert "it is over" in told(pilot)
            await press(pilot, "Y")
            assert pilot.app.clipboard == "lsh cron logs --run 1"
            await press(pilot, "r")
            assert "lsh cron run database-backup" in told(pilot)
            await press(pilot, "enter")
            assert isinstance(pilot.app.screen, RunScreen)
            await press(pilot, "escape")
            assert place(pilot).is_current
            await press(pilot, "d")
            assert "database-backup" in shown(pilot)

    run(keys())
    assert second
