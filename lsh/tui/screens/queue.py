"""Queue and slots: what runs, what waits and why, and how many slots are left."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from lsh.reports.plots import Line, Segment, bar, fit
from lsh.store.live_queries import RunLine, living_runs
from lsh.tui import deeds, filtering, words
from lsh.tui.messages import Change
from lsh.tui.reading import ask_ledger, in_thread
from lsh.tui.runs.slots import Slots, read_slots
from lsh.tui.runs.waiting import Standing
from lsh.tui.screens.base import ask_to_do
from lsh.tui.screens.listing import ListPlace, Order
from lsh.tui.widgets.plot import Plot
from lsh.tui.widgets.rows import Cell, Column
from lsh.tui.widgets.table import Table

_QUEUES_SHOWN = 5
_ALIVE = frozenset({"scheduled", "queued", "running", "retrying"})
_TURN = {"running": 0, "queued": 1, "retrying": 2, "scheduled": 3}


class Queue(ListPlace[RunLine]):
    """All runs that are not over."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l", "log", "log", id="queue.log"),
        Binding("x", "stop", "stop", id="queue.stop"),
        Binding("d,J", "job", "job", id="queue.job"),
        Binding("y", "copy_id", "copy id", show=False, id="queue.copy_id"),
    ]
    place = "queue"
    title_text = "Queue and slots"
    about = "Runs that are not over, in the order in which they are served, and why each waits."
    empty = "nothing runs, and nothing waits"
    fields = ("state", "queue", "kind", "job")
    columns = (
        Column("state", "STATE", 11),
        Column("run", "RUN", 7, right=True, rank=1),
        Column("job", "JOB", 12, grow=2),
        Column("for", "FOR", 7, right=True),
        Column("priority", "PRIO", 4, right=True, rank=2),
        Column("why", "WHY", 22, grow=5),
        Column("queue", "QUEUE", 8, rank=1),
        Column("due", "DUE", 8, rank=3),
        Column("pid", "PID", 7, right=True, rank=4),
    )
    orders: ClassVar[dict[str, Order]] = {
        "state": lambda run: (_TURN[run.state], -run.priority, run.due_at, run.id),
        "for": lambda run: run.started_at or run.queued_at or run.due_at,
        "job": lambda run: run.job_name,
        "priority": lambda run: -run.priority,
        "queue": lambda run: run.queue,
        "due": lambda run: run.due_at,
    }
    DEFAULT_CSS = "Queue #slots { margin: 1 1 1 2; }"

    def __init__(self) -> None:
        super().__init__()
        self.runs: dict[int, RunLine] = {}
        self.read = False
        self._news: dict[int, RunLine] | None = None  # came while the ledger was being read
        self.slots = Slots()
        self.standing = Standing((), self.slots)

    def body(self) -> ComposeResult:
        """The slots over the runs."""
        yield Plot(self._bars, id="slots")
        yield from super().body()

    # what there is

    def come_back(self) -> None:
        """Read the living runs anew: some may have gone while nobody looked."""
        self.table.say_when_empty(self.empty if self.read else "reading the ledger…")
        self._news = {}
        ask_ledger(self, living_runs, self._take)
        in_thread(self, lambda: read_slots(self.lsh.paths), self._take_slots, kind="slots")

    def _take(self, runs: list[RunLine]) -> None:
        news, self._news = self._news or {}, None
        now = {run.id: run for run in runs} | news
        self.runs = {run.id: run for run in now.values() if run.state in _ALIVE}
        self.read = True
        self.table.say_when_empty(self.empty)
        self._count()
        self.apply_filter()

    def _take_slots(self, slots: Slots) -> None:
        self.slots = slots
        self._count()
        self.table.refresh()

    def _count(self) -> None:
        self.standing = Standing(self.runs.values(), self.slots)
        self.query_one(Plot).show(self._bars)

    def take_in(self, change: Change) -> None:
        """Runs that came, went on, or are over."""
        if self._news is not None:
            self._news.update((run.id, run) for run in change.runs)
        over = [run.id for run in change.runs if run.state not in _ALIVE]
        alive = [run for run in change.runs if run.state in _ALIVE]
        for run_id in over:
            self.runs.pop(run_id, None)
        self.runs.update((run.id, run) for run in alive)
        if over or alive:
            self._count()
            self.patch(alive, over)

    # what is shown

    def items(self) -> Iterable[RunLine]:
        """Those that are alive."""
        return self.runs.values()

    def key_of(self, item: RunLine) -> Hashable:
        """Its id."""
        return item.id

    def cells_of(self, item: RunLine) -> Sequence[Cell]:
        """One row."""
        now = self.lsh.now()
        waits = item.state == "queued"
        return (
            words.state(item.state),
            Cell(str(item.id), "dim"),
            Cell(item.job_name),
            Cell(words.lasted(_since(item), now)),
            Cell(str(item.priority), "dim"),
            Cell(self.standing.why(item, now), "warn" if waits else "dim"),
            Cell(item.queue, "dim"),
            Cell(words.clock(item.due_at, now), "dim"),
            Cell("" if item.pid is None or item.state != "running" else str(item.pid), "dim"),
        )

    def holds(self, item: RunLine, words: Sequence[Any]) -> bool:
        """Whether the filter leaves it."""
        text = f"{item.id} {item.job_id} {item.job_name}".casefold()
        fields = {
            "state": lambda: item.state,
            "queue": lambda: item.queue,
            "kind": lambda: item.kind,
            "job": lambda: (item.job_id, item.job_name),
        }
        return filtering.matches(words, lambda: text, fields)

    def _bars(self, width: int) -> list[Line]:
        """A line for all slots, and one for each queue with a limit or something in it."""
        standing, slots = self.standing, self.slots
        names = sorted(
            {*slots.of_queue, *standing.running, *standing.waiting},
            key=lambda name: (-standing.waiting[name], -standing.running[name], name),
        )
        label = min(max(map(len, ("all slots", *names[:_QUEUES_SHOWN]))), 20)
        total, waiting = standing.total, standing.waiting.total()
        lines = [_bar("all slots", label, total, slots.total, waiting, width)]
        for name in names[:_QUEUES_SHOWN]:
            limit = slots.of_queue.get(name)
            running = standing.running[name]
            lines.append(_bar(name, label, running, limit, standing.waiting[name], width))
        if len(names) > _QUEUES_SHOWN:
            more = f"and {len(names) - _QUEUES_SHOWN:,} more queues"
            lines.append([Segment(f"{'':{label}}  {more}", "quiet")])
        return lines

    # what can be done

    def chosen(self) -> list[RunLine]:
        """The marked runs, or the one under the cursor."""
        found = (self.runs.get(key) for key in self.table.chosen() if isinstance(key, int))
        return [run for run in found if run is not None]

    def on_table_opened(self, message: Table.Opened) -> None:
        """The run and its log."""
        self.action_log()

    def action_log(self) -> None:
        """The run and its log."""
        if runs := self.chosen():
            self.lsh.tell(deeds.command_line("cron", "logs", "--run", str(runs[0].id)), "")
            self.lsh.open_run(runs[0].id)

    def action_job(self) -> None:
        """The job of the run."""
        if runs := self.chosen():
            self.lsh.open_job(runs[0].job_id)

    def action_stop(self) -> None:
        """End them; their jobs' schedules go on."""
        ids = [run.id for run in self.chosen()]
        if not ids:
            return
        named = f"run {ids[0]}" if len(ids) == 1 else f"{len(ids)} runs"
        ask_to_do(self, f"Stop {named}?", deeds.stop_runs(ids), before=self.table.clear_marks)

    def action_copy_id(self) -> None:
        """The ids on the clipboard."""
        if runs := self.chosen():
            self.lsh.copy("\n".join(str(run.id) for run in runs), "the id")


def _since(run: RunLine) -> int | None:
    """Since when it runs or waits for a slot; None for what is only due later."""
    if run.state == "running":
        return run.started_at
    return (run.queued_at or run.due_at) if run.state == "queued" else None


def _bar(name: str, label: int, running: int, limit: int | None, waiting: int, width: int) -> Line:
    """``slow   ████░░░░  2 of 4 · 3 wait``; without a bar where the queue has no limit."""
    figure = f"{running:,} of {limit:,}" if limit else f"{running:,} running"
    said = f"{figure} · {waiting:,} wait" if waiting else figure
    room = max(min(width - label - 26, 60), 4)
    head = Segment(f"{fit(name, label)}  ")
    if not limit:
        return [head, Segment(" " * room + "  "), Segment(said, "quiet")]
    full = running >= limit
    key = "bad" if full and waiting else "warn" if full else "good"
    return [head, Segment(bar(running / limit, room), key), Segment("  "), Segment(said)]
