"""A table of any length: it draws the rows in view and knows nothing of the others."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from lsh.domain.columns import settled
from lsh.tui.widgets.rows import Cell, Column, ListRows, Rows

_GAP = 2  # between columns
_MARK = 2  # the gutter: what is marked, and where the cursor is without colour
TONES = ("good", "bad", "warn", "busy", "dim", "strong")


class Table(ScrollView, can_focus=True):
    """Rows under a heading, with a cursor that stays on its row when the order changes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "up", show=False, id="table.up"),
        Binding("down,j", "move(1)", "down", show=False, id="table.down"),
        Binding("pageup,ctrl+b", "page(-1)", "page up", show=False, id="table.page_up"),
        Binding("pagedown,ctrl+f", "page(1)", "page down", show=False, id="table.page_down"),
        Binding("home,g", "first", "first row", show=False, id="table.first"),
        Binding("end,G", "last", "last row", show=False, id="table.last"),
        Binding("enter", "open", "open", id="table.open"),
        Binding("space", "mark", "mark", show=False, id="table.mark"),
        Binding("ctrl+a", "mark_all", "mark all", show=False, id="table.mark_all"),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "table--heading",
        "table--cursor",
        "table--resting",
        "table--marked",
        *(f"table--{tone}" for tone in TONES),
    }
    DEFAULT_CSS = """
    Table {
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-size-vertical: 1;
        & > .table--heading { color: $text-muted; text-style: bold; }
        & > .table--cursor { background: $primary 35%; text-style: bold; }
        & > .table--resting { background: $surface-lighten-1; }
        & > .table--marked { color: $accent; text-style: bold; }
        & > .table--good { color: $success; }
        & > .table--bad { color: $error; }
        & > .table--warn { color: $warning; }
        & > .table--busy { color: $secondary; }
        & > .table--dim { color: $text-muted; }
        & > .table--strong { text-style: bold; }
    }
    """

    class Told(Message):
        """Something became of a table: ``control`` is for ``@on``'s selectors."""

        def __init__(self, table: Table) -> None:
            super().__init__()
            self.table = table

        @property
        def control(self) -> Table:
            """The table."""
            return self.table

    class Opened(Told):
        """A row was opened."""

        def __init__(self, table: Table, key: Hashable) -> None:
            super().__init__(table)
            self.key = key

    class Moved(Told):
        """The cursor is on another row, or on none (``key`` is None)."""

        def __init__(self, table: Table, key: Hashable | None) -> None:
            super().__init__(table)
            self.key = key

    class Marked(Told):
        """Other rows are marked now."""

    class HeadingChosen(Told):
        """A column's heading was clicked."""

        def __init__(self, table: Table, column: str) -> None:
            super().__init__(table)
            self.column = column

    def __init__(
        self, columns: Sequence[Column], *, empty: str = "nothing here", id: str | None = None
    ) -> None:
        super().__init__(id=id)
        self._columns = tuple(columns)
        self._empty = empty
        self._rows: Rows = ListRows((), key=id_of_nothing, cells=lambda _: ())
        self._sorted_by: tuple[str, bool] | None = None
        self._styles: dict[str, Style] = {}  # looking one up costs as much as drawing a row
        self._drawn: dict[int, Sequence[Cell]] = {}  # what was drawn last of the rows in view
        self.index = 0
        self.marked: set[Hashable] = set()

    # what is shown

    def show(self, rows: Rows, *, steady: bool = False) -> None:
        """Show other rows. The cursor stays on its row when that is still there.

        ``steady`` keeps that row on its line of the screen, too, where rows were put in before it.
        """
        before, place = self.key, self.index
        self._rows = rows
        found = rows.find(before) if before is not None else None
        self.index = max(0, min(self.index if found is None else found, len(rows) - 1))
        self.virtual_size = Size(self.scrollable_content_region.width, len(rows) + 1)
        if steady and found is not None:
            top = self.scroll_offset.y + found - place
            self.scroll_to(y=top, animate=False, force=True, immediate=True)
        self._follow_cursor()
        self.refresh()
        if self.key != before:
            self.post_message(self.Moved(self, self.key))

    def renew(self) -> None:
        """Draw again those rows in view that say something else by now: a clock ticks in few of them."""
        top = self.scroll_offset.y
        seen = range(top, min(top + self._room, len(self._rows)))
        self._drawn = {index: self._drawn[index] for index in seen if index in self._drawn}
        for index in seen:
            if self._drawn.get(index) != self._rows.cells(index):
                self.refresh_line(index + 1)  # the heading is the first

    def say_when_empty(self, text: str) -> None:
        """What stands there when there are no rows."""
        self._empty = text
        self.refresh()

    def show_order(self, column: str, *, descending: bool) -> None:
        """Point an arrow at the column that the rows are sorted by."""
        self._sorted_by = (column, descending)
        self.refresh()

    @property
    def rows(self) -> Rows:
        """What it shows."""
        return self._rows

    @property
    def key(self) -> Hashable | None:
        """The row under the cursor; None without rows."""
        return self._rows.key(self.index) if self.index < len(self._rows) else None

    def chosen(self) -> list[Hashable]:
        """What an action is about: the marked rows in their order, or the one under the cursor."""
        if self.marked:
            placed = [(self._rows.find(key), key) for key in self.marked]
            return [key for place, key in sorted((p, k) for p, k in placed if p is not None)]
        return [] if self.key is None else [self.key]

    def clear_marks(self) -> None:
        """Nothing is marked any more."""
        self._mark(set())

    def unmark(self, keys: Iterable[Hashable]) -> None:
        """These are gone, or not meant any more."""
        if not self.marked.isdisjoint(keys):
            self._mark(self.marked.difference(keys))

    def _mark(self, keys: set[Hashable]) -> None:
        if keys != self.marked:
            self.marked = keys
            self.post_message(self.Marked(self))
            self.refresh()

    # moving about

    def move_to(self, index: int) -> None:
        """Put the cursor on this row, or the nearest that there is."""
        index = max(0, min(index, len(self._rows) - 1))
        if index != self.index:
            self.index = index
            self.post_message(self.Moved(self, self.key))
        self._follow_cursor()
        self.refresh()

    def action_move(self, by: int) -> None:
        """Up or down."""
        self.move_to(self.index + by)

    def action_page(self, by: int) -> None:
        """A screenful up or down."""
        self.move_to(self.index + by * max(1, self._room - 1))

    def action_first(self) -> None:
        """To the top."""
        self.move_to(0)

    def action_last(self) -> None:
        """To the end."""
        self.move_to(len(self._rows) - 1)

    def action_open(self) -> None:
        """Open the row under the cursor."""
        if self.key is not None:
            self.post_message(self.Opened(self, self.key))

    def action_mark(self) -> None:
        """Mark the row, or take the mark off, and go on to the next."""
        if self.key is not None:
            self._mark(self.marked ^ {self.key})
            self.move_to(self.index + 1)

    def action_mark_all(self) -> None:
        """Mark every row that is shown, or none when all are."""
        every = {self._rows.key(index) for index in range(len(self._rows))}
        self._mark(set() if every <= self.marked else every)

    def on_click(self, event: events.Click) -> None:
        """A click takes the cursor there, a second one opens; at the edge it marks, on the heading sorts."""
        if event.y == 0:
            column = self._column_at(event.x)
            if column is not None:
                self.post_message(self.HeadingChosen(self, column))
            return
        index = self.scroll_offset.y + event.y - 1
        if index < len(self._rows):
            self.move_to(index)
            if event.x < _MARK:
                self._mark(self.marked ^ {self._rows.key(index)})
            elif event.chain == 2:
                self.action_open()

    def on_resize(self) -> None:
        """The columns share another width."""
        self.virtual_size = Size(self.scrollable_content_region.width, len(self._rows) + 1)
        self._follow_cursor()

    @property
    def _room(self) -> int:
        """How many rows are in view."""
        return max(1, self.scrollable_content_region.height - 1)

    def _follow_cursor(self) -> None:
        top = self.scroll_offset.y
        wanted = min(self.index, max(top, self.index - self._room + 1))
        if wanted != top:
            self.scroll_to(y=wanted, animate=False, force=True, immediate=True)

    # drawing

    def render_line(self, y: int) -> Strip:
        """One line of what is in view: the heading, a row, or nothing."""
        width = self.scrollable_content_region.width
        shown = self._shown(width)
        if y == 0:
            return self._heading(shown, width)
        index = self.scroll_offset.y + y - 1
        if index >= len(self._rows):
            return self._beyond(index, width)
        style = self._row_style(index)
        marked = self._rows.key(index) in self.marked
        here = index == self.index
        gutter = ("▌" if here else " ") + ("•" if marked else " ")
        segments = [Segment(gutter, style + self._tone("marked"))]
        cells = self._drawn[index] = self._rows.cells(index)
        for place, room in shown:
            cell = cells[place]
            text = _fit(cell.text, room, right=self._columns[place].right)
            segments.append(Segment(text + " " * _GAP, style + self._tone(cell.tone)))
        return Strip(segments).adjust_cell_length(width, style).crop(0, width)

    def _row_style(self, index: int) -> Style:
        base = self.rich_style
        if index == self.index:
            name = "table--cursor" if self.has_focus else "table--resting"
            return base + self.get_component_rich_style(name)
        return base

    def _beyond(self, index: int, width: int) -> Strip:
        if index == 0 and self._empty:
            style = self.rich_style + self._tone("dim")
            return Strip([Segment(f"  {self._empty}", style)]).adjust_cell_length(width, style)
        return Strip.blank(width, self.rich_style)

    def _tone(self, tone: str) -> Style:
        """A tone's letters; the row gives the ground they stand on."""
        if not tone:
            return Style.null()
        style = self._styles.get(tone)
        if style is None:
            found = self.get_component_rich_style(f"table--{tone}")
            style = self._styles[tone] = Style(color=found.color, bold=found.bold)
        return style

    def notify_style_update(self) -> None:
        """Another theme: look the styles up again."""
        super().notify_style_update()
        self._styles.clear()

    def _heading(self, shown: Sequence[tuple[int, int]], width: int) -> Strip:
        style = self.rich_style + self._tone("heading") + Style(bold=True)
        parts = [" " * _MARK]
        for place, room in shown:
            column = self._columns[place]
            label = column.label
            if self._sorted_by is not None and self._sorted_by[0] == column.key:
                label += " ▼" if self._sorted_by[1] else " ▲"
            parts.append(_fit(label, room, right=column.right) + " " * _GAP)
        strip = Strip([Segment("".join(parts), style)])
        return strip.adjust_cell_length(width, style).crop(0, width)

    def _shown(self, width: int) -> list[tuple[int, int]]:
        """Which columns find room, and how wide each is."""
        return share(self._columns, width - _MARK)

    def _column_at(self, x: int) -> str | None:
        left = _MARK
        for place, room in self._shown(self.scrollable_content_region.width):
            if left <= x < left + room + _GAP:
                return self._columns[place].key
            left += room + _GAP
        return None


