"""A thousand jobs due in one second: how long until the last has started, against a bare loop.

Each round measures both, the bare loop before and after, so that a machine whose speed drifts does
not decide the ratio. ``--rounds N`` (default 7), ``--jobs N`` (default 1000), ``--json``.
"""

from __future__ import annotations

import os
import sys
import time
from datetime import UTC, datetime, timedelta

from benchmarks.measuring import command_line, compile_package, daemon_home, median_figure, show
from lsh.client.door import Door
from lsh.client.reading import reading
from lsh.paths import Paths

DIRECT = "/bin/true"
SHELL = "true && :"


def bare_loop(argv: list[str], count: int) -> float:
    """Seconds that the simplest loop takes to start ``count`` processes, and then to wait for each."""
    environment = {"PATH": "/usr/bin:/bin"}
    started = time.perf_counter()
    pids = [os.posix_spawn(argv[0], argv, environment) for _ in range(count)]
    for pid in pids:
        os.waitpid(pid, 0)
    return time.perf_counter() - started


def burst(paths: Paths, command: str, count: int, lead: float = 3.0) -> tuple[float, float]:
    """Seconds from the instant to the last start, and to the first, of ``count`` jobs due at once."""
    instant = (datetime.now(UTC) + timedelta(seconds=lead)).replace(microsecond=0)
    specs = [
        {"name": f"burst {number}", "command": command, "schedule": f"at {instant.isoformat()}"}
        for number in range(count)
    ]
    with Door(paths) as door:
        door.call("job_create_many", {"specs": specs})
        time.sleep(max(0.0, instant.timestamp() - time.time()) + 1.0)
        while any(door.call("daemon_status")["runs"].values()):
            time.sleep(0.25)
        with reading(paths) as ledger:
            rows = ledger.execute(
                "SELECT min(started_at), max(started_at), count(started_at),"
                " sum(state = 'succeeded') FROM runs WHERE scheduled_for = ?",
                (int(instant.timestamp() * 1_000_000),),
            ).fetchone()
    first, last, started, succeeded = rows
    if (started, succeeded) != (count, count):
        raise RuntimeError(f"{started} of {count} runs started, {succeeded} succeeded")
    return last / 1e6 - instant.timestamp(), first / 1e6 - instant.timestamp()


def ratios(paths: Paths, command: str, argv: list[str], count: int, rounds: int) -> list[float]:
    """One ratio a round: the last start against the mean of the bare loops around it."""
    found = []
    for _ in range(rounds):
        before = bare_loop(argv, count)
        last, first = burst(paths, command, count)
        after = bare_loop(argv, count)
        bare = (before + after) / 2
        found.append(last / bare)
        print(
            f"  {command!r}: bare {before * 1000:.0f}, {after * 1000:.0f} ms;"
            f" first {first * 1000:.1f}, last {last * 1000:.0f} ms; ratio {last / bare:.2f}",
            file=sys.stderr,
        )
    return found


def main() -> int:
    """Measure and show; 1 if a target is missed."""
    parser = command_line(__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--jobs", type=int, default=1000)
    options = parser.parse_args()
    compile_package()
    count, rounds = options.jobs, options.rounds
    with daemon_home() as paths:
        direct = ratios(paths, DIRECT, [DIRECT], count, rounds)
        shell = ratios(paths, SHELL, ["/bin/sh", "-c", SHELL], count, rounds)
        few = ratios(paths, DIRECT, [DIRECT], 100, rounds)
    return show(
        [
            median_figure(f"{count} due at once, direct: last start / bare loop", direct, 1.4, "×"),
            median_figure(f"{count} due at once, sh -c: last start / bare loop", shell, 1.25, "×"),
            median_figure("100 due at once, direct: last start / bare loop", few, 1.5, "×"),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
