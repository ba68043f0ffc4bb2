"""A log on screen: its end at once, whatever its size. What is not in view is not read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from lsh.client.logs import PAUSE
from lsh.tui.logs.hiding import Hider
from lsh.tui.logs.lines import Lines
from lsh.tui.logs.painting import paint
from lsh.tui.logs.search import Found
from lsh.tui.logs.sheet import Sheet
from lsh.tui.logs.stretch import LogFile
from lsh.tui.logs.viewport import Row, Viewport
from lsh.tui.widgets.hunt import Hunt

_GUTTER = 1
_STEP = 8  # columns
_GROUNDS = frozenset({"cursor", "marked"})
_CLIPBOARD_BYTES = 1 << 20  # more than terminals take


class LogView(Widget, can_focus=True):
    """The rows in view. What it cannot do itself it posts: ``Copied``, ``Moved``, ``Refused``."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "up", show=False, id="log.up"),
        Binding("down,j", "move(1)", "down", show=False, id="log.down"),
        Binding("pageup,b,ctrl+b", "page(-1)", "page up", show=False, id="log.page_up"),
        Binding("pagedown,space,ctrl+f", "page(1)", "page down", show=False, id="log.page_down"),
        Binding("home,g", "start", "start", show=False, id="log.start"),
        Binding("end,G", "end", "end", show=False, id="log.end"),
        Binding("left,h", "aside(-1)", "left", show=False, id="log.left"),
        Binding("right,l", "aside(1)", "right", show=False, id="log.right"),
        Binding("f", "follow", "follow", id="log.follow"),
        Binding("w", "wrap", "wrap", id="log.wrap"),
        Binding("n", "again(True)", "next found", show=False, id="log.next"),
        Binding("N", "again(False)", "found before", show=False, id="log.previous"),
        Binding("v", "mark", "mark lines", show=False, id="log.mark"),
        Binding("y", "copy", "copy", id="log.copy"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "log--cursor", "log--marked", "log--found", "log--hit", "log--dim",
    }  # fmt: skip
    DEFAULT_CSS = """
    LogView {
        width: 1fr; height: 1fr; background: $background;
        & > .log--cursor { background: $surface-lighten-1; }
        &:focus > .log--cursor { background: $primary 25%; }
        & > .log--marked { background: $accent 25%; }
        & > .log--found { background: $warning 60%; color: $background; text-style: underline; }
        & > .log--hit { background: $background; color: $warning; text-style: bold reverse; }
        & > .log--dim { color: $text-muted; }
    }
    """

    class Moved(Message):
        """Something else is in view, or it is looked at in another way."""

    class Copied(Message):
        """A text for the clipboard, and what it is."""

        def __init__(self, text: str, what: str) -> None:
            super().__init__()
            self.text = text
            self.what = what

    class Refused(Message):
        """Why something was not done."""

        def __init__(self, why: str) -> None:
            super().__init__()
            self.why = why

    def __init__(self, *, empty: str = "") -> None:
        super().__init__()
        self.empty = empty
        self.growing = False
        self.hunt = Hunt(self, self._go_to, self._refresh)
        self.marked_from: int | None = None  # an end of the marked lines; the cursor is the other
        self._in_sight = True
        self._rows: list[Row] = []
        self._styles: dict[str, Style] = {}
        self._hider = Hider({})
        self.log_file = LogFile(Path(os.devnull))
        self.lines = Lines(self.log_file)
        self.sheet = Sheet(self.lines, self._hider)
        self.port = Viewport(self.lines, self.sheet.parts)

    def on_mount(self) -> None:
        """Get ready to follow."""
        self._timer = self.set_interval(PAUSE, self.look, pause=True)
        self._steer()

    # what is shown

    def show(self, path: Path, *, growing: bool = False) -> None:
        """Show a log from its end, and follow it while it is ``growing``."""
        self.log_file = LogFile(path)
        self.lines = Lines(self.log_file)
        before, self.sheet = self.sheet, Sheet(self.lines, self._hider)
        self.sheet.wrap, self.sheet.needle = before.wrap, before.needle
        self.port = Viewport(self.lines, self.sheet.parts)
        self.marked_from = None
        self.hunt.stop()
        self._fit()
        self.growing = growing
        self._refresh()

    def hide_secrets_of(self, environment: dict[str, str]) -> None:
        """The job's own environment: the secrets in it are not shown."""
        self._hider.environment = environment
        self.sheet.forget()
        self._refresh()

    def grow(self, *, growing: bool) -> None:
        """Whether there may come more; look once at what came last."""
        self.growing = growing
        self.look()
        self._steer()

    def be_in_sight(self, *, there: bool) -> None:
        """Nobody needs to follow what nobody sees."""
        self._in_sight = there
        if there:
            self.look()
        self._steer()

    def look(self) -> None:
        """See what has become of the log."""
        moves = self.log_file.moves
        if self.log_file.look():
            if moves != self.log_file.moves:
                self.sheet.forget()
            self._refresh()

    def look_again(self) -> None:
        """Show where the port is now."""
        self._refresh()

    def _steer(self) -> None:
        """Look again and again only while it grows, its end is in view, and somebody sees it."""
        if not self.is_mounted:
            return
        if self.growing and self.port.at_end and self._in_sight:
            self._timer.resume()
        else:
            self._timer.pause()

    def _refresh(self) -> None:
        self.port.settle()
        self._rows = self.port.rows()
        self._steer()
        self.refresh()
        if self.is_mounted:
            self.post_message(self.Moved())

    @property
    def shown(self) -> list[Row]:
        """The rows in view."""
        return self._rows

    @property
    def share(self) -> float:
        """What part of the log lies before the end of what is in view."""
        size = self.lines.end - self.lines.start
        return (self._rows[-1].line.end - self.lines.start) / size if self._rows and size else 1.0

    # moving about

    def on_resize(self) -> None:
        """Another number of rows fits in."""
        self._fit()
        self._refresh()

    def _fit(self) -> None:
        self.port.height = max(1, self.size.height)
        self.sheet.width = max(1, self.size.width - _GUTTER)

    def action_move(self, by: int) -> None:
        """Up or down a line."""
        self.log_file.look()
        self.port.move(by)
        if by > 0 and self.port.cursor == self.lines.last():
            self.port.to_end(stay=True)
        self._refresh()

    def action_page(self, by: int) -> None:
        """A screenful."""
        self.log_file.look()
        self.port.page(by)
        self._refresh()

    def action_start(self) -> None:
        """To the start of what is kept."""
        self.port.to_start()
        self._refresh()

    def action_end(self) -> None:
        """To the end, and stay there."""
        self.log_file.look()
        self.port.to_end(stay=True)
        self._refresh()

    def action_follow(self) -> None:
        """Stay at the end, or no more."""
        self.port.at_end = not self.port.at_end
        self.look()
        self._refresh()

    def action_wrap(self) -> None:
        """Break long lines, or cut them off."""
        self.sheet.wrap = not self.sheet.wrap
        self.sheet.aside = 0
        self._refresh()

    def action_aside(self, by: int) -> None:
        """Left or right, where lines are cut off."""
        if not self.sheet.wrap:
            self.sheet.aside = max(0, self.sheet.aside + by * _STEP)
            self._refresh()

    def scroll_rows(self, by: int) -> None:
        """Rows up or down, as a wheel does."""
        self.port.scroll(by)
        self._refresh()

    def go_to_share(self, share: float) -> None:
        """Where a scroll bar was dragged."""
        self.port.to_share(max(0.0, min(share, 1.0)))
        self._refresh()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """The wheel."""
        event.stop()
        self.scroll_rows(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """The wheel."""
        event.stop()
        self.scroll_rows(-3)

    def on_click(self, event: events.Click) -> None:
        """The cursor to the line."""
        if event.y < len(self._rows):
            self.port.to(self._rows[event.y].line.start, self._rows[event.y].part)
            self._refresh()

    # lines to copy

    def marked(self) -> tuple[int, int] | None:
        """The addresses of the marked lines; None without any."""
        cursor = self.port.cursor
        if self.marked_from is None or cursor is None:
            return None
        other = self.lines.at(self.marked_from) or cursor
        return min(cursor.start, other.start), max(cursor.end, other.end)

    def action_mark(self) -> None:
        """Mark from here on, to where the cursor goes; again takes the marks off."""
        cursor = self.port.cursor
        self.marked_from = cursor.start if cursor and self.marked_from is None else None
        if self.marked_from is not None:
            self.port.at_end = False
        self._refresh()

    def action_copy(self) -> None:
        """The line, or the marked ones, as they are shown."""
        cursor = self.port.cursor
        if cursor is None:
            return
        start, end = self.marked() or cursor
        if end - start > _CLIPBOARD_BYTES:
            self.post_message(self.Refused("too much for a clipboard: S saves it"))
            return
        texts = self.sheet.texts(start, end)
        what = "the line" if len(texts) == 1 else f"{len(texts):,} lines"
        self.post_message(self.Copied("\n".join(texts), what))
        self.marked_from = None
        self._refresh()

    # searching

    def search(self, text: str, start: int, *, forward: bool = True) -> None:
        """Look for ``text`` from an address on, and go where it is found; for nothing: look no more."""
        self.sheet.needle = text
        if text:
            self.hunt.begin(self.log_file.now, text, start, forward=forward)
        else:
            self.hunt.stop()
            self.sheet.hit = None
        self._refresh()

    def action_again(self, forward: bool) -> None:
        """To the next place where it stands, or the one before."""
        cursor = self.port.cursor
        if not self.sheet.needle or cursor is None:
            return
        here = self.sheet.hit is not None and cursor.start <= self.sheet.hit < cursor.end
        start = self.sheet.hit if here and self.sheet.hit is not None else cursor.start
        self.search(self.sheet.needle, start + 1 if here and forward else start, forward=forward)

    def give_up(self) -> bool:
        """Stop the search, or forget what was found, or take off marks; whether there was any."""
        if self.sheet.needle:
            self.search("", 0)
            return True
        marked, self.marked_from = self.marked_from, None
        self._refresh()
        return marked is not None

    def _go_to(self, found: Found | None) -> None:
        self.sheet.hit = None if found is None else found.address
        line = None if found is None else self.lines.at(found.address)
        if found is not None and line is not None:
            self.port.to(found.address, self.sheet.bring_hit_in(line))
        self._refresh()

    # drawing

    def render_line(self, y: int) -> Strip:
        """One row: of the log, or of nothing."""
        width, base = self.size.width, self.rich_style
        if y >= len(self._rows):
            said = f" {self.empty}" if y == 0 and self.empty else ""
            dim = base + self._style("dim")
            return Strip([Segment(said, dim)]).adjust_cell_length(width, dim).crop(0, width)
        row = self._rows[y]
        cursor, marked = self.port.cursor, self.marked()
        ground, sign = base, " "
        if marked is not None and marked[0] <= row.line.start < marked[1]:
            ground, sign = base + self._style("marked"), "┃"
        if cursor is not None and row.line.start == cursor.start:
            ground, sign = ground + self._style("cursor"), "▌"
        gutter = Strip([Segment(sign, ground)])
        styles = {name: self._style(name) for name in ("found", "hit", "dim")}
        painted = paint(row, self.sheet, ground, styles, self.app.console)
        return Strip.join([gutter, painted]).adjust_cell_length(width, ground)

    def _style(self, name: str) -> Style:
        style = self._styles.get(name)
        if style is None:
            found = self.get_component_rich_style(f"log--{name}")
            if name in _GROUNDS:  # the letters keep their colours
                style = Style(bgcolor=found.bgcolor)
            elif name == "dim":
                style = Style(color=found.color)
            else:
                style = found
            self._styles[name] = style
        return style

    def notify_style_update(self) -> None:
        """Another theme, or the focus came or went: look the styles up again."""
        super().notify_style_update()
        self._styles.clear()
