"""A place that is one table over items in memory: filtered, sorted, marked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from typing import Any, ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from lsh.tui.screens.base import FilteredPlace
from lsh.tui.widgets.rows import Cell, Column, ListRows
from lsh.tui.widgets.table import Table

Item = TypeVar("Item")
Order = Callable[[Any], Any]
_SORTED_AT_ONCE = 500


class ListPlace(FilteredPlace, Generic[Item]):
    """A subclass names its ``columns`` and ``orders``, and says what its items are.

    ``orders`` give each column that can be sorted by a key; one of None goes last either way.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "sort", "sort", id="sort"),
        Binding("o", "reverse", "reverse", show=False, id="reverse"),
    ]
    columns: ClassVar[Sequence[Column]] = ()
    orders: ClassVar[dict[str, Order]] = {}
    empty: ClassVar[str] = "nothing here yet"

    def __init__(self) -> None:
        super().__init__()
        self._out_of_order = False

    def body(self) -> ComposeResult:
        """The table."""
        yield Table(self.columns, empty=self.empty)

    def on_mount(self) -> None:
        """Take up the order of the last time."""
        super().on_mount()
        first = next(iter(self.orders))
        kept = self.lsh.memory.get(self.kept_as, "order", [first, False])
        known = len(kept) == 2 and kept[0] in [*self.orders] and isinstance(kept[1], bool)
        self.order: str = kept[0] if known else first
        self.descending: bool = kept[1] if known else False
        self.table.focus()

    @property
    def table(self) -> Table:
        """The table."""
        return self.query_one(Table)

    # what a subclass says of its items

    def items(self) -> Iterable[Item]:
        """All of them."""
        raise NotImplementedError

    def key_of(self, item: Item) -> Hashable:
        """What tells it from the others."""
        raise NotImplementedError

    def cells_of(self, item: Item) -> Sequence[Cell]:
        """One cell a column."""
        raise NotImplementedError

    def holds(self, item: Item, words: Sequence[Any]) -> bool:
        """Whether the parsed filter leaves it."""
        raise NotImplementedError

    # showing

    def come_back(self) -> None:
        """Show what there is now."""
        self.apply_filter()

    def apply_filter(self) -> None:
        """Show what the filter leaves, in order."""
        from lsh.tui.filtering import parse

        self._out_of_order = False
        words = parse(self.filter_text, self.fields)
        items = [item for item in self.items() if not words or self.holds(item, words)]
        rows = ListRows(self._ordered(items), self.key_of, self.cells_of)
        self.table.show_order(self.order, descending=self.descending)
        self.table.show(rows)
        self.show_bars()

    def patch(self, items: Iterable[Item], gone: Collection[Hashable] = ()) -> None:
        """Some items are others now. Their rows show it at once; the order follows, in a long list later.

        Sorting ten thousand rows takes as long as a paint, and events may come a hundred a second.
        """
        rows = self.table.rows
        assert isinstance(rows, ListRows)
        self.table.unmark(gone)
        moved = any(rows.find(key) is not None for key in gone)
        order = self.orders[self.order]
        for item in items:
            index = rows.find(self.key_of(item))
            if index is None:
                moved = True
                continue
            moved = moved or order(rows.items[index]) != order(item) or bool(self.filter_text)
            rows.put(index, item)
        self.table.refresh()
        if moved and len(rows) <= _SORTED_AT_ONCE:
            self.apply_filter()
        else:
            self._out_of_order = self._out_of_order or moved

    def _ordered(self, items: list[Item]) -> list[Item]:
        order = self.orders[self.order]
        known, unknown = [], []
        for item in items:
            value = order(item)
            if value is None:
                unknown.append(item)
            else:
                known.append((value, item))
        known.sort(key=lambda pair: pair[0], reverse=self.descending)
        return [item for _, item in known] + unknown

    def tick(self) -> None:
        """Times in words have changed, and the order perhaps."""
        if self._out_of_order:
            self.apply_filter()
        self.table.renew()

    def totals(self) -> str:
        """How many rows are marked and how many the filter leaves, before the figures of everywhere."""
        rows, marked = self.table.rows, self.table.marked
        parts = []
        if marked:
            seen = sum(rows.find(key) is not None for key in marked)
            hidden = f", {len(marked) - seen:,} of them hidden" if seen < len(marked) else ""
            parts.append(f"{len(marked):,} marked{hidden}")
        if self.filter_text:
            parts.append(f"{len(rows):,} shown")
        return " · ".join([*parts, super().totals()])

    def on_table_marked(self) -> None:
        """Say how many."""
        self.show_bars()

    def action_leave(self) -> None:
        """Take the marks off, then the filter; without either, go back to where one came from."""
        if self.table.marked:
            self.table.clear_marks()
        else:
            super().action_leave()

    def refocus(self) -> None:
        """Back to the table."""
        self.table.focus()

    def action_sort(self) -> None:
        """By the next column."""
        names = list(self.orders)
        self.sort_by(names[(names.index(self.order) + 1) % len(names)], descending=False)

    def action_reverse(self) -> None:
        """The other way round."""
        self.sort_by(self.order, descending=not self.descending)

    def on_table_heading_chosen(self, message: Table.HeadingChosen) -> None:
        """By the column that was clicked; again is the other way round."""
        if message.column in self.orders:
            again = message.column == self.order
            self.sort_by(message.column, descending=again and not self.descending)

    def sort_by(self, order: str, *, descending: bool) -> None:
        """Sort, and remember it."""
        self.order, self.descending = order, descending
        self.lsh.memory.put(self.kept_as, "order", [order, descending])
        self.apply_filter()
