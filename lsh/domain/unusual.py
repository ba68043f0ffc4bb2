"""What stands out among past runs: durations far from the usual, and a run that did not come.

Nothing is said on fewer than ``ENOUGH`` like runs. How rarely noise is taken for something is tested
(``tests/domain/test_unusual.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from lsh.domain.past import ENOUGH, PastRun
from lsh.domain.robust import Usual, usual
from lsh.domain.season import Season, Seasoned

ENOUGH_GAPS = 20
OVERDUE = 2.0  # times the longest pause that there was
_ALIKE_NEEDED = 2  # runs of the same weekday and hour, before a wider season may judge one
_FURTHER = 1.25  # than any of these


@dataclass(frozen=True, slots=True)
class Unusual:
    """A run that took far longer or shorter than is usual for its season."""

    run: PastRun
    usual: Usual
    season: Season

    @property
    def slow(self) -> bool:
        """Whether it took longer, not shorter."""
        return self.run.duration is not None and self.run.duration > self.usual.middle


@dataclass(frozen=True, slots=True)
class Absent:
    """No run for far longer than there ever was none. Spans are seconds."""

    last: PastRun
    silence: float
    usual: float
    longest: float
    gaps: int


def unusual_durations(seasoned: Seasoned) -> list[Unusual]:
    """The runs whose duration is strange for their season, the oldest first.

    A run is judged by the narrowest season with ``ENOUGH`` runs. Where that is wider than its own
    weekday and hour, it must stand out from the few of these as well: a weekly full backup among
    daily small ones is nothing unusual.
    """
    known: dict[Season, Usual] = {}
    found = []
    for narrow, alike in seasoned.narrow.items():
        judged = seasoned.narrowest(narrow, ENOUGH)
        if judged is None:
            continue
        season, like = judged
        if season not in known:
            known[season] = usual([one.duration for one in like if one.duration is not None])
        measure = known[season]
        found += [
            Unusual(run, measure, season)
            for run in alike
            if run.duration is not None
            and not measure.low <= run.duration <= measure.high
            and (season == narrow or _stands_out(run, alike))
        ]
    return sorted(found, key=lambda one: one.run.at)


def _stands_out(run: PastRun, alike: Sequence[PastRun]) -> bool:
    """Whether ``run`` lies beyond all others of its own weekday and hour, if there are a few."""
    others = [one.duration for one in alike if one.id != run.id and one.duration is not None]
    if len(others) < _ALIKE_NEEDED or run.duration is None:
        return False
    return run.duration > _FURTHER * max(others) or _FURTHER * run.duration < min(others)


def absent(runs: Sequence[PastRun], season_of: Callable[[int], Season], now: int) -> Absent | None:
    """Whether a run is overdue at ``now`` (microseconds): twice the longest pause has passed.

    Pauses are compared with those that followed runs of the same weekday and hour where there are
    ``ENOUGH``, otherwise with all, of which there must be ``ENOUGH_GAPS``.
    """
    if len(runs) < 2:
        return None
    last = runs[-1]
    narrow = season_of(last.at)
    pauses = [(season_of(one.at), (other.at - one.at) / 1e6) for one, other in pairwise(runs)]
    gaps = [gap for season, gap in pauses if season == narrow]
    if len(gaps) < ENOUGH:
        gaps = [gap for _, gap in pauses]
        if len(gaps) < ENOUGH_GAPS:
            return None
    silence = (now - last.at) / 1e6
    if silence <= OVERDUE * max(gaps):
        return None
    return Absent(last, silence, median(gaps), max(gaps), len(gaps))
