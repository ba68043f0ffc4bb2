"""Occurrences that came too late: which are run after all, and how many there are.

A laptop that slept for a week owes a per-second job 604,800 of them. They are counted rather than
visited, and only the newest are told apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from lsh.domain.policy import CatchUp, SchedulePolicy
from lsh.domain.triggers import Trigger

ROWS_LIMIT = 1000
_INSTANT = timedelta(microseconds=1)
_HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Older:
    """``count`` occurrences from ``first`` to ``last``, both among them."""

    first: datetime
    last: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Misfires:
    """Misfires sorted by what becomes of them, all nominal instants, oldest first.

    ``caught_up`` are run; ``dropped`` (at most ``ROWS_LIMIT``) are not; ``older`` sums up what does
    not fit. ``stand_in`` is the run into which all that are not run are coalesced, if there is one.
    """

    older: Older | None
    dropped: tuple[datetime, ...]
    caught_up: tuple[datetime, ...]
    stand_in: datetime | None


def find_misfires(
    trigger: Trigger,
    policy: SchedulePolicy,
    first: datetime,
    before: datetime,
    now: datetime,
    on_time: datetime | None,
) -> Misfires:
    """Sort the occurrences from ``first`` (one of them) to ``before`` (exclusive).

    ``on_time`` is the first later occurrence that is due by now and runs, if there is one. All are
    nominal instants, and ``now`` is shifted to compare with them.
    """
    until = before - _INSTANT
    total = 1 + trigger.count(first, until)
    oldest_allowed = now - policy.catch_up_window
    allowed = total
    if oldest_allowed > first:
        allowed = trigger.count(oldest_allowed - _INSTANT, until)
    runs = _how_many_run(policy, allowed, on_time)
    keep = runs + ROWS_LIMIT
    older, newest = None, []
    if total > keep:
        last = _last_before_newest(trigger, keep, first, until)
        older = Older(first, last, total - keep)
        at = trigger.next_after(last)
    else:
        at = first
    while at is not None and at <= until:
        newest.append(at)
        at = trigger.next_after(at)
    split = len(newest) - runs
    stand_in = None
    if policy.catch_up is CatchUp.LATEST:
        stand_in = newest[-1] if runs else on_time
    return Misfires(older, tuple(newest[:split]), tuple(newest[split:]), stand_in)


def _how_many_run(policy: SchedulePolicy, allowed: int, on_time: datetime | None) -> int:
    """How many of the newest misfires are run, ``allowed`` of which lie in the catch-up window."""
    match policy.catch_up:
        case CatchUp.SKIP:
            return 0
        case CatchUp.LATEST:
            return 0 if on_time is not None else min(allowed, 1)
        case CatchUp.ALL:
            return min(allowed, policy.catch_up_limit)


def _last_before_newest(trigger: Trigger, keep: int, first: datetime, until: datetime) -> datetime:
    """The newest occurrence up to ``until`` that has ``keep`` more after it; there is one."""
    width = _HOUR
    while until - width > first and trigger.count(until - width, until) <= keep:
        width *= 2
    low, high = max(first - _INSTANT, until - width), until
    # count(low) > keep >= count(high): narrow down to the very instant at which it changes
    while high - low > _INSTANT:
        middle = low + (high - low) // 2
        if trigger.count(middle, until) > keep:
            low = middle
        else:
            high = middle
    return high
