"""Time zones: their names, and the moments at which their clocks are put forward or back.

A *wall* time is a naive datetime, what a clock on the wall shows. A *gap* is a span of wall times
that a clock put forward jumps over; a *fold* is one that a clock put back shows twice (PEP 495).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from lsh.domain.errors import InvalidInput

UTC_ZONE = ZoneInfo("UTC")
_SECOND = timedelta(seconds=1)
# the closest two shifts of any zone are some weeks apart (Ramadan in Morocco)
_PROBE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Shift:
    """A change of a zone's offset from UTC at the instant ``at``."""

    at: datetime
    before: timedelta
    after: timedelta

    @property
    def size(self) -> timedelta:
        """How far the clock jumps: positive for a gap, negative for a fold."""
        return self.after - self.before

    @property
    def is_gap(self) -> bool:
        """Whether the clock is put forward."""
        return self.after > self.before

    @property
    def wall_before(self) -> datetime:
        """What the clock would show at ``at`` had it not been put forward or back."""
        return self.at.replace(tzinfo=None) + self.before

    @property
    def wall_after(self) -> datetime:
        """What the clock shows at ``at``."""
        return self.at.replace(tzinfo=None) + self.after


def check_timezone(name: str) -> ZoneInfo:
    """The IANA zone of that name. Raises InvalidInput with the nearest known name."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        # besides ZoneInfoNotFoundError (a KeyError): "../x" is a ValueError, "Europe" a directory
        raise InvalidInput(f"{name!r} is not a known time zone", hint=_zone_hint(name)) from None


def _zone_hint(name: str) -> str:
    from difflib import get_close_matches  # only an error pays for it
    from zoneinfo import available_timezones

    known: dict[str, str] = {}
    for zone in sorted(available_timezones()):
        known[zone.lower()] = zone
        # "berlin" finds Europe/Berlin; the shorter of two names is the likelier one
        known.setdefault(zone.lower().rsplit("/", 1)[-1], zone)
    near = get_close_matches(name.strip().lower().replace(" ", "_"), known, n=1)
    return f"did you mean {known[near[0]]}?" if near else "write an IANA name, like Europe/Berlin"


def wall_time(instant: datetime, zone: ZoneInfo) -> datetime:
    """What a clock in ``zone`` shows at ``instant``."""
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)


def offset_at(instant: datetime, zone: ZoneInfo) -> timedelta:
    """The offset from UTC that is in force in ``zone`` at ``instant``."""
    return instant.astimezone(zone).utcoffset() or timedelta()


def instants_of(wall: datetime, zone: ZoneInfo) -> tuple[datetime, ...]:
    """The UTC instants at which a clock in ``zone`` shows ``wall``: none in a gap, two in a fold."""
    early, late = offsets_of(wall, zone)
    if early == late:
        return ((wall - early).replace(tzinfo=UTC),)
    if early < late:
        return ()
    return (wall - early).replace(tzinfo=UTC), (wall - late).replace(tzinfo=UTC)


def first_instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first UTC instant that shows ``wall``; for one inside a gap, the first after the gap."""
    early, late = offsets_of(wall, zone)
    if early < late:
        return gap_around(wall, zone).at
    return (wall - early).replace(tzinfo=UTC)


def gap_around(wall: datetime, zone: ZoneInfo) -> Shift:
    """The shift whose gap holds ``wall``, which has no instant in ``zone``."""
    early, late = offsets_of(wall, zone)
    return _shift_in((wall - late).replace(tzinfo=UTC), (wall - early).replace(tzinfo=UTC), zone)


def fold_ahead(instant: datetime, zone: ZoneInfo) -> Shift | None:
    """The shift that will show ``instant``'s wall time a second time, if there is one."""
    local = instant.astimezone(zone)
    early, late = offsets_of(local.replace(tzinfo=None), zone)
    if local.fold or early <= late:
        return None
    return _shift_in(instant, instant + (early - late), zone)


def fold_behind(instant: datetime, zone: ZoneInfo) -> Shift | None:
    """The shift because of which ``instant``'s wall time is shown a second time, if there is one."""
    local = instant.astimezone(zone)
    if not local.fold:
        return None
    early, late = offsets_of(local.replace(tzinfo=None), zone)
    return _shift_in(instant - (early - late), instant, zone)


def shifts(zone: ZoneInfo, after: datetime, until: datetime) -> Iterator[Shift]:
    """The shifts of ``zone`` in (``after``, ``until``], in order; about 0.5 µs a day."""
    start, offset = after, offset_at(after, zone)
    while start < until:
        end = min(start + _PROBE, until)
        there = offset_at(end, zone)
        if there != offset:
            yield _shift_in(start, end, zone)
        start, offset = end, there


def offsets_of(wall: datetime, zone: ZoneInfo) -> tuple[timedelta, timedelta]:
    """The offsets before and after the shift near ``wall``; the same one twice away from shifts."""
    # a wall taken from an aware datetime may carry the fold of that one instant
    local = wall.replace(tzinfo=zone, fold=0)
    early, late = local.utcoffset(), local.replace(fold=1).utcoffset()
    assert early is not None
    assert late is not None
    return early, late


def _shift_in(low: datetime, high: datetime, zone: ZoneInfo) -> Shift:
    """The one shift in (``low``, ``high``], by bisection; shifts happen at whole seconds."""
    low, high = low.replace(microsecond=0), high.replace(microsecond=0)
    before, after = offset_at(low, zone), offset_at(high, zone)
    while high - low > _SECOND:
        middle = low + (high - low) // 2 // _SECOND * _SECOND
        if offset_at(middle, zone) == before:
            low = middle
        else:
            high = middle
    return Shift(high, before, after)
