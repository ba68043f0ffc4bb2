"""How late a lone job starts: from its scheduled instant to the exec of its program.

A job every second, measured from the ledger. ``--runs N`` (default 60), ``--json``.
"""

from __future__ import annotations

import sys
import time

from benchmarks.measuring import (
    Figure,
    command_line,
    compile_package,
    daemon_home,
    percentile,
    show,
)
from lsh.client.door import Door
from lsh.client.reading import reading
from lsh.paths import Paths


def latenesses(paths: Paths, runs: int) -> list[float]:
    """Milliseconds of ``runs`` runs of one job."""
    with Door(paths) as door:
        spec = {"name": "lone", "command": "/bin/true", "schedule": "* * * * * *"}
        door.call("job_create", {"spec": spec})
        time.sleep(runs + 1.5)
        door.call("job_disarm", {"job": "lone"})
    with reading(paths) as ledger:
        rows = ledger.execute(
            "SELECT (started_at - due_at) / 1000.0 FROM runs WHERE started_at IS NOT NULL"
        ).fetchall()
    return [lateness for (lateness,) in rows]


def main() -> int:
    """Measure and show; 1 if a target is missed."""
    parser = command_line(__doc__)
    parser.add_argument("--runs", type=int, default=60)
    options = parser.parse_args()
    compile_package()
    with daemon_home() as paths:
        found = latenesses(paths, options.runs)
    name = f"lone job, {len(found)} runs: lateness"
    return show(
        [
            Figure(f"{name} p50", percentile(found, 50), None, "ms"),
            Figure(f"{name} p99", percentile(found, 99), 6.0, "ms", (min(found), max(found))),
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
