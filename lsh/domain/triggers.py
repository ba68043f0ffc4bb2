"""The rules for when a job is due: a closed family, each answering ``next_after``.

All of them are stateless: what comes next depends on the rule and the instant asked about, never on
what was run before, so a restart changes nothing. Instants are aware UTC datetimes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar
from zoneinfo import ZoneInfo

from lsh.domain.cron import CronExpression
from lsh.domain.cron_count import count_occurrences
from lsh.domain.cron_zoned import next_fixed, next_real
from lsh.domain.duration import format_duration
from lsh.domain.instant import LAST_YEAR
from lsh.domain.zones import UTC_ZONE


@dataclass(frozen=True, slots=True)
class CronTrigger:
    """Due when the clock of ``zone`` shows a time that ``expression`` matches; see ``cron_zoned``."""

    kind: ClassVar[str] = "cron"
    expression: CronExpression
    zone: ZoneInfo = UTC_ZONE

    def next_after(self, after: datetime) -> datetime | None:
        """The first occurrence strictly after ``after``; None if none comes in 50 years."""
        if self.zone is UTC_ZONE:
            wall = self.expression.next_wall(after.replace(tzinfo=None))
            return None if wall is None else wall.replace(tzinfo=UTC)
        if self.expression.is_fixed_time:
            return next_fixed(self.expression, after, self.zone)
        return next_real(self.expression, after, self.zone)

    def count(self, after: datetime, until: datetime) -> int:
        """The number of occurrences in (``after``, ``until``], without visiting them."""
        return count_occurrences(self.expression, self.zone, after, until)

    def canonical(self) -> str:
        """The text that ``parse_trigger`` reads back, given the same zone."""
        return self.expression.text


@dataclass(frozen=True, slots=True)
class IntervalTrigger:
    """Due at ``anchor`` + k · ``every`` for k = 1, 2, …; elapsed time, so clock changes do not matter.

    ``zone`` is only for showing.
    """

    kind: ClassVar[str] = "interval"
    every: timedelta
    anchor: datetime
    zone: ZoneInfo = UTC_ZONE

    def next_after(self, after: datetime) -> datetime | None:
        """The first occurrence strictly after ``after``; None beyond the years that are known."""
        turns = max(1, (after - self.anchor) // self.every + 1)
        try:
            found = self.anchor + turns * self.every
        except OverflowError:
            return None
        return found if found.year <= LAST_YEAR else None

    def count(self, after: datetime, until: datetime) -> int:
        """The number of occurrences in (``after``, ``until``]."""
        done = max(0, (after - self.anchor) // self.every)
        return max(0, (until - self.anchor) // self.every - done)

    def canonical(self) -> str:
        """The text that ``parse_trigger`` reads back, given the same anchor."""
        return f"every {format_duration(self.every)}"


@dataclass(frozen=True, slots=True)
class AtTrigger:
    """Due once, at ``at``. ``written`` is the wall time in ``zone`` that it was given as, if it was."""

    kind: ClassVar[str] = "at"
    at: datetime
    zone: ZoneInfo = UTC_ZONE
    written: datetime | None = None

    def next_after(self, after: datetime) -> datetime | None:
        """``at``, if that is strictly after ``after``."""
        return self.at if self.at > after else None

    def count(self, after: datetime, until: datetime) -> int:
        """1 if ``at`` is in (``after``, ``until``], else 0."""
        return int(after < self.at <= until)

    def canonical(self) -> str:
        """The text that ``parse_trigger`` reads back, given the same zone."""
        return f"at {(self.written or self.at).isoformat()}"


@dataclass(frozen=True, slots=True)
class RebootTrigger:
    """Due once after each start of the machine, which is for the engine to notice."""

    kind: ClassVar[str] = "reboot"

    def next_after(self, after: datetime) -> datetime | None:
        """None: a start cannot be foreseen."""
        return None

    def count(self, after: datetime, until: datetime) -> int:
        """0: a start cannot be foreseen."""
        return 0

    def canonical(self) -> str:
        """The text that ``parse_trigger`` reads back."""
        return "@reboot"


@dataclass(frozen=True, slots=True)
class ManualTrigger:
    """Never due by itself; the job runs when somebody runs it."""

    kind: ClassVar[str] = "manual"

    def next_after(self, after: datetime) -> datetime | None:
        """None: nothing is scheduled."""
        return None

    def count(self, after: datetime, until: datetime) -> int:
        """0: nothing is scheduled."""
        return 0

    def canonical(self) -> str:
        """The text that ``parse_trigger`` reads back."""
        return "manual"


Trigger = CronTrigger | IntervalTrigger | AtTrigger | RebootTrigger | ManualTrigger
