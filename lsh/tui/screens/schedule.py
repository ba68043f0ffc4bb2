"""Schedule: what fires in the next hour, day or week, where it crowds, and what collides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static

from lsh.domain import humane
from lsh.domain.agenda import Bundle, Due, density
from lsh.domain.events import EventType
from lsh.domain.explain import describe
from lsh.domain.instant import from_micros, to_micros
from lsh.domain.triggers import Trigger
from lsh.reports.plots import Line, columns
from lsh.store.live_queries import JobLine
from lsh.tui import filtering, words
from lsh.tui.deeds import command_line
from lsh.tui.messages import Change
from lsh.tui.reading import ask_ledger
from lsh.tui.runs.slots import read_slots
from lsh.tui.schedule.calendar import Calendar, DueRows, read_calendar
from lsh.tui.screens.base import FilteredPlace
from lsh.tui.widgets.plot import Plot
from lsh.tui.widgets.rows import Cell, Column
from lsh.tui.widgets.table import Table


class Span(NamedTuple):
    """A length of time that is looked at: in how many columns, and how their ends are named."""

    name: str
    length: timedelta
    parts: int
    form: str


SPANS = {
    "hour": Span("hour", timedelta(hours=1), 60, "%H:%M"),
    "day": Span("day", timedelta(days=1), 96, "%a %H:%M"),
    "week": Span("week", timedelta(days=7), 84, "%a %d %b"),
}
_HEIGHTS = ((24, 3), (40, 5))  # rows of the terminal below which the timeline is so high
_STALE = 60  # a window is computed anew when a sixtieth of it has passed
_DEFINING = frozenset(
    {
        *(EventType.JOB_CREATED, EventType.JOB_UPDATED, EventType.JOB_REMOVED),
        *(EventType.JOB_ARMED, EventType.JOB_DISARMED, EventType.JOB_PAUSED),
        *(EventType.JOB_RESUMED, EventType.JOB_FINISHED, EventType.CLOCK_JUMPED),
    }
)


class Schedule(FilteredPlace):
    """The timeline of all that is due, and the list of it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("h", "span('hour')", "hour", id="schedule.hour"),
        Binding("d", "span('day')", "day", id="schedule.day"),
        Binding("w", "span('week')", "week", id="schedule.week"),
        Binding("left", "shift(-1)", "earlier", id="schedule.earlier"),
        Binding("right", "shift(1)", "later", id="schedule.later"),
        Binding("t", "now", "from now", show=False, id="schedule.now"),
        Binding("c", "collision(1)", "next collision", id="schedule.collision"),
        Binding(
            "C", "collision(-1)", "collision before", show=False, id="schedule.collision_before"
        ),
    ]
    place = "schedule"
    title_text = "Schedule"
    about = (
        "What the schedules make due. A collision is an instant with more jobs than slots,"
        " or with more than ten."
    )
    fields = ("queue", "tag", "category")
    columns = (
        Column("at", "AT", 12),
        Column("left", "LEFT", 7, right=True, rank=1),
        Column("job", "JOB", 14, grow=2),
        Column("together", "ONCE", 6, right=True, rank=2),
        Column("words", "IN WORDS", 20, grow=3, rank=3),
        Column("queue", "QUEUE", 8, rank=4),
    )
    DEFAULT_CSS = """
    Schedule #span { margin: 1 2 0 2; height: 1; }
    Schedule #timeline { margin: 0 1 1 2; }
    Schedule.-low #timeline { display: none; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.span = SPANS["hour"]
        self.shift = 0
        self.calendar: Calendar | None = None
        self._out_of_date = False

    def body(self) -> ComposeResult:
        """The timeline over the list."""
        yield Static(id="span")
        yield Plot(self._timeline, id="timeline")
        yield Table(self.columns, empty="reading the ledger…")

    def on_mount(self) -> None:
        """Take up the span of the last time."""
        super().on_mount()
        self.span = SPANS.get(self.lsh.memory.get(self.place, "span", "hour"), SPANS["hour"])
        self.table.focus()

    @property
    def table(self) -> Table:
        """The list."""
        return self.query_one(Table)

    @property
    def rows(self) -> DueRows | None:
        """What the list shows, once it was computed."""
        rows = self.table.rows
        return rows if isinstance(rows, DueRows) else None

    # computing

    def come_back(self) -> None:
        """Compute what is ahead now."""
        self.compute()

    def apply_filter(self) -> None:
        """Of these jobs only."""
        self.compute()

    def compute(self) -> None:
        """Ask for the window anew, in a thread."""
        self._out_of_date = False
        parsed = filtering.parse(self.filter_text, self.fields)
        jobs = self.lsh.board.jobs
        wanted = {i for i, job in jobs.items() if _holds(job, parsed)} if parsed else None
        start = self._start()
        until = start + self.span.length
        paths = self.lsh.paths

        def chosen(job: str) -> bool:
            return wanted is None or job in wanted

        ask_ledger(
            self,
            lambda ledger: read_calendar(ledger, chosen, start, until, read_slots(paths)),
            self._take,
        )

    def _take(self, calendar: Calendar) -> None:
        self.calendar = calendar
        self.table.say_when_empty(f"nothing is due in this {self.span.name}")
        self.table.show(DueRows(calendar, self._cells))
        self.query_one(Plot).show(self._timeline)
        self._say_span()

    def take_in(self, change: Change) -> None:
        """Another definition is another agenda; that a job ran is none."""
        self._out_of_date = self._out_of_date or any(e["type"] in _DEFINING for e in change.events)

    def tick(self) -> None:
        """Times in words have changed; after a while so has what is ahead."""
        start = None if self.calendar is None else self.calendar.agenda.start
        age = timedelta() if start is None else self._start() - start
        if self._out_of_date or age > self.span.length / _STALE:
            self.compute()
        self.table.renew()

    def _start(self) -> datetime:
        return from_micros(self.lsh.now()) + self.shift * self.span.length

    # what is shown

    def _timeline(self, width: int) -> list[Line]:
        """Starts over the span; those at crowded instants stand out."""
        found = self.calendar
        if found is None:
            return []
        crowded = (due for due in found.agenda.dues if due.at in found.collisions)
        stacks = density(found.agenda, found.until, self.span.parts, crowded)
        height = next((high for rows, high in _HEIGHTS if self.size.height <= rows), 7)
        return columns(
            stacks, keys=("time", "bad"), width=width, height=height, below=self._marks(found)
        )

    def _marks(self, found: Calendar) -> list[str]:
        parts = 4
        length = (found.until - found.agenda.start) / parts
        instants = (found.agenda.start + length * n for n in range(parts + 1))
        return [f"{instant.astimezone():{self.span.form}}" for instant in instants]

    def _say_span(self) -> None:
        found = self.calendar
        if found is None:
            return
        first, last = (
            f"{at.astimezone():%a %d %b %H:%M}" for at in (found.agenda.start, found.until)
        )
        told = [f"{humane.plural(found.starts, 'start')} of {humane.plural(found.jobs, 'job')}"]
        if found.collisions:
            told.append(f"[$text-error]▲ {humane.plural(len(found.collisions), 'collision')}[/]")
        if found.agenda.cut:
            end = words.clock(to_micros(found.agenda.end), self.lsh.now())
            told.append(f"[$text-warning]too much is due: shown until {end}[/]")
        head = f"[b]{self.span.name}[/b]  {first} – {last}  [$text-muted]·[/]  "
        self.query_one("#span", Static).update(Content.from_markup(head + " · ".join(told)))

    def _cells(self, due: Due, job: str, bundle: Bundle) -> Sequence[Cell]:
        """One row."""
        now = self.lsh.now()
        at = to_micros(due.at)
        collision = self.calendar.collisions.get(due.at) if self.calendar else None
        words_of = in_words(bundle.trigger)
        return (
            Cell(_clock(due.at, from_micros(now)), "dim" if at < now else ""),
            Cell(words.left(at, now), "dim"),
            Cell(self.lsh.board.name_of(job)),
            Cell(f"×{due.count:,}" if due.count > 1 else "", "bad" if collision else "dim"),
            Cell(f"▲ {collision} · {words_of}", "bad") if collision else Cell(words_of, "dim"),
            Cell(bundle.queue, "dim"),
        )

    # what can be done

    def refocus(self) -> None:
        """Back to the list."""
        self.table.focus()

    def action_span(self, name: str) -> None:
        """Look at an hour, a day or a week, from now on."""
        self.span, self.shift = SPANS[name], 0
        self.lsh.memory.put(self.place, "span", name)
        self._look()

    def action_shift(self, by: int) -> None:
        """Look at what comes before or after; not before now, which the runs tell."""
        self.shift = max(self.shift + by, 0)
        self._look()

    def action_now(self) -> None:
        """From now on again."""
        self.shift = 0
        self._look()

    def _look(self) -> None:
        first = self._start().astimezone()
        last = first + self.span.length
        told = command_line(
            "cron",
            "simulate",
            "--from",
            f"{first:%Y-%m-%dT%H:%M}",
            "--to",
            f"{last:%Y-%m-%dT%H:%M}",
        )
        self.lsh.tell(told, "")
        self.compute()

    def action_collision(self, step: int) -> None:
        """To the next (or the last) instant with too much at once."""
        rows, found = self.rows, self.calendar
        if rows is None or found is None or not len(rows):
            return
        index = rows.next_of(self.table.index, lambda due: due.at in found.collisions, step)
        if index is None:
            self.lsh.tell("", "no collision " + ("after this" if step > 0 else "before this"))
        else:
            self.table.move_to(index)

    def on_table_opened(self, message: Table.Opened) -> None:
        """Everything about the job."""
        rows = self.rows
        if rows is not None:
            self.lsh.open_job(rows.at(message.table.index)[1])


@lru_cache(maxsize=512)
def in_words(trigger: Trigger) -> str:
    """When a trigger makes its jobs due, as a sentence."""
    return describe(trigger)


def _clock(at: datetime, now: datetime) -> str:
    """By this machine's clock, with as much of the day as a list over a week needs."""
    local, today = at.astimezone(), now.astimezone().date()
    time = f"{local:%H:%M:%S}" if local.second else f"{local:%H:%M}"
    days = (local.date() - today).days
    return time if days == 0 else f"{local:%a} {time}" if days < 7 else f"{local:%d %b} {time}"


def _holds(job: JobLine, wanted: Sequence[filtering.Word]) -> bool:
    return filtering.matches(
        wanted,
        lambda: _text(job),
        {"queue": lambda: job.queue, "tag": lambda: job.tags, "category": lambda: job.category},
    )


def _text(job: JobLine) -> str:
    return f"{job.id} {job.name} {' '.join(job.tags)}".casefold()
