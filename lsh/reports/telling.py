"""One sentence for each anomaly and each forecast, with the numbers that it rests on."""

from __future__ import annotations

from datetime import tzinfo

from lsh.domain.forecast import DurationForecast, FailureForecast
from lsh.domain.humane import percent, plural, span
from lsh.domain.instant import from_micros
from lsh.domain.past import ENOUGH
from lsh.domain.run import RunState
from lsh.domain.season import Season
from lsh.domain.unusual import Absent, Unusual

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def season_text(season: Season) -> str:
    """``a Monday 02:00`` (the hour that begins then), ``02:00``, or nothing for all runs."""
    if season.hour is None:
        return ""
    hour = f"{season.hour:02}:00"
    return hour if season.weekday is None else f"a {WEEKDAYS[season.weekday]} {hour}"


def of_unusual(found: Unusual, zone: tzinfo) -> str:
    """``Took 4.2s on Mon 16 Nov 02:00; usual for a Monday 02:00 is 1.1s ± 0.2s (36 runs).``"""
    usual, season = found.usual, season_text(found.season)
    name = f"usual for {season} is" if season else "usual is"
    spread = f" ± {span(usual.spread)}" if usual.spread else ""
    return (
        f"Took {span(found.run.duration)} on {when(found.run.at, zone)};"
        f" {name} {span(usual.middle)}{spread} ({plural(usual.count, 'run')})."
    )


def of_absent(found: Absent, zone: tzinfo) -> str:
    """``Last ran on Mon 16 Nov 09:00, 6d 3h ago; of 37 pauses before, the longest was 3d.``"""
    return (
        f"Last ran on {when(found.last.at, zone)}, {span(found.silence)} ago;"
        f" of {plural(found.gaps, 'pause')} before, the longest was {span(found.longest)}."
    )


def of_duration(found: DurationForecast | None) -> str:
    """How long the next run takes, or that nothing can be said."""
    if found is None:
        return f"How long the next run takes cannot be told: it needs {ENOUGH} runs like it."
    weekday, hour = found.season
    like = "" if weekday is None else f" on {WEEKDAYS[weekday]}s"
    like += "" if hour is None else f" at {hour:02}:00"
    judged = f"by {plural(found.runs, 'run')}{like}"
    trend = ""
    if found.slope is not None:
        more = "longer" if found.slope > 0 else "shorter"
        trend = f", which take {span(abs(found.slope))} {more} each day"
    return (
        f"The next run should take {span(found.middle)}, 8 times of 10 between {span(found.low)}"
        f" and {span(found.high)} ({judged}{trend})."
    )


def of_failure(found: FailureForecast | None) -> str:
    """How likely the next run fails, or that nothing can be said."""
    if found is None:
        return f"How likely it fails cannot be told: it needs {ENOUGH} runs like it."
    after = {
        RunState.SUCCEEDED: " that followed a success",
        RunState.FAILED: " that followed a failure",
    }
    judged = f"{plural(found.runs, 'run')}{after[found.after] if found.after else ''}"
    high = percent(100 * found.high)
    if not found.risk:
        return f"None of {judged} failed: the risk is below {high}, with 95 % confidence."
    return (
        f"Its risk to fail is {percent(100 * found.risk)}, with 90 % confidence between"
        f" {percent(100 * found.low)} and {high} ({judged})."
    )


def when(at: int, zone: tzinfo) -> str:
    """``Mon 16 Nov 02:00`` by the clock of ``zone``."""
    local = from_micros(at).astimezone(zone)
    return f"{local:%a} {local.day} {local:%b %H:%M}"
