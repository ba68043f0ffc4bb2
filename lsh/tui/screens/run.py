"""A run: its log as it grows, its attempts, what it uses and used."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content

from lsh.domain import humane
from lsh.store.live_queries import RunLine
from lsh.tui import deeds, words
from lsh.tui.messages import Change
from lsh.tui.reading import ask_ledger, in_thread
from lsh.tui.runs import words as run_words
from lsh.tui.runs.page import RunPage, read_run
from lsh.tui.runs.sampling import Sample, Sampler
from lsh.tui.screens.base import Place, ask_to_do
from lsh.tui.screens.saving import Saving
from lsh.tui.widgets.log import LogView
from lsh.tui.widgets.log_pane import LogPane
from lsh.tui.widgets.rows import Cell, Column, ListRows
from lsh.tui.widgets.said import Said
from lsh.tui.widgets.table import Table
from lsh.tui.widgets.use import Use

_WIDE = 110  # columns from which attempts and use stand beside the log
_ATTEMPTS = (
    Column("try", "TRY", 3, right=True),
    Column("ended", "ENDED", 10, grow=1),
    Column("at", "STARTED", 8, rank=1),
    Column("took", "TOOK", 7, right=True),
    Column("memory", "MEMORY", 7, right=True, rank=2),
)
_ATTEMPTS_SEEN = 10
_COLOURS = {"good": "$text-success", "bad": "$text-error", "warn": "$text-warning"}


class RunScreen(Place):
    """Everything about one run."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "back", show=False, id="run.leave"),
        Binding("x", "stop", "stop", id="run.stop"),
        Binding("r", "run", "run again", id="run.again"),
        Binding(
            "left_square_bracket", "attempt(-1)", "attempt before", show=False, id="run.before"
        ),
        Binding("right_square_bracket", "attempt(1)", "next attempt", show=False, id="run.after"),
        Binding("u", "use", "attempts, use", id="run.use"),
        Binding("d", "job", "job", id="run.job"),
        Binding("S", "save", "save log", id="run.save"),
        Binding("Y", "copy_command", "copy command", show=False, id="run.copy_command"),
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (_WIDE, "-wide")]  # noqa: RUF012
    DEFAULT_CSS = """
    RunScreen #head { height: auto; max-height: 5; padding: 0 1; }
    RunScreen #side { width: 44; height: 1fr; border-left: vkey $panel-lighten-2; padding: 0 0 0 1; }
    RunScreen #side Table { height: 2; }
    RunScreen #side VerticalScroll { height: 1fr; padding: 1 1 0 0; scrollbar-size-vertical: 1; }
    RunScreen.-narrow #side { display: none; }
    RunScreen.-narrow.-turned #side { display: block; width: 1fr; border-left: none; }
    RunScreen.-narrow.-turned LogPane { display: none; }
    RunScreen.-wide.-turned #side { display: none; }
    """
    place = "runs"
    title_text = "A run"
    about = (
        "Its log from the end, as it grows. / searches, v marks lines, y copies them, S saves the log."
        " Secrets are hidden in what is shown and copied; what is saved is the log as it is."
    )

    def __init__(self, run_id: int) -> None:
        super().__init__()
        self.run_id = run_id
        self.page: RunPage | None = None
        self.attempt = 0  # whose log is shown; 0 before there is any
        self._sampler: Sampler | None = None

    def body(self) -> ComposeResult:
        """Head, log, and beside it attempts and use."""
        yield Said(id="head")
        with Horizontal():
            yield LogPane(empty="reading…")
            with Vertical(id="side"):
                yield Table(_ATTEMPTS, empty="no attempt yet")
                with VerticalScroll(can_focus=False):
                    yield Use()

    def on_mount(self) -> None:
        """Begin with the log."""
        self.log_view.focus()

    @property
    def pane(self) -> LogPane:
        """The log with what is around it."""
        return self.query_one(LogPane)

    @property
    def log_view(self) -> LogView:
        """The log."""
        return self.query_one(LogView)

    # what it shows

    def come_back(self) -> None:
        """Read it anew."""
        self.log_view.be_in_sight(there=True)
        paths, run_id = self.lsh.paths, self.run_id
        ask_ledger(
            self, lambda ledger: read_run(ledger, run_id, paths), self._show, kind="run", same=True
        )

    def on_screen_suspend(self) -> None:
        """Out of sight: nothing is followed."""
        self.log_view.be_in_sight(there=False)

    def take_in(self, change: Change) -> None:
        """Read it anew when something became of it."""
        if any(run.id == self.run_id for run in change.runs):
            self.come_back()

    def tick(self) -> None:
        """Times in words are others now, and it may use more."""
        if self.page is not None:
            self._show_head(self.page)
            if self.page.run.state == "running" and self.page.is_here:
                self._sample(self.page.run)

    def _show(self, page: RunPage) -> None:
        before, self.page = self.page, page
        self._show_head(page)
        attempts = self.query_one(Table)
        attempts.styles.height = min(len(page.attempts), _ATTEMPTS_SEEN) + 1
        attempts.show(
            ListRows(page.attempts, lambda attempt: attempt["attempt"], self._attempt_cells)
        )
        self.query_one(Use).compare(page.runs, self.run_id)
        self.log_view.hide_secrets_of(page.environment)
        newest = page.run.attempt
        followed_newest = before is None or self.attempt in {0, before.run.attempt}
        if newest != self.attempt and followed_newest:
            self._show_log(newest)
        else:
            self.log_view.grow(growing=self._is_growing())
        if page.run.state != "running":
            self._sampler = None

    def _show_head(self, page: RunPage) -> None:
        self.query_one("#head", Said).say(head(page, self.lsh.now()))

    def _show_log(self, attempt: int) -> None:
        """The log of one attempt."""
        page = self.page
        assert page is not None
        self.attempt = attempt
        of = f" of {page.run.attempt}" if page.run.attempt > 1 else ""
        self.pane.show(
            self.lsh.paths.run_log(self.run_id, attempt),
            f"log of attempt {attempt}{of}" if attempt else "no log",
            growing=self._is_growing(),
            empty=_nothing(page, attempt, exists=self._log_exists(attempt)),
        )
        self.query_one(Table).move_to(attempt - 1)

    def _log_exists(self, attempt: int) -> bool:
        return self.lsh.paths.run_log(self.run_id, attempt).exists()

    def _is_growing(self) -> bool:
        run = self.page.run if self.page is not None else None
        return run is not None and run.state == "running" and self.attempt == run.attempt

    def _attempt_cells(self, attempt: dict[str, Any]) -> Sequence[Cell]:
        now = self.lsh.now()
        ended = words.ending(attempt["outcome"], attempt["exit_code"], attempt["signal"])
        if attempt["outcome"] is None:
            said = words.state("running" if attempt["started_at"] else "queued")
        elif attempt["outcome"] == "success":
            said = Cell("✓ success", "good")
        else:
            said = Cell(f"✗ {ended}", "bad")
        memory = attempt["max_rss_bytes"]
        at = attempt["started_at"]
        return (
            Cell(str(attempt["attempt"]), "strong" if attempt["attempt"] == self.attempt else ""),
            said,
            Cell(humane.clock(at, cast("Any", words.instant(now))), "dim"),
            Cell("" if attempt["duration"] is None else humane.span(attempt["duration"])),
            Cell("" if memory is None else humane.size(memory), "dim"),
        )

    # what it uses

    def _sample(self, run: RunLine) -> None:
        if self._sampler is None and run.pid is not None and run.started_at is not None:
            self._sampler = Sampler(run.pid, run.started_at / 1e6)
        if self._sampler is not None:
            in_thread(self, self._sampler.sample, self._show_sample, kind="sample", same=True)

    def _show_sample(self, sample: Sample | None) -> None:
        if sample is not None:
            self.query_one(Use).add(sample)

    # what can be done

    def action_leave(self) -> None:
        """Stop a search, take off marks; then go back."""
        if not self.pane.let_go():
            self.dismiss()

    def action_attempt(self, by: int) -> None:
        """The log of the attempt before or after."""
        if self.page is not None and self.attempt:
            wanted = max(1, min(self.attempt + by, self.page.run.attempt))
            if wanted != self.attempt:
                self._show_log(wanted)
                self._tell_log()

    def on_table_opened(self, message: Table.Opened) -> None:
        """The log of the attempt."""
        self._show_log(cast("int", message.key))
        self.remove_class("-turned")
        self.log_view.focus()
        self._tell_log()

    def _tell_log(self) -> None:
        self.lsh.tell(self._log_command(), "")

    def _log_command(self) -> str:
        line = ["cron", "logs", "--run", str(self.run_id)]
        newest = self.page.run.attempt if self.page is not None else self.attempt
        return deeds.command_line(
            *line, *(["--attempt", str(self.attempt)] if self.attempt != newest else [])
        )

    def action_use(self) -> None:
        """Attempts and use: instead of the log in a narrow window, beside it or not in a wide one."""
        self.toggle_class("-turned")
        seen = self.query_one(Table) if self.query_one("#side").display else self.log_view
        if self.has_class("-narrow"):
            self.call_after_refresh(seen.focus)
        elif self.has_class("-turned"):
            self.log_view.focus()

    def action_stop(self) -> None:
        """Stop it."""
        if self.page is None or self.page.run.state not in run_words.UNDER_WAY:
            self.lsh.tell("", "it is over")
            return
        question = f"Stop run {self.run_id} of {self.page.run.job_name}?"
        ask_to_do(self, question, deeds.stop_runs([self.run_id]))

    def action_run(self) -> None:
        """Run its job again, and show the new run."""
        if self.page is None:
            return
        run = self.page.run
        if run.job_id not in self.lsh.board.jobs:
            self.lsh.tell("", f"{run.job_name} was removed")
            return
        self.lsh.do(deeds.run([run.job_id]), self._go_to_new)

    def _go_to_new(self, runs: list[Any]) -> None:
        if self.app.screen is self:  # not under a question, which would be left in its place
            self.app.switch_screen(RunScreen(int(runs[0]["run_id"])))

    def action_job(self) -> None:
        """Its job."""
        if self.page is not None and self.page.run.job_id in self.lsh.board.jobs:
            self.lsh.open_job(self.page.run.job_id)

    def action_copy_command(self) -> None:
        """On the clipboard what shows this log."""
        self.lsh.copy(self._log_command(), "the command")

    def on_log_view_copied(self, message: LogView.Copied) -> None:
        """Lines of the log on the clipboard."""
        self.lsh.copy(message.text, message.what)

    def on_log_view_refused(self, message: LogView.Refused) -> None:
        """Say why."""
        self.lsh.tell("", message.why, "bad")

    def action_save(self) -> None:
        """The log, or the marked lines, in a file."""
        if self.page is None or not self.attempt:
            self.lsh.tell("", "there is no log to save")
            return
        name = f"{self.page.run.job_id}-{self.run_id}.{self.attempt}.log"
        Saving(self, self._log_command()).begin(
            self.log_view.log_file.now, self.log_view.marked(), name
        )


