"""Asking the ledger from a screen: in a thread, and only the newest question of a kind is answered."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from textual.worker import get_current_worker

from lsh.client.reading import reading
from lsh.domain.errors import LshError

if TYPE_CHECKING:
    from lsh.tui.screens.base import Place

Answer = TypeVar("Answer")


def ask_ledger(
    place: Place,
    question: Callable[[sqlite3.Connection], Answer],
    then: Callable[[Answer], None],
    *,
    kind: str = "reading",
) -> None:
    """Ask ``question`` of one moment of the ledger, and hand the answer to ``then`` on the screen."""

    def ask() -> Answer:
        with reading(place.lsh.paths) as ledger:
            return question(ledger)

    in_thread(place, ask, then, kind=kind)


def in_thread(
    place: Place, work: Callable[[], Answer], then: Callable[[Answer], None], *, kind: str
) -> None:
    """Do work that may take a while. A newer one of its kind makes its result void; trouble is told."""

    def run() -> None:
        worker = get_current_worker()
        try:
            done = work()
        except LshError as error:
            if not worker.is_cancelled:
                place.app.call_from_thread(_tell, place, error)
            return
        if not worker.is_cancelled:
            place.app.call_from_thread(_hand_over, place, then, done)

    place.run_worker(run, thread=True, exclusive=True, group=kind)


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
