"""The span of time that a report is about, and how it divides into whole UTC days."""

from __future__ import annotations

from dataclasses import dataclass

from lsh.domain.tally import DAY

FIRST_DAY, LAST_DAY = -(1 << 40), 1 << 40  # days that no instant reaches: an open end


@dataclass(frozen=True, slots=True)
class Window:
    """From ``since`` to before ``until``, in microseconds; None is an open end."""

    since: int | None = None
    until: int | None = None

    def aligned(self, runs_since: int | None) -> Window:
        """This window, with an end moved outwards to midnight (UTC) where only days are known.

        Runs before ``runs_since`` may have been deleted; what they did is known by whole days.
        """
        since, until = self.since, self.until
        if runs_since is not None and since is not None and runs_since > since:
            since -= since % DAY
        if runs_since is not None and until is not None and runs_since > until - until % DAY:
            until += -until % DAY
        return Window(since, until)

    @property
    def first_day(self) -> int:
        """The first day that lies wholly inside."""
        return FIRST_DAY if self.since is None else -(-self.since // DAY)

    @property
    def last_day(self) -> int:
        """The last day that lies wholly inside; before ``first_day`` when there is none."""
        return LAST_DAY if self.until is None else self.until // DAY - 1

    @property
    def edges(self) -> list[Window]:
        """The parts of days at its ends: at most two, none where an end is open or at midnight."""
        first, last = self.first_day * DAY, (self.last_day + 1) * DAY
        if first > last and self.since is not None and self.until is not None:
            return [self]  # within one day
        edges = []
        if self.since is not None and self.since < first:
            edges.append(Window(self.since, first))
        if self.until is not None and last < self.until:
            edges.append(Window(last, self.until))
        return edges

    def holds_day(self, day: int) -> bool:
        """Whether ``day`` lies wholly inside."""
        return self.first_day <= day <= self.last_day
