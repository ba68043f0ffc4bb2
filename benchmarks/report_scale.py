"""Reports and history at 1,000 and at 1,000,000 runs: times, and the ratio between them.

Usage: python -m benchmarks.report_scale [--json] [--runs N] [--repeat N]

Builds two ledgers in a temporary folder (about 200 MB, a minute), spread over 90 days and rolled up:
the large one over 500 jobs, the small one over 20, so that 50 runs of one job are there to be read.
Then takes the median of several readings of each report, each on a fresh connection, the two ledgers
taking turns. Times are of the processor: the files are in memory, so that there is nothing to wait for
but other programs.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from lsh.domain.instant import to_micros
from lsh.domain.job import JobSpec
from lsh.reports.comprehensive import comprehensive
from lsh.reports.summary import all_reports, job_report
from lsh.store.jobs import NEVER
from lsh.store.ledger import Ledger
from lsh.store.queries import RunFilter, list_runs
from lsh.store.reader import open_reader
from lsh.store.rollups import roll_up

JOBS, SMALL_JOBS, SMALL_RUNS = 500, 20, 1000
DAYS = 90
NOW = datetime(2026, 11, 22, tzinfo=UTC)
SINCE = NOW - timedelta(days=DAYS)
_SHORT = 0.02  # seconds
_ERRORS = ("connection to db-{n} refused", "exit code 3", "disk /dev/sda1 full, {n} bytes left")


def build(path: Path, runs: int, jobs: int = JOBS) -> float:
    """A ledger with ``runs`` runs over ``jobs`` jobs, rolled up; the seconds that rolling up took."""
    ledger = Ledger(path)
    with ledger.transaction():
        keys = [
            ledger.jobs.insert(
                f"job-{number}",
                JobSpec(name=f"Job {number}", command="/bin/true", schedule="*/30 * * * *"),
                NEVER,
                at=to_micros(SINCE),
                actor="benchmark",
            ).key
            for number in range(jobs)
        ]
    elapsed = remember(ledger, keys, runs)
    ledger.checkpoint()
    ledger.close()
    return elapsed


def remember(ledger: Ledger, keys: list[int], runs: int) -> float:
    """Give these jobs a history of ``runs`` runs, rolled up; the seconds that rolling up took."""
    chance, jobs = random.Random(7), len(keys)
    with ledger.transaction():
        ledger.connection.executemany(
            "INSERT INTO runs (job_id, job_version, kind, state, scheduled_for, due_at, queued_at,"
            " first_started_at, started_at, finished_at, attempt, outcome, reason, exit_code,"
            " duration, cpu_seconds, max_rss_bytes, error, host, priority, span, rolled_up)"
            " VALUES (?, 1, 'scheduled', ?, ?, ?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, 'here', 5, 1, 0)",
            (
                _run(keys[number % jobs], number // jobs, runs // jobs, chance)
                for number in range(runs)
            ),
        )
    begun = time.perf_counter()
    while _slice(ledger):
        pass
    return time.perf_counter() - begun


def _slice(ledger: Ledger) -> int:
    with ledger.transaction():
        return roll_up(ledger.connection, 5000)


def _run(key: int, nth: int, of: int, chance: random.Random) -> tuple[Any, ...]:
    step = DAYS * 86_400_000_000 // of
    due = to_micros(SINCE) + nth * step + key * 1000
    started = due + int(chance.lognormvariate(1.2, 0.4) * 1000)
    duration = (1 + key % 40) * chance.lognormvariate(0, 0.3)
    failed = chance.random() < 0.02
    error = chance.choice(_ERRORS).format(n=chance.randrange(10_000)) if failed else None
    return (
        key, "failed" if failed else "succeeded", due, due, due, started, started,
        started + int(duration * 1e6), "error" if failed else "success",
        "exit code 1" if failed else None, 1 if failed else 0, duration, duration / 3,
        chance.randrange(5_000_000, 90_000_000), error,
    )  # fmt: skip


READINGS: dict[str, Callable[[sqlite3.Connection], object]] = {
    "comprehensive, 90 days": lambda c: comprehensive(c, since=SINCE, now=NOW),
    "comprehensive, 30 days": lambda c: comprehensive(c, since=NOW - timedelta(30), now=NOW),
    "comprehensive, 30 days and a part": lambda c: comprehensive(
        c, since=NOW - timedelta(days=30, hours=5), now=NOW
    ),
    "all reports, 30 days": lambda c: all_reports(c, since=NOW - timedelta(30), now=NOW),
    "one job, 90 days": lambda c: job_report(c, "job-7", since=SINCE, now=NOW),
    "one job, 30 days": lambda c: job_report(c, "job-7", since=NOW - timedelta(30), now=NOW),
    "history, last 50": lambda c: list_runs(c, RunFilter(limit=50)),
    "history of one job, last 50": lambda c: list_runs(c, RunFilter(job="job-7", limit=50)),
    "history of failures, last 50": lambda c: list_runs(c, RunFilter(state="failed", limit=50)),
}


def measure(paths: Sequence[Path], repeat: int) -> list[dict[str, float]]:
    """The median seconds of each reading, for each ledger.

    The ledgers take turns: what else the machine does, and what its caches hold of the reading before,
    meets both alike. What is over at once is read ten times as often.
    """
    taken: list[dict[str, float]] = [{} for _ in paths]
    for name, read in READINGS.items():
        longest = max(_timed(path, read) for path in paths)
        rounds = repeat if longest > _SHORT else 10 * repeat
        times = [[_timed(path, read) for path in paths] for _ in range(rounds)]
        for medians, of_path in zip(taken, zip(*times, strict=True), strict=True):
            medians[name] = statistics.median(of_path)
    return taken


def _timed(path: Path, read: Callable[[sqlite3.Connection], object]) -> float:
    with open_reader(path) as connection:
        begun = time.process_time()
        read(connection)
        return time.process_time() - begun


def main() -> int:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    parser.add_argument("--runs", type=int, default=1_000_000)
    parser.add_argument("--repeat", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lsh-bench-") as folder:
        small, large = Path(folder) / "small.db", Path(folder) / "large.db"
        build(small, SMALL_RUNS, SMALL_JOBS)
        rolled_up = build(large, options.runs)
        before, after = measure((small, large), options.repeat)
    rows = [
        {"reading": name, "small_ms": before[name] * 1e3, "large_ms": after[name] * 1e3,
         "ratio": after[name] / before[name]}
        for name in READINGS
    ]  # fmt: skip
    result = {
        "runs": options.runs,
        "jobs": JOBS,
        "roll_up_us_a_run": rolled_up / options.runs * 1e6,
        "readings": rows,
    }
    if options.json:
        print(json.dumps(result, indent=2))
        return 0
    print(f"{'':36}{'1,000 runs':>12}{options.runs:>12,} runs{'ratio':>8}")
    for row in rows:
        print(
            f"{row['reading']:36}{row['small_ms']:9.2f} ms{row['large_ms']:14.2f} ms{row['ratio']:9.2f}"
        )
    print(f"rolling up: {result['roll_up_us_a_run']:.1f} µs a run")
    return 0


if __name__ == "__main__":
    sys.exit(main())
