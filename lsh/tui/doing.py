"""Doing deeds in the order of their keys: one thread, one deed after the other.

Two threads would race to the engine's door, and a pause pressed before a resume might be done after it.
A deed takes milliseconds, so that the next one hardly waits.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import CancelledError
from typing import TYPE_CHECKING, Any, NamedTuple

from lsh.domain.errors import LshError
from lsh.store.live_queries import JobLine
from lsh.tui.deeds import Deed

if TYPE_CHECKING:
    from lsh.tui.app import LshApp

Then = Callable[[list[Any]], None]


class _Turn(NamedTuple):
    """A deed, and who is told what its calls returned."""

    deed: Deed
    then: Then | None


class Doing:
    """The deeds that are under way in a program."""

    def __init__(self, app: LshApp) -> None:
        self._app = app
        self._waiting: deque[_Turn] = deque()
        self._busy = False
        self._at_rest: Callable[[], None] | None = None
        self._leaves: dict[str, str] = {}  # in which state jobs are after what is under way

    def begin(self, deed: Deed, then: Then | None) -> None:
        """Do it after those that were begun before; ``then`` is told what each call returned."""
        self._leaves |= deed.leaves
        turn = _Turn(deed, then)
        if self._busy:
            self._waiting.append(turn)
        else:
            self._busy = True
            self._app.run_worker(lambda: self._work(turn), thread=True, group="deeds")

    def at_rest(self, then: Callable[[], None]) -> None:
        """Call ``then`` when nothing is under way; at once where it is asked for again."""
        if self._busy and self._at_rest is None:
            self._at_rest = then
        else:
            then()

    def state_of(self, job: JobLine) -> str:
        """The state that a job will be in, as far as deeds are known whose change is still on its way."""
        return self._leaves.get(job.id, job.state)

    def arrived(self, jobs: Iterable[JobLine]) -> None:
        """These jobs are known as they are now; that counts, unless a deed may still change them."""
        if not self._busy:
            for job in jobs:
                self._leaves.pop(job.id, None)

    def _work(self, first: _Turn) -> None:
        turn: _Turn | None = first
        while turn is not None:
            results, failures = self._call(turn.deed)
            try:
                turn = self._app.call_from_thread(self._end, turn, results, failures)
            except (RuntimeError, CancelledError):
                # the program has ended; what was asked for is done
                turn = self._waiting.popleft() if self._waiting else None

    def _call(self, deed: Deed) -> tuple[list[Any], list[LshError]]:
        from lsh.client.door import Door

        results, failures = [], []
        with Door(self._app.paths) as door:
            for call in deed.calls:
                try:
                    results.append(door.call(deed.method, call))
                except LshError as error:
                    failures.append(error)
        return results, failures

    def _end(self, turn: _Turn, results: list[Any], failures: list[LshError]) -> _Turn | None:
        """Tell how it went; the next turn, which is done even while the program ends."""
        following = self._waiting.popleft() if self._waiting else None
        self._busy = following is not None
        if failures:
            for job in turn.deed.leaves:  # nobody knows: what is on screen has to do
                self._leaves.pop(job, None)
        if self._app.is_running:
            self._app.did(turn.deed, failures)
            if results and turn.then is not None:
                turn.then(results)
            if following is None and self._at_rest is not None:
                self._at_rest()
        return following
