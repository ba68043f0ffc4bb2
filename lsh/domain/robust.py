"""Statistics that a few odd values do not sway: medians, and what is proven by ranks and counts.

Standard library only. Sources: Rousseeuw and Croux (1993) for the median absolute deviation, Theil
(1950), Sen (1968), Mann (1945) and Kendall (1975) for trends, Wilson (1927) for shares.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist, median

_NORMAL = 1.4826  # times the MAD of normal values is their standard deviation
_STRANGE = 5.0  # so many deviations are strange when very many values are known …
_FEW = 20.0  # … and more are needed of few, whose own deviation is uncertain
_LEAST_SHARE, _LEAST_SECONDS = 0.25, 0.1  # what nobody would notice is not strange either
_LEAST = 1e-6
_PROVEN = 0.001  # chance at which a trend would show in values that have none


@dataclass(frozen=True, slots=True)
class Usual:
    """What values usually are. ``spread`` is comparable with a standard deviation.

    What lies above ``high`` or below ``low`` is strange by three measures at once: by deviations of
    the values, by deviations of their logarithms, and by at least a quarter and a tenth of a second.
    The first alone would be misled by durations that are skewed, the second by such as are symmetric.
    """

    count: int
    middle: float
    spread: float
    low: float
    high: float


def usual(values: Sequence[float]) -> Usual:
    """The usual of durations in seconds, of which there must be at least one."""
    middle, spread = _middle_and_spread(values)
    log_middle, log_spread = _middle_and_spread([math.log(max(v, _LEAST)) for v in values])
    times = deviations_needed(len(values))
    least = max(_LEAST_SHARE * middle, _LEAST_SECONDS)
    return Usual(
        count=len(values),
        middle=middle,
        spread=spread,
        low=min(middle - max(times * spread, least), _exp(log_middle - times * log_spread)),
        high=max(middle + max(times * spread, least), _exp(log_middle + times * log_spread)),
    )


def deviations_needed(count: int) -> float:
    """How many deviations from the middle of ``count`` values are strange.

    Chosen by trial so that of values without anything strange (normal, log-normal, exponential, even)
    fewer than 2 in 10,000 are called so, whatever their number from 12 on.
    """
    return _STRANGE + (_FEW / count) ** 2


def _middle_and_spread(values: Sequence[float]) -> tuple[float, float]:
    middle = median(values)
    return middle, _NORMAL * median(abs(value - middle) for value in values)


def _exp(value: float) -> float:
    return math.exp(min(value, 700.0))  # beyond it no float is


def slope(points: Sequence[tuple[float, float]]) -> float:
    """The Theil–Sen slope: the median of the slopes between all pairs; 0.0 where there are none."""
    slopes = [
        (y2 - y1) / (x2 - x1)
        for number, (x1, y1) in enumerate(points)
        for x2, y2 in points[number + 1 :]
        if x2 != x1
    ]
    return median(slopes) if slopes else 0.0


def trend_chance(values: Sequence[float]) -> float:
    """The chance that values without a trend, in this order, would rise or fall as steadily as these.

    The two-sided p of the Mann–Kendall test by its normal approximation, corrected for ties; 1.0 for
    fewer than four values.
    """
    count = len(values)
    if count < 4:
        return 1.0
    score = sum(
        (later > earlier) - (later < earlier)
        for number, earlier in enumerate(values)
        for later in values[number + 1 :]
    )
    ties = sum(n * (n - 1) * (2 * n + 5) for n in Counter(values).values() if n > 1)
    variance = (count * (count - 1) * (2 * count + 5) - ties) / 18
    if variance <= 0 or score == 0:
        return 1.0
    return 2 * NormalDist().cdf(-(abs(score) - 1) / math.sqrt(variance))


def proven_slope(points: Sequence[tuple[float, float]]) -> float | None:
    """The Theil–Sen slope of points in the order of their x, if the trend is hardly one of chance."""
    return slope(points) if trend_chance([y for _, y in points]) < _PROVEN else None


def wilson(hits: int, count: int, confidence: float = 0.9) -> tuple[float, float]:
    """The interval that holds the true share behind ``hits`` of ``count`` with that confidence.

    (0.0, 1.0) of nothing: then every share is as likely as any other. Of none and of all the bound is
    exact (Clopper and Pearson, 1934), since there Wilson's holds the share more rarely than it says.
    """
    if count == 0:
        return 0.0, 1.0
    if hits in (0, count):
        beyond = ((1 - confidence) / 2) ** (1 / count)
        return (0.0, 1.0 - beyond) if hits == 0 else (beyond, 1.0)
    z = NormalDist().inv_cdf(0.5 + confidence / 2)
    share, weight = hits / count, z * z / count
    middle = (share + weight / 2) / (1 + weight)
    half = z / (1 + weight) * math.sqrt(share * (1 - share) / count + weight / (4 * count))
    return max(middle - half, 0.0), min(middle + half, 1.0)
