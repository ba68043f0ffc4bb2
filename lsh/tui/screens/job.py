"""A job in depth: what it is, why it does what it does, what comes next, how its runs went."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from lsh.domain import humane
from lsh.domain.explain import Upcoming
from lsh.store.live_queries import JobLine, RunLine
from lsh.tui import deeds, words
from lsh.tui.jobs.page import RUNS, JobPage, read_page, took
from lsh.tui.messages import Change, Link
from lsh.tui.reading import ask_ledger
from lsh.tui.runs import words as run_words
from lsh.tui.runs.words import UNDER_WAY
from lsh.tui.screens.base import ask_to_do
from lsh.tui.screens.job_actions import JobActions
from lsh.tui.widgets.pairs import Pairs
from lsh.tui.widgets.rows import Cell, Column, ListRows
from lsh.tui.widgets.said import Said
from lsh.tui.widgets.table import Table

_BARS, _BORDER, _FACTS_LEAST = 7, 2, 5  # lines
_TITLE = 24  # columns of a pane's border that are not the sparkline's


class JobScreen(JobActions):
    """Everything about one job."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "back", id="job.leave"),
    ]
    DEFAULT_CSS = """
    JobScreen #head { height: 1; padding: 0 1; }
    JobScreen #why { height: auto; max-height: 3; padding: 0 1; color: $text-muted; }
    JobScreen #facts { height: 9; }
    JobScreen #definition { width: 1fr; height: 1fr; scrollbar-size-vertical: 1; }
    JobScreen #ahead { width: 40%; max-width: 60; height: 1fr; scrollbar-size-vertical: 1; }
    JobScreen #past { height: 1fr; padding: 0; }
    """
    place = "jobs"
    title_text = "A job"
    about = (
        "What it is, why it does what it does, when it comes next, how it went. Enter opens a run."
    )
    columns = (
        Column("run", "RUN", 6, right=True),
        Column("state", "STATE", 12),
        Column("for", "FOR", 12),
        Column("ago", "STARTED", 8, right=True, rank=1),
        Column("took", "TOOK", 7, right=True),
        Column("late", "LATE", 6, right=True, rank=4),
        Column("tries", "TRY", 4, right=True, rank=3),
        Column("cpu", "CPU", 6, right=True, rank=5),
        Column("memory", "MEMORY", 7, right=True, rank=2),
        Column("kind", "WHY", 9, rank=6),
        Column("reason", "REASON", 12, grow=3, rank=7),
    )

    def __init__(self, job: str) -> None:
        super().__init__()
        self.job = job
        self.page: JobPage | None = None

    def body(self) -> ComposeResult:
        """Head, definition and what comes, runs."""
        yield Said(id="head")
        yield Static(id="why")
        with Horizontal(id="facts"):
            with VerticalScroll(id="definition", classes="pane"):
                yield Pairs(id="lines")
            with VerticalScroll(id="ahead", classes="pane"):
                yield Said(id="fires")
        with Vertical(id="past", classes="pane"):
            yield Table(self.columns, empty="it has not run yet: r runs it now")

    def on_mount(self) -> None:
        """Name the panes."""
        self.query_one("#definition").border_title = "definition"
        self.query_one("#ahead").border_title = "next"
        self.query_one("#past").border_title = "runs"
        self.table.focus()

    @property
    def table(self) -> Table:
        """Its runs."""
        return self.query_one(Table)

    # what it shows

    def come_back(self) -> None:
        """Read it anew."""
        now = cast("Any", words.instant(self.lsh.now()))
        up = self.lsh.link is Link.UP
        ask_ledger(
            self,
            lambda ledger: read_page(
                ledger, self.job, paths=self.lsh.paths, daemon_running=up, now=now
            ),
            self._show,
            kind="job",
            same=True,
        )

    def take_in(self, change: Change) -> None:
        """Read it anew when it was touched; whatever becomes of a run touches its job."""
        if self.job in change.gone or any(job.id == self.job for job in change.jobs):
            self.come_back()

    def tick(self) -> None:
        """Times in words are others now."""
        if self.page is not None:
            self._show_times(self.page)

    def on_resize(self) -> None:
        """The panes share another height, and the sparkline has another width."""
        if self.page is not None:
            self._share(self.page)

    def _show(self, page: JobPage) -> None:
        self.page = page
        self.query_one("#lines", Pairs).show(page.lines)
        self.query_one("#why", Static).update(Content(page.why.sentence))
        self.table.show(ListRows(page.runs, lambda run: run.id, self._cells))
        self._show_times(page)
        self._share(page)

    def _show_times(self, page: JobPage) -> None:
        self.query_one("#head", Said).say(self._head(page))
        self.query_one("#fires", Said).say(self._fires(page))
        self.table.renew()

    def _share(self, page: JobPage) -> None:
        """As much room for the facts as they need, but not more than the runs have."""
        needed = max(len(page.lines), len(page.ahead) + len(page.warnings), _FACTS_LEAST)
        most = (self.size.height - _BARS) // 2
        self.query_one("#facts").styles.height = min(needed + _BORDER, most)
        past = self.query_one("#past")
        past.border_title = "runs" if len(page.runs) < RUNS else f"the last {RUNS} runs"
        past.border_subtitle = took(page.runs, past.size.width // 2 - _TITLE)

    def _head(self, page: JobPage) -> Content:
        job = page.job
        shown = words.state(job["state"])
        tone = {"good": "$text-success", "warn": "$text-warning"}.get(
            shown.tone, "$foreground-muted"
        )
        name = "" if job["name"] == job["id"] else f"  {job['name']}"
        version = f"version {job['version']}, {humane.ago(job['updated_at'], self._now())}"
        return Content.assemble(
            (shown.text, tone),
            "  ",
            (job["id"], "bold"),
            name,
            "  ",
            (version, "$foreground-muted"),
        )

    def _fires(self, page: JobPage) -> Content:
        parts = [self._fire(item) for item in page.ahead]
        if not parts:
            parts = [Content.styled(_why_nothing(page.job), "$foreground-muted")]
        parts += [Content.styled(f"! {text}", "$text-warning") for text in page.warnings]
        return Content("\n").join(parts)

    def _fire(self, item: Upcoming) -> Content:
        left = humane.left(item.at, self._now())
        told = Content.assemble(f"{words.coming(item.local, self._now())}  ", (left, "bold"))
        if item.note:
            told += Content.styled(f"\n  {item.note}", "$text-warning")
        return told

    def _now(self) -> Any:
        return words.instant(self.lsh.now())

    def _cells(self, run: RunLine) -> Sequence[Cell]:
        return run_words.cells(run, self.columns, self.lsh.now())

    # what can be done

    def chosen(self) -> list[JobLine]:
        """This job, unless it was removed."""
        job = self.lsh.board.jobs.get(self.job)
        return [] if job is None else [job]

    def on_table_opened(self, message: Table.Opened) -> None:
        """The run."""
        self._open(int(cast("int", message.key)))

    def _open(self, run_id: int) -> None:
        self.lsh.tell(deeds.command_line("cron", "logs", "--run", str(run_id)), "")
        self.lsh.open_run(run_id)

    def _run_here(self) -> RunLine | None:
        """The run under the cursor."""
        runs = self.page.runs if self.page is not None else []
        return runs[self.table.index] if self.table.index < len(runs) else None

    def action_log(self) -> None:
        """The log of the run under the cursor."""
        run = self._run_here()
        if run is not None:
            self._open(run.id)
        else:
            super().action_log()

    def action_stop(self) -> None:
        """Stop the run under the cursor if it goes on, else whatever runs of the job."""
        run = self._run_here()
        if run is None or run.state not in UNDER_WAY:
            super().action_stop()
        else:
            ask_to_do(self, f"Stop run {run.id}?", deeds.stop_runs([run.id]))

    def action_leave(self) -> None:
        """Back to where one came from."""
        self.dismiss()


def _why_nothing(job: dict[str, Any]) -> str:
    return {
        "paused": "it is paused: p resumes it",
        "stopped": "its schedule is stopped: S starts it",
        "elsewhere": "it runs on other machines",
        "finished": "nothing comes any more",
        "removed": "it was removed",
    }.get(job["state"], "it runs by hand only" if not job["schedule"] else "nothing is due")
