"""Which past runs one is like: those of its weekday and hour, of its hour, or all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import NamedTuple

from lsh.domain.past import PastRun
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


def by_season(
    runs: Sequence[PastRun], season_of: Callable[[int], Season]
) -> dict[Season, list[PastRun]]:
    """The runs of each season, of the narrow ones and of those that hold them; in their order."""
    groups: defaultdict[Season, list[PastRun]] = defaultdict(list)
    for run in runs:
        narrow = season_of(run.at)
        groups[narrow].append(run)
        groups[Season(None, narrow.hour)].append(run)
        groups[ANY].append(run)
    return dict(groups)


def narrowest(
    groups: dict[Season, list[PastRun]], season: Season, enough: int
) -> tuple[Season, list[PastRun]] | None:
    """The narrowest season around ``season`` that has ``enough`` runs, and these; None if none has."""
    wanted: Season | None = season
    while wanted is not None:
        found = groups.get(wanted, [])
        if len(found) >= enough:
            return wanted, found
        wanted = wanted.wider
    return None
