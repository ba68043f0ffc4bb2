"""What a table shows: columns, and rows that are asked for only when they come into view."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Generic, NamedTuple, Protocol, TypeVar

Item = TypeVar("Item")


class Cell(NamedTuple):
    """A text and its tone: good, bad, warn, busy, dim, strong, or plain when empty."""

    text: str
    tone: str = ""


class Column(NamedTuple):
    """``width`` is the least; ``grow`` shares out what is left; the highest ``rank`` gives way first."""

    key: str
    label: str
    width: int
    grow: int = 0
    right: bool = False
    rank: int = 0


class Rows(Protocol):
    """Rows in order, each with a key of its own that stays when the order changes."""

    def __len__(self) -> int: ...

    def key(self, index: int) -> Hashable:
        """The key of the row at ``index``."""

    def find(self, key: Hashable) -> int | None:
        """Where the row of ``key`` is now, if it is there."""

    def cells(self, index: int) -> Sequence[Cell]:
        """One cell a column."""


class ListRows(Generic[Item]):
    """Rows that are all in memory; only what is looked at is turned into cells."""

    def __init__(
        self,
        items: Iterable[Item],
        key: Callable[[Item], Hashable],
        cells: Callable[[Item], Sequence[Cell]],
    ) -> None:
        self.items = list(items)
        self._key = key
        self._cells = cells
        self._places: dict[Hashable, int] | None = None

    def __len__(self) -> int:
        return len(self.items)

    def key(self, index: int) -> Hashable:
        """The key of the row at ``index``."""
        return self._key(self.items[index])

    def find(self, key: Hashable) -> int | None:
        """Where the row of ``key`` is, if it is there."""
        if self._places is None:
            self._places = {self._key(item): place for place, item in enumerate(self.items)}
        return self._places.get(key)

    def put(self, index: int, item: Item) -> None:
        """Another item of the same key."""
        self.items[index] = item

    def cells(self, index: int) -> Sequence[Cell]:
        """One cell a column."""
        return self._cells(self.items[index])
