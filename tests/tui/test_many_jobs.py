"""Ten thousand jobs: what a key, a filter, a sort or a burst of changes costs is counted, not timed."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from textual.geometry import Offset
from textual.pilot import Pilot
from textual.screen import Screen

from lsh.paths import Paths
from lsh.store.live_queries import JobLine
from lsh.tui.jobs.ordering import natural
from lsh.tui.messages import Change, Changed, Loaded
from lsh.tui.screens.jobs import Jobs
from tests.support.ledger import History
from tests.tui.screens import app_of, press, run, shown, tui, until

MANY = 10_000
HEIGHT = 36
PAINTS = 4  # that one key may cause: the cursor's, the bars', a scroll's, the focus's


def line(number: int, **more: Any) -> JobLine:
    fields: dict[str, Any] = dict.fromkeys(JobLine._fields)
    fields |= {"id": f"job-{number}", "name": f"Job {number}", "command": "true", "tags": ()}
    fields |= {"state": "active", "queue": "default", "category": "", "failures_in_row": 0}
    return JobLine(**fields | more)


class Work:
    """Counts the rows that are made into cells, the jobs that are filtered, and the keys to sort by."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.counts: Counter[str] = Counter()
        for name in ("cells_of", "holds"):
            monkeypatch.setattr(Jobs, name, self._counted(name, getattr(Jobs, name)))
        monkeypatch.setattr("lsh.tui.screens.jobs.natural", self._counted("natural", natural))

    def _counted(self, name: str, function: Any) -> Any:
        def counted(*arguments: Any) -> Any:
            self.counts[name] += 1
            return function(*arguments)

        return counted

    def taken(self) -> Counter[str]:
        """What was done since it was asked last."""
        taken, self.counts = self.counts, Counter()
        return taken


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    return Work(monkeypatch)


def list_of(pilot: Pilot[None]) -> Jobs:
    assert isinstance(pilot.app.screen, Jobs)
    return pilot.app.screen


async def fill(pilot: Pilot[None]) -> None:
    pilot.app.post_message(Loaded([line(number) for number in range(MANY)]))
    await until(pilot, lambda: len(list_of(pilot).table.rows) == MANY, "all are listed")


def test_scrolling_makes_the_rows_in_view_and_no_others(paths: Paths, work: Work) -> None:
    async def scroll() -> None:
        async with tui(paths, (120, HEIGHT)) as pilot:
            await fill(pilot)
            work.taken()
            for key in ("G", "g", *["pagedown"] * 8, "G", *["pageup"] * 8, "j", "k"):
                await press(pilot, key)
                done = work.taken()
                assert done["cells_of"] <= PAINTS * HEIGHT, key
                assert not done["natural"] + done["holds"], key
            await press(pilot, "G")
            assert list_of(pilot).table.key == f"job-{MANY - 1}", (
                "job-9999 is the last, not job-999"
            )

    run(scroll())


def test_a_filter_looks_at_each_job_once_a_letter(paths: Paths, work: Work) -> None:
    async def narrow() -> None:
        async with tui(paths, (120, HEIGHT)) as pilot:
            await fill(pilot)
            await press(pilot, "slash")
            work.taken()
            for letter in "997":
                await press(pilot, letter)
                done = work.taken()
                assert done["holds"] <= MANY, letter
                assert done["natural"] <= MANY, letter
                assert done["cells_of"] <= PAINTS * HEIGHT, letter
            await press(pilot, "enter")
            assert "20 shown · 10,000 jobs" in shown(pilot)

    run(narrow())


def test_sorting_asks_each_job_once(paths: Paths, work: Work) -> None:
    async def sort() -> None:
        async with tui(paths, (120, HEIGHT)) as pilot:
            await fill(pilot)
            work.taken()
            await press(pilot, "o")
            done = work.taken()
            assert done["natural"] == MANY
            assert done["cells_of"] <= PAINTS * HEIGHT
            assert list_of(pilot).table.key == "job-0", "the cursor stays on its job"
            await press(pilot, "g")
            assert list_of(pilot).table.key == f"job-{MANY - 1}"

    run(sort())


