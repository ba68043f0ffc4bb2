"""Supabase: how the sync stands, what was refused, which conflicts there were, who is silent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import ContentSwitcher, Static

from lsh.domain import humane
from lsh.domain.instant import from_micros
from lsh.store.sinks import letter_name
from lsh.tui import deeds
from lsh.tui.behind import Ended, run_behind
from lsh.tui.messages import Change, Link
from lsh.tui.reading import in_thread
from lsh.tui.screens.base import Place, ask_to_do
from lsh.tui.supabase.standing import SINK, Known, facts_of, look
from lsh.tui.widgets.facts import Facts
from lsh.tui.widgets.json_pane import JsonPane
from lsh.tui.widgets.pages import Pages
from lsh.tui.widgets.rows import Cell, Column, ListRows
from lsh.tui.widgets.table import Table

_LOOK_SECONDS = 5
"""Without a daemon nobody tells of what other commands do here: in sight it is looked up so often."""
_ROOM_FOR_ALL = 36  # lines; with fewer a row that is read takes the place of the status
_LISTS = {"refused": "Refused rows", "verdicts": "Conflicts", "silent": "Silent jobs"}
_REFUSED = (
    Column("id", "ID", 5, right=True, rank=3),
    Column("target", "TABLE", 14),
    Column("row", "ROW", 16, grow=1),
    Column("tries", "TRIES", 5, right=True, rank=4),
    Column("last", "LAST", 8, right=True, rank=1),
    Column("error", "ERROR", 20, grow=3),
)
_VERDICT = (
    Column("at", "WHEN", 9, right=True),
    Column("kind", "WHAT", 10),
    Column("job", "JOB", 14, grow=1),
    Column("host", "HOST", 10, rank=1),
    Column("reason", "REASON", 20, grow=3),
)
_SILENT = (
    Column("job", "JOB", 14, grow=1),
    Column("host", "HOST", 10, grow=1),
    Column("what", "WHAT", 8),
    Column("expected", "EXPECTED", 10, rank=1),
    Column("overdue", "OVERDUE", 8, right=True),
    Column("seen", "LAST SEEN", 9, right=True, rank=2),
)
_STEPS = """\
Nothing here needs Supabase: runs, history and reports are on this machine. \
With a project they are there as well, and several machines can share jobs:

    lsh supabase config set url https://PROJECT.supabase.co
    lsh supabase config set key
    lsh supabase init
    lsh supabase test
