"""How often reports claim what is not so, and find what is: synthetic histories whose truth is known.

Usage: python -m benchmarks.claims [--histories N]

Quiet histories have nothing to find: 120 days of one job, at an interval, with a noise and with or without
failures of pure chance, all drawn with fixed seeds. Each claim about one is a false alarm. In as many
others one thing is planted: a slow run, a fast one, silence of three intervals, a trend that doubles.
Forecasts are held against the run that comes next.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from lsh.domain.forecast import next_duration, next_failure
from lsh.domain.instant import to_micros
from lsh.domain.past import PastRun
from lsh.domain.season import Seasoned, seasons_by
from lsh.domain.unusual import absent, unusual_durations

START = datetime(2026, 7, 6, tzinfo=UTC)
DAYS = 120
BY_UTC = seasons_by(UTC)
PLANTED = {"5 times as long": 5.0, "10 times as long": 10.0, "a tenth as long": 0.1}
HOURS_BETWEEN = (1, 4, 24)
NOISES: dict[str, Callable[[random.Random], float]] = {
    "even": lambda chance: chance.uniform(45, 75),
    "normal": lambda chance: max(chance.gauss(60, 6), 1.0),
    "log-normal": lambda chance: 60 * chance.lognormvariate(0, 0.3),
    "weekly": lambda chance: 60 * chance.lognormvariate(0, 0.1),  # ten times that on Sundays
}


class Quiet(NamedTuple):
    """Runs, the one that comes next, the seconds between them, and the share that fails by chance."""

    runs: list[PastRun]
    coming: PastRun
    every: int
    risk: float


def quiet(number: int) -> Quiet:
    """The history of that number."""
    chance = random.Random(number)
    noise = list(NOISES)[number % len(NOISES)]
    every = HOURS_BETWEEN[number // len(NOISES) % len(HOURS_BETWEEN)] * 3600
    risk = chance.choice((0.0, 0.02, 0.1))
    runs = []
    for nth in range(DAYS * 86400 // every + 1):
        at = START + timedelta(seconds=nth * every)
        took = NOISES[noise](chance) * (10 if noise == "weekly" and at.weekday() == 6 else 1)
        state = "failed" if chance.random() < risk else "succeeded"
        runs.append(PastRun(nth, to_micros(at), state, took))
    return Quiet(runs[:-1], runs[-1], every, risk)


def falsely(count: int, told: Counter[str]) -> None:
    """Count what is claimed of ``count`` quiet histories, and whether forecasts come true."""
    for number in range(count):
        runs, coming, every, true_risk = quiet(number)
        seasoned = Seasoned(runs, BY_UTC)
        strange = unusual_durations(seasoned)
        told["runs"] += len(runs)
        told["strange runs"] += len(strange)
        told["histories with a strange run"] += bool(strange)
        told["silences"] += absent(runs, BY_UTC, runs[-1].at + every * 1_000_000) is not None
        ahead = next_duration(seasoned, coming.at)
        if ahead and coming.state == "succeeded" and coming.duration is not None:
            told["durations foretold"] += 1
            told["durations in the band"] += ahead.low <= coming.duration <= ahead.high
        if ahead:
            told["forecasts"] += 1
            told["trends"] += ahead.slope is not None
        risk = next_failure(runs)
        if risk:
            told["risks foretold"] += 1
            told["risks in the band"] += risk.low <= true_risk <= risk.high


def found(count: int, told: Counter[str]) -> None:
    """Plant one thing in each of ``count`` histories, and count what is found of it."""
    for number in range(count):
        runs, coming, every, _ = quiet(number)
        place = random.Random(-number - 1).randrange(len(runs))
        for name, times in PLANTED.items():
            planted = list(runs)
            took = (runs[place].duration or 0.0) * times
            planted[place] = runs[place]._replace(state="succeeded", duration=took)
            seen = {one.run.id for one in unusual_durations(Seasoned(planted, BY_UTC))}
            told[name] += runs[place].id in seen
        told["silent"] += absent(runs, BY_UTC, runs[-1].at + 3 * every * 1_000_000) is not None
        grown = [
            run._replace(duration=(run.duration or 0.0) * (1 + nth / len(runs)))
            for nth, run in enumerate(runs)
        ]
        ahead = next_duration(Seasoned(grown, BY_UTC), coming.at)
        told["trend"] += ahead is not None and ahead.slope is not None


def main() -> None:
    """Claim, count, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--histories", type=int, default=1000)
    count = parser.parse_args().histories
    told: Counter[str] = Counter()
    falsely(count, told)
    print(f"{count:,} quiet histories, {told['runs']:,} runs")
    for name in ("strange runs", "histories with a strange run", "silences"):
        print(f"  {name:32} {told[name]:6,}")
    print(f"  {'trends':32} {told['trends']:6,} of {told['forecasts']:,}")
    for what in ("durations", "risks"):
        within = told[f"{what} in the band"]
        share = 100 * within / max(told[f"{what} foretold"], 1)
        print(
            f"  {what + ' that came as foretold':32} {share:6.1f} % of {told[f'{what} foretold']:,}"
        )
    found(count, told)
    print(f"planted in {count:,} histories, found:")
    for name in (*PLANTED, "silent", "trend"):
        print(f"  {name:32} {100 * told[name] / count:6.1f} %")


if __name__ == "__main__":
    main()