def share(columns: Sequence[Column], width: int) -> list[tuple[int, int]]:
    """Which columns find room in ``width``, and how wide each is: their places and widths."""
    places = list(range(len(columns)))
    while len(places) > 1 and _least(columns, places) > width:
        places.remove(max(places, key=lambda place: (columns[place].rank, place)))
    spare = max(0, width - _least(columns, places))
    parts = sum(columns[place].grow for place in places)
    return [
        (place, columns[place].width + (spare * columns[place].grow // parts if parts else 0))
        for place in places
    ]


def id_of_nothing(_: object) -> Hashable:
    """The key of a row that is not there."""
    return None


def _least(columns: Sequence[Column], places: Sequence[int]) -> int:
    return sum(columns[place].width + _GAP for place in places)


def _fit(text: str, room: int, *, right: bool) -> str:
    """``text`` in exactly ``room`` columns of any terminal, on one line."""
    text = settled(text)
    if not text.isprintable():
        text = "".join(char if char.isprintable() else " " for char in text)
    taken = len(text) if text.isascii() else cell_len(text)
    if taken > room:
        return set_cell_size(text, room - 1) + "…" if room > 1 else set_cell_size(text, room)
    return " " * (room - taken) + text if right else text + " " * (room - taken)


__all__ = ["TONES", "Cell", "Column", "ListRows", "Rows", "Table", "share"]