"""


class Supabase(Place):
    """The sink, the rows that were refused, conflicts, and silent jobs."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("u", "sync", "sync now", id="supabase.sync"),
        Binding("r", "retry", "send again", id="supabase.retry"),
        Binding("x", "drop", "drop", id="supabase.drop"),
        Binding("c", "silent", "who is silent", id="supabase.silent"),
        Binding("left", "list(-1)", "list before", show=False, id="supabase.list_before"),
        Binding("right", "list(1)", "next list", id="supabase.list_next"),
        Binding("y", "copy", "copy", show=False, id="supabase.copy"),
        Binding("escape", "leave", "back", show=False, id="supabase.leave"),
    ]
    place = "supabase"
    title_text = "Supabase"
    about = "How this home's sync with its Supabase project stands. Only 'who is silent' asks the project."
    DEFAULT_CSS = """
    Supabase #facts { margin: 1 2 0 2; }
    Supabase #steps { margin: 1 2 0 2; display: none; color: $text-muted; }
    Supabase #steps.-wanted { display: block; }
    Supabase #lists { margin: 1 2 0 2; }
    Supabase.-low #facts { max-height: 3; }
    Supabase.-reading #facts { display: none; }
    Supabase ContentSwitcher { height: 1fr; }
    """

    def __init__(self) -> None:
        super().__init__()
        self.known: Known | None = None
        # kept between looks: asking the keyring again and again may ask a person
        self._target: dict[str, Any] | None = None
        self._silent: list[dict[str, Any]] | None = None
        self._stale = False  # something has happened since the last look
        self._seconds = 0  # since that

    def body(self) -> ComposeResult:
        """The status over the lists."""
        yield Facts(id="facts")
        yield Static(_STEPS, id="steps", markup=False)
        yield Pages(_LISTS, id="lists")
        with ContentSwitcher(initial="refused", id="switcher"):
            yield Table(_REFUSED, empty="reading the ledger…", id="refused")
            yield Table(
                _VERDICT,
                empty="no conflict, and nothing of the project was rejected",
                id="verdicts",
            )
            yield Table(
                _SILENT,
                empty="press c to ask the project which jobs' machines have gone silent",
                id="silent",
            )
        yield JsonPane()

    def on_mount(self) -> None:
        """The keys belong to the list."""
        self.table.focus()

    @property
    def table(self) -> Table:
        """The list in sight."""
        return self.query_one(f"#{self.query_one(Pages).current}", Table)

    # what there is

    def come_back(self) -> None:
        """Look at everything anew, the settings too."""
        self._target = None
        self._look()

    def take_in(self, change: Change) -> None:
        """Whatever happens is to be sent."""
        self._stale = True  # looked at with the next second: events may come a hundred a second

    def take_in_sinks(self) -> None:
        """The sink has moved; it is told once a second at most."""
        self._look()

    def tick(self) -> None:
        """Times in words have changed; what came is looked up, or what may have come untold."""
        self._seconds += 1
        untold = self.lsh.link is not Link.UP and self._seconds >= _LOOK_SECONDS
        if self._stale or untold:
            self._look()
        self._tell()
        self.table.renew()

    def _look(self) -> None:
        self._stale, self._seconds = False, 0
        paths, target, now = self.lsh.paths, self._target, self.lsh.now()
        in_thread(self, lambda: look(paths, target, now), self._take, kind="looking", same=True)

    def _take(self, known: Known) -> None:
        self.known, self._target = known, known.target
        self._tell()
        configured = bool(known.status["configured"] or known.letters or known.verdicts)
        self.query_one("#steps").set_class(not configured, "-wanted")
        for part in ("#lists", "#switcher"):
            self.query_one(part).display = configured
        refused, verdicts = self.query_one("#refused", Table), self.query_one("#verdicts", Table)
        refused.say_when_empty("no row was refused")
        refused.show(ListRows(known.letters, lambda one: one["id"], self._letter))
        verdicts.show(ListRows(known.verdicts, lambda one: one["id"], self._verdict))
        self._count()

    def _tell(self) -> None:
        if self.known is not None:
            self.query_one(Facts).tell(list(facts_of(self.known, self.lsh.now())))

    def _count(self) -> None:
        counts = {} if self._silent is None else {"silent": len(self._silent)}
        if self.known is not None:
            counts |= {"refused": len(self.known.letters), "verdicts": len(self.known.verdicts)}
        self.query_one(Pages).count(counts)

    @property
    def _project(self) -> str:
        return str(self.known.status["target"]) if self.known is not None else ""

    def _letter(self, letter: dict[str, Any]) -> Sequence[Cell]:
        now = from_micros(self.lsh.now())
        return (
            Cell(str(letter["id"]), "dim"),
            Cell(letter["target"]),
            Cell(letter_name(letter)),
            Cell(str(letter["tries"]), "dim"),
            Cell(humane.ago(letter["last_at"], now), "dim"),
            Cell(letter["error"].removeprefix(f"{self._project}: "), "bad"),
        )

    def _verdict(self, event: dict[str, Any]) -> Sequence[Cell]:
        data = event["data"]
        return (
            Cell(humane.ago(event["at"], from_micros(self.lsh.now())), "dim"),
            Cell(event["type"].partition(":")[2], "warn"),
            Cell(event["job_name"] or event["job_id"] or str(data.get("job") or "")),
            Cell(str(data.get("host") or ""), "dim"),
            Cell(str(data.get("reason") or data.get("error") or "")),
        )

    def _silence(self, silence: dict[str, Any]) -> Sequence[Cell]:
        now = from_micros(self.lsh.now())
        return (
            Cell(self.lsh.board.name_of(silence["job_id"])),
            Cell(silence["host"] or ""),
            Cell("job" if silence["run_id"] is None else f"run {silence['run_id']}", "dim"),
            Cell(humane.clock(silence["expected_by"], now)),
            Cell(humane.span(silence["overdue"]), "bad"),
            Cell(humane.ago(silence["last_seen_at"], now), "dim"),
        )

    # what can be done

    def on_pages_chosen(self, message: Pages.Chosen) -> None:
        """Another list."""
        self._turn_to(message.name)

    def action_list(self, by: int) -> None:
        """The list beside this one."""
        self._turn_to(self.query_one(Pages).beside(by))

    def _turn_to(self, name: str) -> None:
        self.query_one(Pages).turn_to(name)
        self.query_one(ContentSwitcher).current = name
        self.table.focus()

    def action_sync(self) -> None:
        """Sync now, as the command does."""
        run_behind(self, "supabase", "sync", then=lambda _: self._look(), fine=(0, 1))

    def action_silent(self) -> None:
        """Ask the project which jobs have gone silent."""
        self._turn_to("silent")
        self.table.say_when_empty("asking the project…")
        run_behind(
            self, "supabase", "silent", "--json", then=self._heard, changes=False, fine=(0, 1)
        )

    def _heard(self, ended: Ended) -> None:
        found = ended.data
        table = self.query_one("#silent", Table)
        if not isinstance(found, list):
            table.say_when_empty("the project could not be asked; c asks again")
            return
        self._silent = found
        table.say_when_empty("nothing is silent")
        table.show(
            ListRows(
                found, lambda one: (one["home_id"], one["job_id"], one["run_id"]), self._silence
            )
        )
        self._count()

    def _chosen(self) -> list[dict[str, Any]]:
        """The refused rows that are marked, or the one under the cursor."""
        if self.query_one(Pages).current != "refused" or self.known is None:
            self.lsh.tell("", "refused rows are in the first list")
            return []
        keys = set(self.table.chosen())
        return [letter for letter in self.known.letters if letter["id"] in keys]

    def action_retry(self) -> None:
        """Send refused rows again, as they stand now."""
        if ids := [str(letter["id"]) for letter in self._chosen()]:
            self.table.clear_marks()
            words = ("supabase", "dead-letter", "retry", *ids)
            run_behind(self, *words, then=lambda _: self._look(), fine=(0, 1))

    def action_drop(self) -> None:
        """Forget refused rows."""
        if not (ids := [letter["id"] for letter in self._chosen()]):
            return
        deed = deeds.drop_letters(SINK, ids)

        ask_to_do(
            self,
            f"Forget {humane.plural(len(ids), 'refused row')}?",
            deed,
            detail=f"They stay here and are never sent.\n\n$ {deed.command}",
            before=self.table.clear_marks,
            then=lambda _: self._look(),
        )

    def _row(self) -> dict[str, Any] | None:
        rows = self.table.rows
        assert isinstance(rows, ListRows)
        return rows.items[self.table.index] if self.table.index < len(rows) else None

    def on_table_opened(self, message: Table.Opened) -> None:
        """All of it, below; again closes it."""
        pane = self.query_one(JsonPane)
        pane.show(self._row())
        pane.toggle()
        self.set_class(pane.is_open and self.size.height < _ROOM_FOR_ALL, "-reading")

    def on_table_moved(self, message: Table.Moved) -> None:
        """What is open follows the cursor."""
        if message.table is self.table:
            self.query_one(JsonPane).show(self._row())

    def action_leave(self) -> None:
        """Close what is open."""
        self.query_one(JsonPane).close()
        self.remove_class("-reading")
        self.table.focus()

    def action_copy(self) -> None:
        """The row under the cursor as JSON on the clipboard."""
        import json

        if (row := self._row()) is not None:
            self.lsh.copy(json.dumps(row, indent=2, ensure_ascii=False), "the row")
