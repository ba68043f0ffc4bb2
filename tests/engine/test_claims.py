"""Shared occurrences: claimed, lost, unreachable, and everything that may come between."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lsh.domain.errors import InvalidInput, NotAllowed
from lsh.store.claims import pending_claims
from lsh.store.queries import RunFilter, get_run, list_runs
from tests.support.world import World

BEFORE = datetime(2026, 11, 22, 11, 59, 58, tzinfo=UTC)
NOON = "0 12 * * *"


class Linked(World):
    """A home with a linked database, whose answers the test gives."""

    def start(self) -> None:
        super().start()
        self.engine.sinks_wanted.add("supabase")

    def claim(self, verdict: str, run: int = 1, **more: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self.call("run_claim", run=str(run), verdict=verdict, **more)
        return answer

    def shared(self, name: str = "j", schedule: str = NOON, **more: Any) -> int:
        return self.job(name, schedule, hosts=["here", "there"], claim="shared", **more)

    def runs(self, name: str = "j") -> list[dict[str, Any]]:
        found = list_runs(self.ledger.connection, RunFilter(job=name, limit=None))
        return list(reversed(found))

    def run(self, number: int = 1) -> dict[str, Any]:
        return get_run(self.ledger.connection, str(number))


@pytest.fixture
def world(tmp_path: Path) -> Linked:
    return Linked(tmp_path, BEFORE)


def test_an_occurrence_waits_for_its_claim(world: Linked) -> None:
    world.shared()
    world.live(seconds=5)
    assert [(run["state"], run["claim"]) for run in world.runs()] == [("scheduled", "pending")]
    (claim,) = pending_claims(world.ledger.connection)
    assert (claim.run_id, claim.job_id, claim.on_unreachable) == (1, "j", "skip")
    assert world.executed("j") == []


def test_what_was_won_in_time_starts_at_its_instant(world: Linked) -> None:
    world.shared()
    world.live(seconds=1.7)
    assert world.claim("won")["claim"] == "won"
    world.live(seconds=1)
    assert world.run()["lateness"] == 0
    assert world.executed("j") == ["12:00:00"]


def test_what_was_won_late_starts_at_once(world: Linked) -> None:
    world.shared(misfire_grace=0.0)
    world.live(seconds=4)
    world.claim("won")
    world.turn()
    assert world.executed("j") == ["12:00:02"]
    assert world.run()["state"] == "succeeded"


def test_what_was_lost_is_skipped(world: Linked) -> None:
    world.shared()
    world.live(seconds=1.7)
    assert world.claim("lost", holder="there")["reason"] == "claimed by there"
    world.live(seconds=10)
    assert [(run["state"], run["claim"]) for run in world.runs()] == [("skipped", "lost")]
    assert world.executed("j") == []


@pytest.mark.parametrize(
    ("policy", "state", "started"), [("run", "succeeded", ["12:00:05"]), ("skip", "skipped", [])]
)
@pytest.mark.parametrize("grace", [0.0, 60.0])
def test_without_an_answer_the_job_decides(
    world: Linked, policy: str, state: str, started: list[str], grace: float
) -> None:
    world.shared(on_unreachable=policy, misfire_grace=grace)
    world.live(seconds=10)
    run = world.run()
    assert (run["state"], run["claim"]) == (state, "unreachable")
    assert world.executed("j") == started


def test_with_no_database_linked_nothing_is_waited_for(world: Linked) -> None:
    world.shared(on_unreachable="run")
    world.shared("k")
    world.engine.sinks_wanted.clear()
    world.live(seconds=3)
    assert world.executed("j") == ["12:00:00"]
    (run,) = world.runs("k")
    assert run["reason"] == "no database is linked to claim it (on_unreachable is skip)"
    assert run["finished_at"].startswith("2026-11-22T12:00:00")


def test_a_verdict_said_twice_is_heard_once_and_another_refused(world: Linked) -> None:
    world.shared()
    world.live(seconds=1.7)
    world.claim("won")
    assert world.claim("won")["claim"] == "won"
    with pytest.raises(NotAllowed, match="decided before: won"):
        world.claim("lost")
    world.live(seconds=1)
    assert world.claim("won")["state"] == "succeeded"
    assert world.executed("j") == ["12:00:00"]


def test_what_is_no_verdict_is_refused(world: Linked) -> None:
    world.job("each", NOON)
    world.live(seconds=1.7)
    for verdict in ("pending", "", 3, None):
        with pytest.raises(InvalidInput, match="is not a verdict"):
            world.call("run_claim", run="1", verdict=verdict)
    with pytest.raises(NotAllowed, match="is not shared"):
        world.claim("won")
