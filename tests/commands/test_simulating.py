"""``lsh cron simulate``: which jobs it is of, and by whose clock."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lsh.cli import run
from lsh.commands.cron.simulate import _hours_of, _jitter
from lsh.commands.progress import Progress
from tests.support.daemon import Home


def simulated(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert (
        run(["cron", "simulate", "--from", "2026-03-01", "--to", "2026-03-03", *words, "--json"])
        == 0
    )
    shown = json.loads(capsys.readouterr().out)
    span = datetime.fromisoformat(shown["end"]) - datetime.fromisoformat(shown["start"])
    assert span == timedelta(days=2)
    return {job["id"]: job for job in shown["jobs"]}


def test_it_is_of_what_fires_here(within: Home, capsys: pytest.CaptureFixture[str]) -> None:
    for name, more in (("followed", {}), ("away", {"hosts": ["other"]}), ("resting", {})):
        spec = {"id": name, "name": name, "command": "true", "schedule": "@daily"} | more
        within.apply("job_create", spec=spec)
    within.apply("job_create", spec={"id": "manual", "name": "manual", "command": "true"})
    within.apply("job_pause", job="resting")
    assert set(simulated(capsys)) == {"followed"}
    assert set(simulated(capsys, "away", "resting")) == {"away", "resting"}


def test_it_tells_how_many_hours_are_replayed() -> None:
    told: list[tuple[float, float]] = []

    class Told(Progress):
        def update(self, done: float, total: float | None = None, what: str | None = None) -> None:
            told.append((done, total or 0.0))

    first = datetime(2026, 3, 1, tzinfo=UTC)
    tell = _hours_of(Told("replaying"), first, first + timedelta(days=2))
    tell(first + timedelta(hours=12))
    assert told == [(12.0, 48.0)]


def test_the_jitter_is_this_machines(within: Home) -> None:
    job = {"id": "wide", "jitter": 3600.0}
    offsets = set()
    for host in ("one", "two"):
        within.configure(host=host)
        offsets.add(_jitter(job))
    assert len(offsets) == 2
