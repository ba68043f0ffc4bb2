"""What a command is, as far as that decides how its output is shown: said at its function."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


def long(function: Function) -> Function:
    """Its output may be longer than the terminal is high: then the pager shows it."""
    function.long = True  # type: ignore[attr-defined]
    return function


def watchable(function: Function) -> Function:
    """It shows something that changes: ``--watch`` shows it again when it did."""
    function.watchable = True  # type: ignore[attr-defined]
    return function


def columns(*names: str) -> Callable[[Function], Function]:
    """What stands between the tabs with ``--plain``, in this order for ever: new ones come last."""

    def mark(function: Function) -> Function:
        function.columns = names  # type: ignore[attr-defined]
        return function

    return mark


def columns_of(function: Callable[..., Any]) -> tuple[str, ...]:
    """What ``columns`` said of it; empty without."""
    return getattr(function, "columns", ())


def is_long(function: Callable[..., Any]) -> bool:
    """Whether ``long`` was said of it."""
    return getattr(function, "long", False)


def is_watchable(function: Callable[..., Any]) -> bool:
    """Whether ``watchable`` was said of it."""
    return getattr(function, "watchable", False)
