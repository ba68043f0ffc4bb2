"""Asking the ledger from a screen: in a thread, of each kind of question one at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from textual.worker import get_current_worker

from lsh.client.reading import reading
from lsh.domain.errors import LshError

if TYPE_CHECKING:
    from lsh.tui.screens.base import Place

Answer = TypeVar("Answer")


class Turn(NamedTuple):
    """Work that waits for its thread, and what becomes of it."""

    work: Callable[[], Any]
    then: Callable[[Any], None]
    same: bool
    failed: Callable[[], None] | None


def ask_ledger(
    place: Place,
    question: Callable[[sqlite3.Connection], Answer],
    then: Callable[[Answer], None],
    *,
    kind: str = "reading",
    same: bool = False,
    failed: Callable[[], None] | None = None,
) -> None:
    """Ask ``question`` of one moment of the ledger, and hand the answer to ``then`` on the screen."""

    def ask() -> Answer:
        with reading(place.lsh.paths) as ledger:
            return question(ledger)

    in_thread(place, ask, then, kind=kind, same=same, failed=failed)


def in_thread(
    place: Place,
    work: Callable[[], Answer],
    then: Callable[[Answer], None],
    *,
    kind: str,
    same: bool = False,
    failed: Callable[[], None] | None = None,
) -> None:
    """Do work that may take a while; of a kind one at a time, and of those that wait the newest only.

    What is done when a newer one waits is void; not where it is the ``same`` question asked again, or a
    screen whose subject changes all the time would never show anything. Trouble is told, and ``failed``
    called.
    """
    turn = Turn(work, then, same, failed)
    if kind in place.turns:
        place.turns[kind] = turn
    else:
        place.turns[kind] = None
        place.run_worker(lambda: _take_turns(place, kind, turn), thread=True, group=kind)


def _take_turns(place: Place, kind: str, first: Turn) -> None:
    worker = get_current_worker()
    turn: Turn | None = first
    while turn is not None:
        answer, error = None, None
        try:
            answer = turn.work()
        except LshError as raised:
            error = raised
        if worker.is_cancelled:  # the screen is gone
            return
        turn = place.app.call_from_thread(_end_turn, place, kind, turn, answer, error)


def _end_turn(
    place: Place, kind: str, turn: Turn, answer: Any, error: LshError | None
) -> Turn | None:
    """Tell how it went; the next turn, if one waits."""
    if error is not None:
        _tell(place, error)
        if turn.failed is not None:
            turn.failed()
    elif turn.same or place.turns[kind] is None:
        _hand_over(place, turn.then, answer)
    following = place.turns.pop(kind)
    if following is not None:
        place.turns[kind] = None
    return following


def _tell(place: Place, error: LshError) -> None:
    if not _is_there(place):
        return
    hint = f"\n{error.hint}" if error.hint else ""
    place.notify(f"{error.message}{hint}", severity="error", timeout=10, markup=False)


def _hand_over(place: Place, then: Callable[[Answer], None], answer: Answer) -> None:
    if not _is_there(place):
        return
    if place.is_whole:
        then(answer)
    else:
        place.call_after_refresh(_hand_over, place, then, answer)


def _is_there(place: Place) -> bool:
    """Whether the screen has not begun to go: a program that ends takes its widgets apart first."""
    return place.is_mounted and place.is_running and place.app.is_running
