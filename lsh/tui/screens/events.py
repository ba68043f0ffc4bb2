"""Events: everything that happens, as it happens, and what happened before."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Static

from lsh.domain import humane
from lsh.domain.events import OF_STATE, EventType
from lsh.domain.instant import from_micros
from lsh.store.live_queries import last_event_id
from lsh.tui import filtering, words
from lsh.tui.events.tail import Event, Piece, Tail, Wanted, read_newer, read_older
from lsh.tui.messages import Change
from lsh.tui.reading import ask_ledger
from lsh.tui.screens.base import FilteredPlace
from lsh.tui.widgets.json_pane import JsonPane
from lsh.tui.widgets.rows import Cell, Column
from lsh.tui.widgets.table import Table

_NEAR = 60  # rows from an end of what is in memory at which more is read
_STATES = {str(kind): str(state) for state, kind in OF_STATE.items()}
_TONES = {
    EventType.SPAWNER_LOST: "bad", EventType.STORAGE_FULL: "bad", EventType.SUPABASE_REJECTED: "bad",
    EventType.SUPABASE_CONFLICT: "warn", EventType.CLOCK_JUMPED: "warn",
    EventType.DAEMON_STARTED: "strong", EventType.DAEMON_STOPPED: "strong",
}  # fmt: skip
_SAID_FIRST = ("reason", "error", "outcome")
_SHORT = 60  # letters of a value in the list; all of it stands in the event


class Events(FilteredPlace):
    """The event log, newest at the bottom."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f", "follow", "follow", id="events.follow"),
        Binding("o", "show_about", "its run or job", id="events.about"),
        Binding("y", "copy", "copy", id="events.copy"),
    ]
    place = "events"
    title_text = "Events"
    about = (
        "The event log: every change of anything. Enter shows all of an event. Older ones are read"
        " as you scroll."
    )
    fields = ("type", "job", "actor", "run")
    columns = (
        Column("at", "AT", 12),
        Column("type", "EVENT", 16),
        Column("job", "JOB", 14, grow=1),
        Column("run", "RUN", 7, right=True, rank=1),
        Column("data", "WHAT", 16, grow=3),
        Column("actor", "BY", 8, rank=2),
        Column("id", "ID", 7, right=True, rank=3),
    )
    DEFAULT_CSS = """
    Events #where { margin: 0 2; height: 1; color: $text-muted; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.tail = Tail([], self._cells)
        self.following = True
        self._wanted: Wanted = _everything
        self._news: list[Event] = []
        self._reading = False
        self._behind = False  # something came that could not be read
        self._loads = 0  # of which ledger the list is: the board's number

    def body(self) -> ComposeResult:
        """The list over the event that is looked at."""
        yield Static(id="where")
        yield Table(self.columns, empty="reading the ledger…")
        yield JsonPane()

    def on_mount(self) -> None:
        """Begin at the end, where things happen."""
        super().on_mount()
        self.watch(self.table, "scroll_y", self._scrolled, init=False)
        self.table.focus()

    @property
    def table(self) -> Table:
        """The list."""
        return self.query_one(Table)

    # reading

    def come_back(self) -> None:
        """Read what happened meanwhile, or all anew when the end is what one looks at."""
        if self.following or not self.tail.at_end or self._loads != self.lsh.board.loads:
            self._begin()
        else:
            self._read_on()

    def apply_filter(self) -> None:
        """Begin again at the end, with what the filter leaves."""
        parsed = filtering.parse(self.filter_text, self.fields)
        self._wanted = (lambda event: _holds(event, parsed)) if parsed else _everything
        self.following = True
        self._begin()

    def _begin(self) -> None:
        wanted, self._news, self._reading = self._wanted, [], True
        self._loads = self.lsh.board.loads

        def read(ledger: sqlite3.Connection) -> tuple[Piece, int]:
            return read_older(ledger, None, wanted), last_event_id(ledger)

        ask_ledger(self, read, self._start, failed=self._lose)

    def _start(self, read: tuple[Piece, int]) -> None:
        piece, newest = read
        tail = Tail(
            piece.events, self._cells, oldest=piece.to, newest=newest, at_beginning=piece.end
        )
        self._reading = False
        empty = "no event is like this" if self.filter_text else "nothing has happened yet"
        self.table.say_when_empty(empty)
        self._show(tail.with_news(self._news, self._wanted))

    def _read_back(self) -> None:
        self._reading = True
        wanted, before = self._wanted, self.tail.oldest
        ask_ledger(
            self,
            lambda ledger: read_older(ledger, before, wanted),
            self._got_older,
            failed=self._lose,
        )

    def _got_older(self, piece: Piece) -> None:
        self._reading = False
        self._show(self.tail.with_older(piece))

    def _read_on(self) -> None:
        self._reading = True
        wanted, after = self._wanted, self.tail.newest
        ask_ledger(
            self,
            lambda ledger: read_newer(ledger, after, wanted),
            self._got_newer,
            failed=self._lose,
        )

    def _got_newer(self, piece: Piece) -> None:
        self._reading = False
        self._show(self.tail.with_newer(piece).with_news(self._news, self._wanted))

    def _lose(self) -> None:
        """The ledger could not be read: what came meanwhile is looked up when more comes."""
        self._reading, self._news, self._behind = False, [], True

    def take_in(self, change: Change) -> None:
        """What just happened."""
        if self._behind and not self._reading:
            self._behind = False
            self.come_back()
        elif self._reading:
            self._news += change.events
        else:
            self._show(self.tail.with_news(change.events, self._wanted))

    def _scrolled(self) -> None:
        """Near an end of what is in memory: read more, if there is more."""
        if self._reading or not self.is_current:
            return
        top = self.table.scroll_offset.y
        if top < _NEAR and not self.tail.at_beginning:
            self._read_back()
        elif top + self.table.size.height > len(self.tail) - _NEAR and not self.tail.at_end:
            self._news = []
            self._read_on()

    # showing

    def _show(self, tail: Tail) -> None:
        if tail is self.tail:
            return
        self.tail = tail
        self.table.show(tail, steady=True)
        if self.following:
            self.table.move_to(len(tail) - 1)
        self._say_where()

    def _say_where(self) -> None:
        count = humane.plural(len(self.tail), "event")
        back = "from the first" if self.tail.at_beginning else "older ones as you scroll"
        state = "[$text-success]▼ following[/]" if self.following else "‖ not following: f follows"
        self.query_one("#where", Static).update(f"{state} · {count} here, {back}")

    def on_table_moved(self, message: Table.Moved) -> None:
        """Whoever goes up wants to read; whoever goes to the end wants to follow."""
        at_end = self.tail.at_end and self.table.index >= len(self.tail) - 1
        if at_end is not self.following:
            self.following = at_end
            self._say_where()
        self._detail()

    def on_table_opened(self, message: Table.Opened) -> None:
        """All of the event, below; again closes it."""
        self.query_one(JsonPane).toggle()
        self._detail()

    def _detail(self) -> None:
        event = self.chosen()
        if event is not None:
            self.query_one(JsonPane).show(event)

    def _cells(self, event: Event) -> Sequence[Cell]:
        """One row."""
        return (
            Cell(_clock(event["at"], self.lsh.now()), "dim"),
            _kind(event["type"]),
            Cell(event["job_name"] or event["job_id"] or ""),
            Cell(event["run_id"] or "", "dim"),
            Cell(in_short(event["data"]), "dim"),
            Cell(event["actor"] or "", "dim"),
            Cell(event["id"], "dim"),
        )

    # what can be done

    def refocus(self) -> None:
        """Back to the list."""
        self.table.focus()

    def action_leave(self) -> None:
        """Close the event first; then as everywhere."""
        if self.query_one(JsonPane).close():
            self.table.focus()
        else:
            super().action_leave()

    def action_follow(self) -> None:
        """Stay at the end as things happen, or stay here."""
        self.following = not self.following
        if self.following and not self.tail.at_end:
            self._begin()
        elif self.following:
            self.table.move_to(len(self.tail) - 1)
        self._say_where()

    def chosen(self) -> Event | None:
        """The event under the cursor."""
        index = self.table.index
        return self.tail.events[index] if index < len(self.tail) else None

    def action_show_about(self) -> None:
        """The run that it is about, or else the job."""
        event = self.chosen()
        if event is None:
            return
        if event["run_id"]:
            self.lsh.open_run(int(event["run_id"]))
        elif event["job_id"] in self.lsh.board.jobs:
            self.lsh.open_job(event["job_id"])
        else:
            self.lsh.tell("", "it is about no job that is there")

    def action_copy(self) -> None:
        """The event as JSON on the clipboard."""
        event = self.chosen()
        if event is not None:
            self.lsh.copy(json.dumps(event, indent=2, ensure_ascii=False), "the event")


def in_short(data: dict[str, Any]) -> str:
    """What an event says besides, on one line: why first."""
    names = [name for name in _SAID_FIRST if data.get(name)]
    names += [name for name in data if name not in names and data[name] not in (None, "", [], {})]
    return " · ".join(
        _value(data[name]) if name in _SAID_FIRST else f"{name} {_value(data[name])}"
        for name in names
    )


def _value(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return humane.one_line(text if len(text) <= _SHORT else text[: _SHORT - 1] + "…")


def _kind(kind: str) -> Cell:
    """A type with the sign of the state that it leads to."""
    state = _STATES.get(kind)
    if state is None:
        return Cell(f"  {kind}", _TONES.get(EventType(kind), "") if kind in set(EventType) else "")
    sign, tone = words.state(state)
    return Cell(f"{sign[0]} {kind}", tone)


def _clock(at: str, now: int) -> str:
    """To the millisecond, for in a log one looks for the order of things; of other days to the minute."""
    local, today = datetime.fromisoformat(at).astimezone(), from_micros(now).astimezone().date()
    if local.date() == today:
        return f"{local:%H:%M:%S.%f}"[:-3]
    return f"{local:%d %b %H:%M}" if local.year == today.year else f"{local:%Y-%m-%d}"


def _holds(event: Event, wanted: Sequence[filtering.Word]) -> bool:
    return filtering.matches(
        wanted,
        lambda: _text(event),
        {
            "type": lambda: event["type"],
            "job": lambda: (event["job_id"] or "", event["job_name"] or ""),
            "actor": lambda: event["actor"] or "",
            "run": lambda: event["run_id"] or "",
        },
    )


def _text(event: Event) -> str:
    data = json.dumps(event["data"], ensure_ascii=False) if event["data"] else ""
    named = (event["type"], event["job_id"] or "", event["job_name"] or "", event["actor"] or "")
    return f"{' '.join(named)} {data}".casefold()


def _everything(event: Event) -> bool:
    return True
