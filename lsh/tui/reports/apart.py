"""A report made in a process of its own, since making one for ten thousand jobs takes a hundred megabytes.

Python keeps what it has had, and while it reckons, nothing is painted: here neither matters. The child
gets its question as one JSON document and answers with one.
"""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from lsh.domain.errors import LshError, by_code
from lsh.domain.instant import from_micros
from lsh.paths import Paths


def report_apart(paths: Paths, job: str | None, *, since: int, now: int) -> dict[str, Any]:
    """A ``JobReport`` of ``job``, or a ``ComprehensiveReport`` without its jobs. Instants are microseconds.

    Raises the LshError that the report ended with.
    """
    folders = {name: str(path) for name, path in asdict(paths).items()}
    question = {"paths": folders, "job": job, "since": since, "now": now}
    done = subprocess.run(
        [sys.executable, "-m", __name__],
        input=json.dumps(question), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise LshError("the report could not be made", hint=done.stderr.strip()[-300:] or None)
    answer: dict[str, Any] = json.loads(done.stdout)
    if "error" in answer:
        raise by_code(answer["error"]["code"])(
            answer["error"]["message"], hint=answer["error"]["hint"]
        )
    report: dict[str, Any] = answer["report"]
    return report


def main() -> None:
    """The child: a question on stdin, its answer on stdout."""
    question = json.load(sys.stdin)
    paths = Paths(**{name: Path(folder) for name, folder in question["paths"].items()})
    try:
        answer = {"report": _report(paths, question["job"], question["since"], question["now"])}
    except LshError as error:
        answer = {"error": {"code": error.code, "message": error.message, "hint": error.hint}}
    json.dump(answer, sys.stdout)


def _report(paths: Paths, job: str | None, since: int, now: int) -> dict[str, Any]:
    from zoneinfo import ZoneInfo

    from lsh.client.reading import reading
    from lsh.engine.jobs import machine_zone
    from lsh.reports.comprehensive import comprehensive
    from lsh.reports.summary import job_report
    from lsh.settings import load_settings

    settings = load_settings(paths)
    asked = {
        "since": from_micros(since), "now": from_micros(now),
        "zone": ZoneInfo(settings.timezone or machine_zone()), **settings.price,
    }  # fmt: skip
    with reading(paths) as ledger:
        if job is not None:
            return job_report(ledger, job, **asked)
        report = comprehensive(ledger, **asked)
    del report["jobs"]  # the screen shows what stands out among them
    return report


if __name__ == "__main__":
    main()
