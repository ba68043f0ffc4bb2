"""What every screen has: the bars, the filter, help, and the app's own door and clock."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from lsh.tui.messages import Change
from lsh.tui.widgets.filter_line import FilterLine
from lsh.tui.widgets.foot import Foot
from lsh.tui.widgets.topbar import TopBar

if TYPE_CHECKING:
    from lsh.tui.app import LshApp
    from lsh.tui.deeds import Deed
    from lsh.tui.reading import Turn


class Place(Screen[None]):
    """A screen between the bars. A subclass composes its ``body`` and takes in changes.

    ``place`` is the name in ``places.PLACES`` (what is opened from one names the place it belongs to),
    ``title_text`` and ``about`` head its help.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark,f1", "help", "help", id="help"),
    ]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (18, "-high")]  # noqa: RUF012 - as Screen has it
    place: ClassVar[str]
    title_text: ClassVar[str]
    about: ClassVar[str] = ""

    def __init__(self) -> None:
        super().__init__()
        # what is under way in threads, by its kind, and what waits for that to end: ``lsh.tui.reading``
        self.turns: dict[str, Turn | None] = {}

    @property
    def lsh(self) -> LshApp:
        """The app."""
        return cast("LshApp", self.app)

    @property
    def is_whole(self) -> bool:
        """Whether its widgets have all their parts: not yet while it comes, not any more while it goes."""
        if not (self.is_mounted and self.is_running):
            return False
        has_all = any(isinstance(part, Foot) for part in self.children)  # it comes last
        return has_all and all(part.is_mounted for part in self.walk_children(Widget))

    def compose(self) -> ComposeResult:
        """The bars and what is between them."""
        yield TopBar(self.place)
        yield from self.body()
        yield from self.below()
        yield Foot()

    def body(self) -> ComposeResult:
        """What the screen shows."""
        raise NotImplementedError

    def below(self) -> ComposeResult:
        """What stands right above the foot."""
        yield from ()

    def take_in(self, change: Change) -> None:
        """The ledger has changed, and ``app.board`` with it."""

    def take_in_sinks(self) -> None:
        """Something became of a sink, which no change of the ledger's events tells."""

    def come_back(self) -> None:
        """The screen is in sight again, and the ledger may have changed since."""

    def tick(self) -> None:
        """A second has passed, in sight."""

    def on_screen_resume(self) -> None:
        """Bring the bars and the content up to date."""
        self.show_bars()
        self.come_back()

    def show_bars(self) -> None:
        """Say at the top and at the foot how things are."""
        if not self.is_whole:
            self.call_after_refresh(self.show_bars)
            return
        bar = self.query_one(TopBar)
        bar.show_link(self.lsh.link, read_only=self.lsh.read_only, trouble=self.lsh.trouble)
        bar.show_totals(self.totals())
        self.query_one(Foot).show(*self.told())

    def totals(self) -> str:
        """The figures at the top."""
        return self.lsh.totals()

    def told(self) -> tuple[str, str, str]:
        """The foot: a command, how it went, and whether that is good or bad."""
        return self.lsh.last_told

    def go_home(self) -> None:
        """Back to the place that this was opened from, however deep."""
        while len(self.app.screen_stack) > 1:
            self.app.pop_screen()

    def action_help(self) -> None:
        """Show the keys."""
        from lsh.tui.widgets.help import Help

        self.app.push_screen(Help(self.title_text, self.about, cast("Screen[object]", self)))


class FilteredPlace(Place):
    """A place with a filter line. ``fields`` are what can be asked by ``field:value``."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # at once, before the next key finds its way: what is typed after it must not be taken for keys
        Binding("slash", "filter", "filter", id="filter", priority=True),
        Binding("escape", "leave", "back", show=False, id="leave"),
    ]
    fields: ClassVar[tuple[str, ...]] = ()

    def __init__(self) -> None:
        super().__init__()
        self.filter_text = ""

    @property
    def kept_as(self) -> str:
        """Under which name its filter and order are remembered."""
        return self.place

    def below(self) -> ComposeResult:
        """The filter line."""
        hint = "words, -without" + "".join(f", {field}:" for field in self.fields)
        yield FilterLine(hint)

    def on_mount(self) -> None:
        """Take up the filter of the last time."""
        self.filter_text = self.lsh.memory.get(self.kept_as, "filter", "")
        self.query_one(FilterLine).keep(self.filter_text)

    def apply_filter(self) -> None:
        """Show what ``filter_text`` leaves."""
        raise NotImplementedError

    def refocus(self) -> None:
        """Give the keys back to what is filtered."""
        raise NotImplementedError

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A slash that is typed into a line is a slash."""
        typing = action == "filter" and isinstance(self.focused, Input)
        return False if typing else super().check_action(action, parameters)

    def action_filter(self) -> None:
        """Open the line."""
        self.query_one(FilterLine).open(self.filter_text, self.lsh.memory.filters())

    def action_leave(self) -> None:
        """Take the filter off; without one, go back to where one came from."""
        if self.filter_text:
            self.query_one(FilterLine).action_clear()
        elif len(self.app.screen_stack) > 1:
            self.dismiss()

    def on_filter_line_edited(self, message: FilterLine.Edited) -> None:
        """Filter while it is typed."""
        if message.text != self.filter_text:
            self.filter_text = message.text
            self.apply_filter()

    def on_filter_line_closed(self, message: FilterLine.Closed) -> None:
        """Keep the filter, for this place and for recalling."""
        self.filter_text = message.text
        self.lsh.memory.put(self.kept_as, "filter", message.text)
        self.lsh.memory.add_filter(message.text)
        self.apply_filter()
        self.refocus()


def ask(
    screen: Place,
    question: str,
    detail: str,
    then: Callable[[], None],
    *,
    typed: str | None = None,
) -> None:
    """Do it if the person says yes, or types ``typed`` where that is asked for."""
    from lsh.tui.widgets.confirm import Confirm

    def answered(yes: bool | None) -> None:
        if yes:
            then()

    screen.app.push_screen(Confirm(question, detail, typed=typed), answered)


def ask_to_do(
    screen: Place,
    question: str,
    deed: Deed,
    *,
    detail: str | None = None,
    typed: str | None = None,
    before: Callable[[], None] = lambda: None,
    then: Callable[[list[Any]], None] | None = None,
) -> None:
    """``ask``, and do a deed: ``before`` is called first, ``then`` as by ``LshApp.do``.

    The person sees the ``detail``, or the command. When read-only nobody is asked: nothing is done, and
    the foot says so.
    """

    def do() -> None:
        before()
        screen.lsh.do(deed, then)

    if screen.lsh.read_only:
        screen.lsh.do(deed)
    else:
        ask(screen, question, f"$ {deed.command}" if detail is None else detail, do, typed=typed)
