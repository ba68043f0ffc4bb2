"""A log with its scroll bar, the line that says where one is in it, and the line to search it."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.markup import escape
from textual.message import Message
from textual.scrollbar import ScrollBar, ScrollDown, ScrollTo, ScrollUp
from textual.widgets import Input, Static

from lsh.domain import humane
from lsh.tui.widgets.line import Line
from lsh.tui.widgets.log import LogView


class SearchLine(Line):
    """What to look for; looked for at every key."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "no search", show=False)]

    class Left(Message):
        """Given up."""

    def action_leave(self) -> None:
        """Give it up."""
        self.post_message(self.Left())


class LogPane(Vertical):
    """``title`` stands at the left of its last line."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("slash", "search", "search", id="log.search")]
    DEFAULT_CSS = """
    LogPane {
        height: 1fr;
        & #log-body { height: 1fr; }
        & ScrollBar { width: 1; height: 1fr; }
        & #log-foot { height: 1; background: $surface; padding: 0 1; }
        &:focus-within #log-foot { background: $panel; }
        & #log-title { width: auto; max-width: 60%; color: $text-muted; }
        & #log-where { width: 1fr; text-align: right; }
        & SearchLine { height: 1; border: none; padding: 0 1; display: none; background: $panel; }
        &.-searching SearchLine { display: block; }
        &.-searching #log-title { display: none; }
    }
    """

    def __init__(self, *, empty: str = "", id: str | None = None) -> None:
        super().__init__(id=id)
        self._empty = empty
        self._from = 0  # where the search began that is being typed

    def compose(self) -> ComposeResult:
        """The rows, and a line below."""
        with Horizontal(id="log-body"):
            yield LogView(empty=self._empty)
            yield ScrollBar(vertical=True)
        yield SearchLine(placeholder="search", compact=True, select_on_focus=True)
        with Horizontal(id="log-foot"):
            yield Static(id="log-title", markup=False)
            yield Static(id="log-where")

    @property
    def view(self) -> LogView:
        """The rows."""
        return self.query_one(LogView)

    def show(self, path: Path, title: str, *, growing: bool, empty: str) -> None:
        """Show a log. ``empty`` is what stands there while nothing was printed."""
        self.query_one("#log-title", Static).update(title)
        self.view.empty = empty
        self.view.show(path, growing=growing)

    def on_log_view_moved(self) -> None:
        """Say where one is."""
        view, bar = self.view, self.query_one(ScrollBar)
        rows, size = view.shown, view.lines.end - view.lines.start
        in_view = rows[-1].line.end - rows[0].line.start if rows else 0
        # a bar counts rows, but nobody knows how many there are: the mean one in view, in bytes
        row = max(1.0, in_view / max(1, len(rows)))
        bar.window_virtual_size = round(size / row)
        bar.window_size = view.size.height
        bar.position = (rows[0].line.start - view.lines.start) / row if rows else 0
        self.query_one("#log-where", Static).update(Content.from_markup(_where(view)))

    def action_search(self) -> None:
        """Open the line."""
        cursor = self.view.port.cursor
        self._from = cursor.start if cursor else 0
        line = self.query_one(SearchLine)
        self.add_class("-searching")
        with line.prevent(Input.Changed):
            line.value = self.view.sheet.needle
        line.focus()

    def let_go(self) -> bool:
        """Stop what is searched or marked; whether there was anything."""
        return self.view.give_up()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look for it at once."""
        event.stop()
        self.view.search(event.value, self._from)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Go on with what was found."""
        event.stop()
        self._close()

    def on_search_line_left(self) -> None:
        """Back to where one was."""
        self.view.give_up()
        self.view.port.to(self._from)
        self.view.look_again()
        self._close()

    def _close(self) -> None:
        self.remove_class("-searching")
        self.view.focus()

    def on_scroll_to(self, event: ScrollTo) -> None:
        """The bar was dragged."""
        event.stop()
        bar = self.query_one(ScrollBar)
        if event.y is not None:
            self.view.go_to_share(event.y / max(1, bar.window_virtual_size))

    def on_scroll_up(self, event: ScrollUp) -> None:
        """The bar was clicked above its handle."""
        event.stop()
        self.view.action_page(-1)

    def on_scroll_down(self, event: ScrollDown) -> None:
        """The bar was clicked below its handle."""
        event.stop()
        self.view.action_page(1)


def _where(view: LogView) -> str:
    """How the log is looked at, and where one is in it, as markup."""
    parts = []
    if view.hunt.share is not None:
        parts.append(f"[$text-warning]searching… {view.hunt.share:.0%}[/]")
    elif view.hunt.said:
        parts.append(f"[$text-warning]{view.hunt.said}[/]")
    if view.sheet.needle and view.has_focus:  # otherwise it stands in the line above
        parts.append(f"[$text-warning]/{escape(view.sheet.needle)}[/]")
    if (marked := view.marked()) is not None:
        parts.append(f"[$text-accent]{humane.size(marked[1] - marked[0])} marked[/]")
    if view.sheet.aside:
        parts.append(f"from column {view.sheet.aside + 1}")
    if view.sheet.wrap:
        parts.append("wrap")
    if view.growing:
        parts.append("[$text-success]▶ follow[/]" if view.port.at_end else "‖ stands still")
    size = view.lines.end - view.lines.start
    parts.append(f"[$text-muted]{humane.size(size)}[/]")
    parts.append(f"{view.share:.0%}" if size else "–")
    return "  ".join(parts)
