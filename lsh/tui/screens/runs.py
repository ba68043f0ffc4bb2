"""Runs: what ran, runs and is about to, the newest at the top."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from typing import ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from lsh.domain import humane
from lsh.domain.events import EventType
from lsh.store.live_queries import (
    RUN_FIELDS,
    RunLine,
    RunTerm,
    run_ids,
    run_ids_among,
    run_lines,
)
from lsh.tui import deeds
from lsh.tui.filtering import parse
from lsh.tui.messages import Change
from lsh.tui.reading import ask_ledger
from lsh.tui.runs import words as run_words
from lsh.tui.runs.rows import RunRows, SeenRuns, changed
from lsh.tui.screens.base import FilteredPlace, ask_to_do
from lsh.tui.widgets.rows import Cell, Column
from lsh.tui.widgets.table import Table

MOST = 200_000
"""Runs that can be scrolled through; a filter finds older ones."""
_NOT_READ = "…"
_SAID_AT_MOST = 8  # calls whose command a question shows


class Runs(FilteredPlace):
    """All runs. Only their ids are in memory; what comes into view is read."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l", "log", "log", id="runs.log"),
        Binding("r", "run", "run again", id="runs.run"),
        Binding("x", "stop", "stop", id="runs.stop"),
        Binding("s,o", "sort", "newest/oldest", id="runs.sort"),
        Binding("d", "job", "job", id="runs.job"),
        Binding("y", "copy_id", "copy id", show=False, id="runs.copy_id"),
        Binding("Y", "copy_command", "copy command", show=False, id="runs.copy_command"),
    ]
    DEFAULT_CSS = """
    Runs #count { height: 1; padding: 0 1; color: $text-muted; }
    """
    place = "runs"
    title_text = "Runs"
    about = "What ran, what runs, and what is about to. Enter opens a run: its log, attempts, use."
    fields = tuple(RUN_FIELDS)
    columns = (
        Column("state", "STATE", 11),
        Column("run", "RUN", 6, right=True, rank=2),
        Column("job", "JOB", 14, grow=3),
        Column("for", "FOR", 12, rank=6),
        Column("ago", "STARTED", 8, right=True),
        Column("took", "TOOK", 7, right=True),
        Column("late", "LATE", 6, right=True, rank=5),
        Column("tries", "TRY", 4, right=True, rank=1),
        Column("cpu", "CPU", 6, right=True, rank=4),
        Column("memory", "MEMORY", 7, right=True, rank=3),
        Column("kind", "WHY", 9, rank=7),
        Column("queue", "QUEUE", 8, rank=8),
        Column("reason", "REASON", 12, grow=2, rank=9),
    )

    def __init__(self) -> None:
        super().__init__()
        self.seen = SeenRuns()
        self.oldest_first = False
        self._ids: array[int] = array("q")
        self._reading = False  # the ids are on their way
        self._stale = False  # and are asked for anew when they are here
        self._touched: set[int] = set()  # of these it is not known whether the filter leaves them
        self._wanted: set[int] = set()  # rows that were drawn without being read

    def body(self) -> ComposeResult:
        """The table."""
        yield Table(self.columns, empty="reading the ledger…")
        yield Static(id="count", markup=False)

    def on_mount(self) -> None:
        """Take up the order of the last time."""
        super().on_mount()
        self.oldest_first = self.lsh.memory.get(self.place, "oldest_first", False)
        self.table.focus()

    @property
    def table(self) -> Table:
        """The table."""
        return self.query_one(Table)

    # which runs

    def come_back(self) -> None:
        """The ids are read again, and the runs when they come into view."""
        self.seen.doubt()
        self._reading = False  # what was on its way may have been lost with the ledger
        self.apply_filter()

    def apply_filter(self) -> None:
        """Read the ids of the runs that the filter leaves; one question at a time while it is typed."""
        if self._reading:
            self._stale = True
            return
        terms = self._terms()
        self._reading, self._stale = True, False
        ask_ledger(
            self,
            lambda ledger: run_ids(ledger, terms, MOST),
            self._take_ids,
            kind="runs",
            failed=self._lose,
        )

    def _lose(self) -> None:
        self._reading = False

    def _terms(self) -> tuple[RunTerm, ...]:
        words = parse(self.filter_text, self.fields)
        return tuple(RunTerm(word.text, word.field, word.negated) for word in words)

    def _take_ids(self, ids: array[int]) -> None:
        self._reading = False
        if self._stale:
            self.apply_filter()
            return
        hint = "no runs are left by this filter" if self.filter_text else "nothing has run yet"
        self.table.say_when_empty(hint)
        self._show(ids)
        self._match()

    def _show(self, ids: array[int]) -> None:
        self._ids = ids
        table = self.table
        before, top = table.index, table.scroll_offset.y
        table.show_order("run", descending=not self.oldest_first)
        table.show(RunRows(ids, self.seen, self._cells, self._want, oldest_first=self.oldest_first))
        if top and table.index != before:  # what came above must not push what is looked at
            table.scroll_to(y=top + table.index - before, animate=False, immediate=True)
        self._count()

    def _count(self) -> None:
        rows = len(self.table.rows)
        at_most = f"the newest {rows:,} runs" if rows == MOST else humane.plural(rows, "run")
        marked = f" · {len(self.table.marked):,} marked" if self.table.marked else ""
        place = f" · row {self.table.index + 1:,}" if rows else ""
        order = "oldest first" if self.oldest_first else "newest first"
        self.query_one("#count", Static).update(f"{at_most} · {order}{place}{marked}")

    # what changes

    def take_in(self, change: Change) -> None:
        """What is shown is brought up to date, and what is new comes in."""
        self.seen.put(change.runs)
        if any(event["type"] == EventType.LEDGER_PRUNED for event in change.events):
            self.apply_filter()
        self._touched |= {run.id for run in change.runs}
        if self._reading:
            return
        if self.filter_text:
            self._match()
        else:
            new = {run_id for run_id in self._touched if self.table.rows.find(run_id) is None}
            self._touched.clear()
            if new:
                self._show(changed(self._ids, new, (), MOST))
            self.table.refresh()

    def _match(self) -> None:
        """Ask which of those that were touched the filter leaves."""
        if not self._touched:
            return
        asked, terms = sorted(self._touched), self._terms()

        def take(left: set[int]) -> None:
            self._touched.difference_update(asked)
            self._show(changed(self._ids, left, set(asked) - left, MOST))

        ask_ledger(
            self, lambda ledger: run_ids_among(ledger, terms, asked), take, kind="match", same=True
        )

    def tick(self) -> None:
        """Times in words have changed."""
        self.table.renew()

    # what is in view

    def _want(self, index: int) -> None:
        if not self._wanted:
            self.call_later(self._read)
        self._wanted.add(index)

    def _read(self) -> None:
        rows = cast("RunRows", self.table.rows)
        wanted = [index for index in self._wanted if index < len(rows)]
        self._wanted.clear()
        ids = rows.around(wanted) if wanted else []
        if not ids:
            return

        def take(runs: dict[int, RunLine]) -> None:
            self.seen.put(runs.values(), ids)
            self.table.refresh()

        ask_ledger(self, lambda ledger: run_lines(ledger, ids), take, kind="page", same=True)

    def _cells(self, run_id: int, run: RunLine | None) -> Sequence[Cell]:
        if run is None:
            gone = Cell("pruned" if not self.seen.wants(run_id) else _NOT_READ, "dim")
            return (gone, Cell(str(run_id), "dim"), *[Cell("")] * (len(self.columns) - 2))
        return run_words.cells(run, self.columns, self.lsh.now())

    def refocus(self) -> None:
        """Back to the table."""
        self.table.focus()

    def on_table_moved(self) -> None:
        """Say where one is."""
        self._count()

    # what can be done

    def _ids_chosen(self) -> list[int]:
        return [cast("int", key) for key in self.table.chosen()]

    def _with_chosen(self, then: Callable[[list[RunLine]], None]) -> None:
        """Do something with the chosen runs as they are now."""
        ids = self._ids_chosen()
        if ids:
            ask_ledger(
                self,
                lambda ledger: run_lines(ledger, ids),
                lambda runs: then([runs[run_id] for run_id in ids if run_id in runs]),
                kind="chosen",
            )

    def on_table_opened(self, message: Table.Opened) -> None:
        """The run."""
        self._open(cast("int", message.key))

    def _open(self, run_id: int) -> None:
        self.lsh.tell(deeds.command_line("cron", "logs", "--run", str(run_id)), "")
        self.lsh.open_run(run_id)

    def action_log(self) -> None:
        """The log of the run under the cursor."""
        if self.table.key is not None:
            self._open(cast("int", self.table.key))

    def action_job(self) -> None:
        """The job of the run under the cursor."""
        run = self.seen.get(cast("int", self.table.key)) if self.table.key is not None else None
        if run is not None and run.job_id in self.lsh.board.jobs:
            self.lsh.open_job(run.job_id)
        elif run is not None:
            self.lsh.tell("", f"{run.job_name} was removed")

    def action_sort(self) -> None:
        """The other end first."""
        self.oldest_first = not self.oldest_first
        self.lsh.memory.put(self.place, "oldest_first", self.oldest_first)
        self._show(self._ids)
        self.table.action_first()

    def on_table_heading_chosen(self) -> None:
        """There is one order, and it can be turned round."""
        self.action_sort()

    def action_run(self) -> None:
        """Run the jobs of the chosen runs again."""

        def run(runs: list[RunLine]) -> None:
            there = self.lsh.board.jobs
            jobs = list(dict.fromkeys(run.job_id for run in runs if run.job_id in there))
            deed = deeds.run(jobs)
            if len(jobs) == 1:
                self.lsh.do(deed)
            elif jobs:
                self._ask(f"Run {humane.plural(len(jobs), 'job')} again?", deed)
            elif runs:
                self.lsh.tell("", f"{runs[0].job_name} was removed")

        self._with_chosen(run)

    def action_stop(self) -> None:
        """Stop those of the chosen runs that are not over."""

        def stop(runs: list[RunLine]) -> None:
            alive = [run for run in runs if run.state in run_words.UNDER_WAY]
            deed = deeds.stop_runs([run.id for run in alive])
            if not alive:
                self.lsh.tell("", "it is over" if len(runs) == 1 else "they are over")
            elif len(alive) == 1:
                self._ask(f"Stop run {alive[0].id} of {alive[0].job_name}?", deed)
            else:
                self._ask(f"Stop {len(alive)} runs?", deed)

        self._with_chosen(stop)

    def _ask(self, question: str, deed: deeds.Deed) -> None:
        detail = "" if len(deed.calls) > _SAID_AT_MOST else None
        ask_to_do(self, question, deed, detail=detail, before=self.table.clear_marks)

    def action_copy_id(self) -> None:
        """The runs' ids on the clipboard."""
        if ids := self._ids_chosen():
            text = "\n".join(map(str, ids))
            self.lsh.copy(text, f"run {text}" if len(ids) == 1 else f"{len(ids):,} runs")

    def action_copy_command(self) -> None:
        """On the clipboard what shows the log of the run under the cursor."""
        if self.table.key is not None:
            line = deeds.command_line("cron", "logs", "--run", str(self.table.key))
            self.lsh.copy(line, "the command")
