"""Whatever comes between a shared occurrence and its verdict, it ends once and runs at most once."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.linked import BEFORE, Linked

HAPPENINGS: dict[str, Callable[[Linked], Any]] = {
    "nothing": lambda world: None,
    "described": lambda world: world.call("job_update", job="j", changes={"description": "new"}),
    "moved": lambda world: world.call("job_update", job="j", changes={"schedule": "9 12 * * *"}),
    "given away": lambda world: world.call("job_update", job="j", changes={"hosts": ["there"]}),
    "each": lambda world: world.call("job_update", job="j", changes={"claim": "each"}),
    "paused": lambda world: world.call("job_pause", job="j"),
    "disarmed": lambda world: world.call("job_disarm", job="j"),
    "stopped": lambda world: world.call("run_stop", job="j"),
    "removed": lambda world: world.call("job_remove", job="j", force=True),
    "run by hand": lambda world: world.call("job_run", job="j", force=True),
    "restarted": lambda world: world.restart(),
    "killed": lambda world: world.crash(),
    "unlinked": lambda world: world.engine.sinks_wanted.clear(),
    "set on": lambda world: world.clock.set(300),
    "set back": lambda world: world.clock.set(-300),
}
MOMENTS = {"before": 1.7, "at": 2.0, "after": 3.0, "too late": 9.0}


@pytest.mark.parametrize(
    ("verdict", "policy"),
    [
        ("won", "skip"),
        ("lost", "run"),
        ("unreachable", "run"),
        ("unreachable", "skip"),
        (None, "run"),
        (None, "skip"),
    ],
)
@pytest.mark.parametrize("happening", HAPPENINGS)
def test_whatever_happens_an_occurrence_ends_once_and_runs_at_most_once(
    tmp_path: Path, verdict: str | None, policy: str, happening: str, soak: bool
) -> None:
    """At every pair of moments with --soak, at the most telling ones without."""
    answers = MOMENTS if soak else ("before", "after", "too late")
    times = MOMENTS if soak else ("before", "at", "after")
    pairs = itertools.product(answers if verdict else ("never",), times)
    for number, (answered, happens) in enumerate(pairs):
        world = Linked(tmp_path / str(number), BEFORE)
        world.shared(on_unreachable=policy)
        steps = [(MOMENTS[happens], HAPPENINGS[happening])]
        if verdict is not None:
            steps.append((MOMENTS[answered], lambda w: w.answer(verdict)))
        for at, step in sorted(steps, key=lambda one: one[0]):
            world.live_until(at)
            step(world)
        world.live(minutes=12)
        ended = world.events("completed", "skipped", "missed", "stopped", "failed")
        case = f"{verdict} {answered}, {happening} {happens}, {policy}"
        assert all(count == 1 for count in ended.values()), case
        assert set(ended) == {int(run["run_id"]) for run in world.runs()}, case
        started = Counter(run_id for run_id, _ in world.executions)
        assert all(count == 1 for count in started.values()), case
        assert not world.ledger.runs.active(), case
        for run in world.runs():
            if run["state"] in {"skipped", "missed", "cancelled"}:
                assert run["reason"], case
            ran = int(run["run_id"]) in started
            assert ran == (run["state"] == "succeeded"), case
            assert not ran or run["claim"] != "lost", case
        world.stop()