def head(page: RunPage, now: int) -> Content:
    """Who it is, when it was, how it went; then why, if there is a reason; then what it ran."""
    run = page.run
    state = run_words.state(run)
    muted = "$foreground-muted"
    first = Content.assemble(
        (state.text, f"bold {_COLOURS.get(state.tone, '$foreground')}"), "  ",
        (run.job_name, "bold"), (f"  run {run.id}  {run_words.kind(run)}", muted),
    )  # fmt: skip
    facts = [f"for {words.clock(run.scheduled_for, now)}"]
    if run.started_at is not None:
        facts = [f"{words.clock(run.started_at, now)}, {words.ago(run.started_at, now)}"]
        facts.append(f"{'so far' if run.state == 'running' else 'took'} {run_words.took(run, now)}")
        facts.append(f"late {run_words.late(run).text}")
    facts += [f"cpu {text}" for text in [run_words.cpu(run)] if text]
    facts += [text for text in [run_words.memory(run)] if text]
    if run.attempts > 1:
        facts.append(f"attempt {run.attempt} of {run.attempts}")
    if run.state == "running" and run.pid:
        facts.append(f"pid {run.pid}")
    if run.host and not page.is_here:
        facts.append(f"on {run.host}")
    lines = [first, Content(" · ".join(facts))]
    if run.reason:
        lines.append(Content.styled(humane.one_line(run.reason), "$text-warning"))
    lines.append(Content.styled(f"$ {humane.one_line(page.command)}", muted))
    return Content("\n").join(lines)


def _nothing(page: RunPage, attempt: int, *, exists: bool) -> str:
    """Why there is nothing to read."""
    if not attempt:
        waits = page.run.state in {"scheduled", "queued"}
        return (
            "it has not started yet" if waits else f"it was {page.run.state}: nothing was started"
        )
    if page.run.state == "running" and attempt == page.run.attempt:
        return "it has printed nothing yet"
    if exists:
        return "it printed nothing"
    return (
        "its log is not here: it was pruned" if page.is_here else f"its log is on {page.run.host}"
    )