def test_a_burst_of_changes_sorts_nothing_that_stays_where_it_is(paths: Paths, work: Work) -> None:
    async def burst() -> None:
        async with tui(paths, (120, HEIGHT)) as pilot:
            await fill(pilot)
            work.taken()
            for number in range(100):
                now = line(number * 97, run_id=number + 1, run_state="running", run_at=1)
                pilot.app.post_message(Changed(Change(jobs=(now,))))
            await until(pilot, lambda: "100 running" in shown(pilot), "all are counted")
            done = work.taken()
            assert done["natural"] == 200, "the old and the new key of each"
            assert done["cells_of"] <= 100 * HEIGHT
            assert "▶ running" in shown(pilot)

    run(burst())


def test_marking_all_of_a_filter_and_acting_on_them(paths: Paths, small_shop: History) -> None:
    small_shop.ledger.close()

    async def mark() -> None:
        async with tui(paths, (120, HEIGHT)) as pilot:
            await press(pilot, "slash", *"tag:db", "enter", "ctrl+a")
            assert "3 marked · 3 shown · 12 jobs" in shown(pilot)
            await press(pilot, "slash", "ctrl+u", *"check", "enter")
            assert "3 marked, 2 of them hidden" in shown(pilot)
            await press(pilot, "slash", "ctrl+u", *"vacuum", "enter", "p")
            assert "the filter hides all that is marked" in shown(pilot)
            await press(pilot, "slash", "ctrl+u", "enter", "delete")
            assert "Remove 3 jobs?" in shown(pilot)
            await press(pilot, "y", "enter")
            assert "Remove 3 jobs?" in shown(pilot), "what was typed is not their number"
            await press(pilot, "backspace", "3", "enter")
            await until(pilot, lambda: "9 jobs" in shown(pilot), "they are gone")
            assert "marked" not in shown(pilot)
            assert "$ lsh cron remove check-disks database-backup warm-caches" in shown(pilot)

    run(mark())


def test_escape_takes_marks_off_before_the_filter(paths: Paths, small_shop: History) -> None:
    async def leave() -> None:
        async with tui(paths) as pilot:
            await press(pilot, "slash", *"tag:db", "enter", "space", "escape")
            assert "marked" not in shown(pilot)
            assert "3 shown" in shown(pilot)
            await press(pilot, "escape")
            assert "shown" not in shown(pilot)

    run(leave())


def test_the_mouse_marks_at_the_edge(paths: Paths, small_shop: History) -> None:
    async def click() -> None:
        async with tui(paths) as pilot:
            table = list_of(pilot).table
            await pilot.click(table, offset=Offset(0, 3))
            await pilot.click(table, offset=Offset(1, 5))
            await pilot.click(table, offset=Offset(30, 4))
            assert table.chosen() == ["database-backup", "import-orders"]
            await pilot.click(table, offset=Offset(0, 3))
            assert table.chosen() == ["import-orders"]

    run(click())


def test_several_run_only_after_a_question(paths: Paths, small_shop: History) -> None:
    async def ask() -> None:
        async with tui(paths) as pilot:
            await press(pilot, "space", "space", "r")
            assert "Run 2 jobs now?" in shown(pilot)
            await press(pilot, "n")
            assert "2 marked" in shown(pilot)

    run(ask())


def test_the_order_is_remembered(paths: Paths, small_shop: History) -> None:
    async def first() -> None:
        async with tui(paths) as pilot:
            heading = shown(pilot).splitlines()[2]
            await pilot.click(list_of(pilot).table, offset=Offset(heading.index(" ID ") + 1, 0))
            await press(pilot, "o")
            assert "ID ▼" in shown(pilot)

    async def second() -> None:
        async with tui(paths) as pilot:
            assert "ID ▼" in shown(pilot)
            assert list_of(pilot).table.rows.key(0) == "weekly-report"

    run(first())
    run(second())


def test_a_second_in_which_nothing_happens_lays_nothing_out(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    laid_out = []
    reflow = Screen._refresh_layout

    def counted(self: Screen[None], *arguments: Any, **options: Any) -> None:
        laid_out.append(self)
        reflow(self, *arguments, **options)

    monkeypatch.setattr(Screen, "_refresh_layout", counted)

    async def wait() -> None:
        async with tui(paths, (120, HEIGHT)) as pilot:
            await fill(pilot)
            laid_out.clear()
            app_of(pilot)._tick()
            await pilot.pause()
            assert not laid_out
            app_of(pilot).tell("lsh cron list", "done", "good")
            await pilot.pause()
            assert laid_out
            assert "$ lsh cron list" in shown(pilot)

    run(wait())
