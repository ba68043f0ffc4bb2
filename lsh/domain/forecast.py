"""What the past says about the next run: how long it will take, and how likely it will fail.

None where the past is too short, or the next run is unlike it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from lsh.domain.histogram import Histogram
from lsh.domain.past import ENOUGH, PastRun
from lsh.domain.robust import proven_slope, wilson
from lsh.domain.run import RunState
from lsh.domain.season import ANY, Season, Seasoned
from lsh.domain.tally import DAY

ENOUGH_DAYS = 14
_NOTABLE = 0.10  # a trend must change the middle by so much over its days
_ONE_IN = 10  # runs may lie below the band, and as many above it


@dataclass(frozen=True, slots=True)
class DurationForecast:
    """Seconds: the middle, and between which the next lies 8 times of 10 at the least.

    ``slope`` is seconds a day, if proven.
    """

    middle: float
    low: float
    high: float
    runs: int
    season: Season = ANY
    slope: float | None = None


@dataclass(frozen=True, slots=True)
class FailureForecast:
    """The share of failures among like runs, and the interval that holds the true one 9 times of 10.

    ``after`` says of which runs: those that followed a success or a failure, as the next one does, or
    (None) all.
    """

    risk: float
    low: float
    high: float
    runs: int
    after: RunState | None = None


def next_duration(seasoned: Seasoned, at: int) -> DurationForecast | None:
    """How long the run of instant ``at`` (microseconds) will take, if it succeeds."""
    narrow = seasoned.season_of(at)
    judged = seasoned.narrowest(narrow, ENOUGH)
    if judged is None:
        return None
    season, like = judged
    each_day = _proven_slope(seasoned.timed)
    moved = _moved(like, at, each_day)
    few = seasoned.of(narrow)
    if season != narrow and len(few) >= 2:
        others = _moved([run for run in like if seasoned.season_of(run.at) != narrow], at, each_day)
        if not _is_among(median(_moved(few, at, each_day)), others):
            return None  # its weekday and hour are unlike the rest, and too few are known of them
    lowest, highest = _band(len(moved))
    low, high = moved[lowest - 1], moved[highest - 1]
    return DurationForecast(median(moved), low, high, len(like), season, each_day)


def _moved(runs: Sequence[PastRun], at: int, each_day: float | None) -> list[float]:
    """Durations, each moved along the trend to the instant ``at``, in their order."""
    rise = (each_day or 0.0) / DAY
    return sorted(max((run.duration or 0.0) + rise * (at - run.at), 0.0) for run in runs)


def _band(count: int) -> tuple[int, int]:
    """The ranks, from 1, between which one more value like ``count`` others lies 8 times of 10.

    Counted, so it holds for whatever distribution: the next is as likely in any of the ``count + 1``
    gaps. The quantiles of few values would lie too close together (of twelve: 7 times of 10).
    """
    below = max((count + 1) // _ONE_IN, 1)
    return below, count + 1 - below


def _is_among(value: float, others: Sequence[float]) -> bool:
    """Whether ``value`` lies in the band of ``others``, which are in their order."""
    lowest, highest = _band(len(others))
    return not others or others[lowest - 1] <= value <= others[highest - 1]


def duration_of_histogram(durations: Histogram) -> DurationForecast | None:
    """The same of durations of which only a histogram is known: of all seasons, without a trend."""
    if durations.total < ENOUGH:
        return None
    count = durations.total
    lowest, highest = _band(count)
    shares = (lowest - 0.5) / count, 0.5, (highest - 0.5) / count  # each amid its rank
    low, middle, high = durations.percentiles(shares)
    return DurationForecast(middle, low, high, count)


def next_failure(runs: Sequence[PastRun]) -> FailureForecast | None:
    """How likely the next run fails, from those that came after a like one: failures come in rows.

    After a success, where too few are known to have followed one, all runs are asked; after a
    failure they would tell too little.
    """
    states = [run.state for run in runs if run.state in (RunState.SUCCEEDED, RunState.FAILED)]
    if not states:
        return None
    newest = RunState(states[-1])
    after = [later for earlier, later in pairwise(states) if earlier == newest]
    if len(after) >= ENOUGH:
        return _risk(after.count(RunState.FAILED), len(after), newest)
    if newest is RunState.FAILED:
        return None
    return failure_of_counts(states.count(RunState.SUCCEEDED), states.count(RunState.FAILED))


def failure_of_counts(succeeded: int, failed: int) -> FailureForecast | None:
    """The same where only numbers are known."""
    count = succeeded + failed
    return _risk(failed, count, None) if count >= ENOUGH else None


def _risk(failed: int, count: int, after: RunState | None) -> FailureForecast:
    return FailureForecast(failed / count, *wilson(failed, count), count, after)


def _proven_slope(timed: Sequence[PastRun]) -> float | None:
    """Seconds a day, by the middle of each day: within a day runs are too much alike to count singly."""
    days: defaultdict[int, list[float]] = defaultdict(list)
    for run in timed:
        days[run.at // DAY].append(run.duration or 0.0)
    if len(days) < ENOUGH_DAYS:
        return None
    points = [(float(day), median(values)) for day, values in sorted(days.items())]
    found = proven_slope(points)
    middle = median(value for _, value in points)
    if found is None or abs(found) * (points[-1][0] - points[0][0]) < _NOTABLE * middle:
        return None
    return found
