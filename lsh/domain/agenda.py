"""What is due in a span of time, instant by instant, for more jobs than could be visited one by one.

Jobs with equal schedules are due together: they are one ``Bundle``, whose occurrences are computed once
for all of them.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from lsh.domain.triggers import Trigger

LIMIT = 50_000
"""How many occurrences of bundles are computed at most: some megabytes, about a second."""
MANY = 10
"""Jobs at one instant from which that is worth a word, whatever the slots."""
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Bundle:
    """Jobs of one queue that are always due together: ``offset`` after the instants of ``trigger``."""

    trigger: Trigger
    offset: timedelta
    queue: str
    jobs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """An instant (UTC) and the bundles that are due at it."""

    at: datetime
    bundles: tuple[Bundle, ...]

    @property
    def count(self) -> int:
        """How many jobs that are."""
        return sum(len(bundle.jobs) for bundle in self.bundles)

    def job(self, place: int) -> tuple[str, Bundle]:
        """The job at ``place`` among those of this instant, and its bundle."""
        for bundle in self.bundles:
            if place < len(bundle.jobs):
                return bundle.jobs[place], bundle
            place -= len(bundle.jobs)
        raise IndexError(place)


@dataclass(frozen=True, slots=True)
class Agenda:
    """Everything due in [``start``, ``end``), in order. ``end`` is earlier than asked for if ``cut``."""

    start: datetime
    end: datetime
    cut: bool
    dues: tuple[Due, ...]


def agenda(
    bundles: Iterable[Bundle], start: datetime, end: datetime, *, limit: int = LIMIT
) -> Agenda:
    """What is due in [``start``, ``end``). Past ``limit`` occurrences of bundles it is cut there."""
    ahead: list[tuple[datetime, int, datetime, Bundle]] = []
    for number, bundle in enumerate(bundles):
        _push(ahead, number, bundle, start - bundle.offset - _INSTANT, end)
    dues: list[Due] = []
    handled = 0
    while ahead:
        at = ahead[0][0]
        if handled >= limit:
            return Agenda(start, at, True, tuple(dues))
        together: list[Bundle] = []
        while ahead and ahead[0][0] == at:
            _, number, nominal, bundle = heapq.heappop(ahead)
            together.append(bundle)
            _push(ahead, number, bundle, nominal, end)
        handled += len(together)
        dues.append(Due(at, tuple(together)))
    return Agenda(start, end, False, tuple(dues))


def _push(
    ahead: list[tuple[datetime, int, datetime, Bundle]],
    number: int,
    bundle: Bundle,
    after: datetime,
    end: datetime,
) -> None:
    nominal = bundle.trigger.next_after(after)
    if nominal is not None and nominal + bundle.offset < end:
        heapq.heappush(ahead, (nominal + bundle.offset, number, nominal, bundle))


def collision(due: Due, slots: int, slots_of: Mapping[str, int]) -> str | None:
    """What is too much at this instant, in words: more jobs than slots, or very many; None if nothing.

    ``slots_of`` limits some queues by name, ``slots`` all of them together.
    """
    if due.count < 2:  # there is a slot at least
        return None
    of_queue: Counter[str] = Counter()
    for bundle in due.bundles:
        of_queue[bundle.queue] += len(bundle.jobs)
    if due.count > slots:
        return f"{due.count:,} at once, {slots:,} {_slots(slots)}"
    for queue, limit in slots_of.items():
        if of_queue[queue] > max(limit, 1):
            return f"{of_queue[queue]:,} at once, {limit:,} {_slots(limit)} in {queue}"
    return f"{due.count:,} at once" if due.count > MANY else None


def density(
    found: Agenda, until: datetime, parts: int, crowded: Iterable[Due]
) -> list[Sequence[int]]:
    """Starts in each of ``parts`` equal stretches from the start to ``until``: (quiet, crowded) ones."""
    stretch = (until - found.start) / parts
    stacks = [[0, 0] for _ in range(parts)]
    marked = {due.at for due in crowded}
    for due in found.dues:
        place = min(int((due.at - found.start) / stretch), parts - 1)
        stacks[place][due.at in marked] += due.count
    return [tuple(stack) for stack in stacks]


def _slots(number: int) -> str:
    return "slot" if number == 1 else "slots"
