"""Which past runs one is like: those of its weekday and hour, of its hour, or all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import NamedTuple

from lsh.domain.past import PastRun, successes
from lsh.domain.tally import HOUR

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Season(NamedTuple):
    """A weekday (Monday is 0) and an hour of the day; None is any."""

    weekday: int | None = None
    hour: int | None = None

    @property
    def wider(self) -> Season | None:
        """The next season that holds this one and more; None after the one that holds all."""
        if self.weekday is not None:
            return Season(None, self.hour)
        return None if self.hour is None else Season()


ANY = Season()


def seasons_by(zone: tzinfo) -> Callable[[int], Season]:
    """What tells the season of an instant (microseconds) by the clock of ``zone``.

    It remembers each hour that it was asked for: a zone's offset changes at whole quarters at least,
    so quarters are what is remembered.
    """
    known: dict[int, Season] = {}

    def season_of(at: int) -> Season:
        quarter = at // (HOUR // 4)
        season = known.get(quarter)
        if season is None:
            local = (_EPOCH + timedelta(minutes=15 * quarter)).astimezone(zone)
            season = known[quarter] = Season(local.weekday(), local.hour)
        return season

    return season_of


class Seasoned:
    """The runs among some that succeeded and have a duration, by season."""

    def __init__(self, runs: Sequence[PastRun], season_of: Callable[[int], Season]) -> None:
        self.season_of = season_of
        self.timed = successes(runs)
        self.narrow: dict[Season, list[PastRun]] = {}
        for run in self.timed:
            self.narrow.setdefault(season_of(run.at), []).append(run)
        self._wide: dict[Season, list[PastRun]] = {ANY: self.timed}

    def of(self, season: Season) -> list[PastRun]:
        """The runs of ``season``, of whichever width."""
        if season.weekday is not None:
            return self.narrow.get(season, [])
        if season not in self._wide:
            days = (self.narrow.get(Season(day, season.hour), ()) for day in range(7))
            self._wide[season] = [run for runs in days for run in runs]
        return self._wide[season]

    def narrowest(self, season: Season, enough: int) -> tuple[Season, list[PastRun]] | None:
        """The narrowest season around ``season`` with ``enough`` runs, and these; None if none has."""
        wanted: Season | None = season
        while wanted is not None:
            found = self.of(wanted)
            if len(found) >= enough:
                return wanted, found
            wanted = wanted.wider
        return None
