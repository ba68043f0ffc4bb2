"""Reports: how runs went over a day, a week or a month, of all jobs or of one."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from lsh.domain.instant import from_micros
from lsh.reports.plots import Line
from lsh.tui.behind import run_behind
from lsh.tui.deeds import command_line
from lsh.tui.messages import Change
from lsh.tui.reading import in_thread
from lsh.tui.reports.apart import report_apart
from lsh.tui.reports.page import page
from lsh.tui.screens.base import Place, ask
from lsh.tui.screens.saving import AskPath
from lsh.tui.widgets.choose import Choose
from lsh.tui.widgets.plot import Plot

WINDOWS = {"1d": timedelta(days=1), "7d": timedelta(days=7), "30d": timedelta(days=30)}
_OVER = frozenset({"succeeded", "failed", "cancelled", "skipped", "missed"})
_LEAST_SECONDS = 5
_SHARE = 20  # a report is made anew when so many times as long has passed as it took to make


class Reports(Place):
    """Figures and plots, and the same as one HTML file."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("d", "window('1d')", "day", id="reports.day"),
        Binding("w", "window('7d')", "week", id="reports.week"),
        Binding("m", "window('30d')", "month", id="reports.month"),
        Binding("o", "one_job", "one job", id="reports.job"),
        Binding("a", "all_jobs", "all jobs", id="reports.all"),
        Binding("E", "export", "export html", id="reports.export"),
        Binding("escape", "all_jobs", "all jobs", show=False, id="reports.leave"),
    ]
    place = "reports"
    title_text = "Reports"
    about = (
        "How runs went in the last day, week or month. It is made anew as runs end, now and then."
    )
    DEFAULT_CSS = """
    Reports #asked { margin: 1 2 1 2; height: 1; color: $text-muted; }
    Reports VerticalScroll { margin: 0 0 0 2; height: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.window = "7d"
        self.job: str | None = None
        self.report: dict[str, Any] | None = None
        self._stale = False
        self._age = 0
        self._took = 0.0

    def body(self) -> ComposeResult:
        """What was asked, over the page."""
        yield Static(id="asked")
        with VerticalScroll():
            yield Plot(self._page)

    def on_mount(self) -> None:
        """Take up the window of the last time."""
        kept = self.lsh.memory.get(self.place, "window", self.window)
        self.window = kept if kept in WINDOWS else self.window
        self.query_one(VerticalScroll).focus()

    # making it

    def come_back(self) -> None:
        """Make it anew."""
        self._make()

    def take_in(self, change: Change) -> None:
        """A run that is over changes figures."""
        self._stale = self._stale or any(run.state in _OVER for run in change.runs)

    def tick(self) -> None:
        """Make it anew when something ended, but never spend more than a little of the time on it."""
        self._age += 1
        if self._stale and self._age >= max(_LEAST_SECONDS, self._took * _SHARE):
            self._make()

    def _make(self) -> None:
        self._stale, self._age = False, 0
        paths, job = self.lsh.paths, self.job
        now = self.lsh.now()
        since = now - WINDOWS[self.window] // timedelta(microseconds=1)
        self._say_what()

        def make() -> tuple[dict[str, Any], float]:
            began = time.monotonic()
            report = report_apart(paths, job, since=since, now=now)
            return report, time.monotonic() - began

        in_thread(self, make, self._take, kind="report")

    def _take(self, made: tuple[dict[str, Any], float]) -> None:
        self.report, self._took = made
        self.query_one(Plot).show(self._page)

    def _page(self, width: int) -> list[Line]:
        return [] if self.report is None else page(self.report, width - 2)

    def _say_what(self) -> None:
        windows = " ".join(f"[{name}]" if name == self.window else f" {name} " for name in WINDOWS)
        said = f"{windows}   of {self.job or 'all jobs'}"
        self.query_one("#asked", Static).update(Content(said))

    # what can be done

    def _command(self, *more: str) -> tuple[str, ...]:
        words = ("report", self.job) if self.job else ("comprehensive-report",)
        return ("cron", *words, "--since", f"-{self.window}", *more)

    def _ask_anew(self) -> None:
        self.query_one(VerticalScroll).scroll_home(animate=False)
        self.lsh.tell(command_line(*self._command()), "")
        self._make()

    def action_window(self, name: str) -> None:
        """Another length of time."""
        self.window = name
        self.lsh.memory.put(self.place, "window", name)
        self._ask_anew()

    def action_one_job(self) -> None:
        """Of one job that is chosen."""
        jobs = sorted((job.id, job.name) for job in self.lsh.board.jobs.values())

        def chosen(job: str | None) -> None:
            if job:
                self.job = job
                self._ask_anew()

        self.app.push_screen(Choose("A report on which job?", jobs), chosen)

    def action_all_jobs(self) -> None:
        """Of all of them again."""
        if self.job is not None:
            self.job = None
            self._ask_anew()

    def action_export(self) -> None:
        """As one HTML file, by the command."""
        day = f"{from_micros(self.lsh.now()).astimezone():%Y-%m-%d}"
        name = f"report-{self.job or 'all'}-{self.window}-{day}.html"

        def chosen(answer: str | None) -> None:
            if answer:
                self._export_to(Path(answer).expanduser())

        self.app.push_screen(AskPath("Write the report to", str(Path.cwd() / name)), chosen)

    def _export_to(self, path: Path) -> None:
        words = self._command("--format", "html", "--output", str(path))

        def write() -> None:
            run_behind(self, *words, then=lambda _: None)

        if path.exists():
            ask(self, f"Write over {path}?", "What it holds now is lost.", write)
        else:
            write()
