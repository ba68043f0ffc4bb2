"""Shared occurrences: claimed, lost, unreachable, and everything that may come between."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lsh.domain.errors import InvalidInput, NotAllowed
from lsh.settings import Settings
from lsh.store.claims import pending_claims
from lsh.store.queries import RunFilter, list_runs
from tests.support.linked import BEFORE, NOON, Linked


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
    for holder in (3, "", "a\nb", "x" * 256):
        with pytest.raises(InvalidInput, match="is not the name of a host"):
            world.call("run_claim", run="1", verdict="lost", holder=holder)
    with pytest.raises(NotAllowed, match="is not shared"):
        world.claim("won")


def test_an_owner_hears_of_what_makes_no_sense_to_share(world: Linked, monkeypatch: Any) -> None:
    monkeypatch.delenv("SUPABASE_URL", raising=False)
    spec = {"id": "j", "name": "j", "command": "/bin/true", "schedule": NOON, "timezone": "UTC"}
    shared = spec | {"claim": "shared", "hosts": ["Here", "here"], "working_dir": "/"}
    shown = world.call("job_create", spec=shared)
    unlinked = (
        "it is shared, but no Supabase is linked to claim it in: until one is, every occurrence is"
        " skipped (on_unreachable is skip)"
    )
    alone = "it is shared, but names one host: there is nothing to share"
    assert shown["warnings"] == [alone, unlinked]
    changes: dict[str, Any] = {"hosts": [], "on_unreachable": "run"}
    first, second = world.call("job_update", job="j", changes=changes)["warnings"]
    assert first == "it is shared, but names no hosts: there is nothing to share"
    assert "every machine runs every occurrence" in second
    monkeypatch.setenv("SUPABASE_URL", "https://example.supabase.co")
    changes = {"hosts": ["here", "there"], "schedule": "@reboot"}
    (warning,) = world.call("job_update", job="j", changes=changes)["warnings"]
    assert "each machine's start is its own" in warning


def test_a_verdict_in_time_makes_no_run_later_than_another(world: Linked) -> None:
    """A hundred each, on one second's beat: what was claimed in time is armed like the rest."""
    for number in range(100):
        world.job(f"each{number}", NOON)
        world.shared(f"shared{number}")
    world.live(seconds=1.7)
    for claim in pending_claims(world.ledger.connection):
        world.claim("won", claim.run_id)
    assert len(world.engine.flights) == 200
    world.live(seconds=2)
    lateness = {
        run["job_id"]: run["lateness"]
        for run in list_runs(world.ledger.connection, RunFilter(limit=None))
    }
    assert len(lateness) == 200
    assert set(lateness.values()) == {0.0}


def test_other_jobs_do_not_wait_for_a_claim(world: Linked) -> None:
    world.shared()
    world.job("each", "* * * * * *")
    world.live(seconds=10)
    assert world.executed("each")[:3] == ["11:59:59", "12:00:00", "12:00:01"]


def test_a_pending_occurrence_is_in_no_other_one_s_way(world: Linked) -> None:
    world.shared(schedule="* * * * * *", overlap="skip")
    world.live(seconds=4.6)
    first, second, *_ = world.runs()
    world.claim("won", int(second["run_id"]))
    world.turn()
    assert world.run(2)["state"] == "succeeded"
    assert world.run(1)["state"] == "scheduled"
    world.claim("lost", int(first["run_id"]))
    assert world.run(1)["state"] == "skipped"


def test_what_was_won_out_of_turn_is_not_started_beside_the_other(world: Linked) -> None:
    world.engine.settings = Settings(arm_ahead=3.0)
    world.shared(schedule="* * * * * *", overlap="skip")
    world.live(seconds=0)
    claims = pending_claims(world.ledger.connection)
    assert len(claims) == 3
    for claim in reversed(claims):
        world.claim("won", claim.run_id)
    assert [flight.run_id for flight in world.engine.flights] == [3]


def test_a_misfire_is_claimed_when_it_is_caught_up(world: Linked) -> None:
    world.shared(catch_up="latest")
    world.stop()
    world.clock.pass_time(3600_000_000)
    world.start()
    world.live(seconds=1)
    assert [(run["kind"], run["claim"]) for run in world.runs()] == [("catch_up", "pending")]
    world.claim("lost", holder="there")
    world.live(seconds=10)
    assert world.executed("j") == []
    assert world.run()["reason"] == "claimed by there"


@pytest.mark.parametrize(
    ("catch_up", "state", "kind"),
    [("skip", "missed", "scheduled"), ("latest", "scheduled", "catch_up")],
)
def test_a_claim_over_a_night_is_a_misfire(
    world: Linked, catch_up: str, state: str, kind: str
) -> None:
    world.shared(catch_up=catch_up)
    world.live(seconds=1.7)
    world.clock.set(8 * 3600)  # the lid was closed
    world.turn()
    ((told, what),) = [(run["state"], run["kind"]) for run in world.runs()]
    assert (told, what) == (state, kind)
    if state == "scheduled":  # asked for anew, from now
        (claim,) = pending_claims(world.ledger.connection)
        assert claim.due_at == world.clock.now()
        world.claim("won")
        world.turn()
        assert world.executed("j") == ["19:59:59"]


def test_a_misfire_that_stays_unclaimed_is_decided_by_the_job(world: Linked) -> None:
    world.shared(on_unreachable="run")
    world.live(seconds=1.7)
    world.clock.set(8 * 3600)
    world.live(seconds=20)
    run = world.run()
    assert (run["kind"], run["claim"], run["state"]) == ("catch_up", "unreachable", "succeeded")
    assert world.executed("j") == ["20:00:04"]


def test_a_daemon_that_was_just_started_gives_the_database_its_time(world: Linked) -> None:
    world.shared()
    world.live(seconds=1.7)
    world.stop()
    world.clock.pass_time(20_000_000)  # past the deadline, within the grace
    world.start()
    world.live(seconds=4)
    assert world.run()["claim"] == "pending"
    world.claim("won")
    world.turn()
    assert world.executed("j") == ["12:00:23"]


def test_a_clock_put_back_lets_no_claim_wait_for_hours(world: Linked) -> None:
    world.shared()
    world.live(seconds=4)
    world.clock.set(-7200)
    world.live(seconds=20)
    assert world.run()["claim"] == "pending"  # its instant is two hours ahead again
    world.live(hours=2)
    assert world.run()["claim"] == "unreachable"
    assert len(world.runs()) == 1


def test_after_a_clock_was_put_back_claims_wait_no_longer_than_before(world: Linked) -> None:
    world.shared(schedule="* * * * *")
    world.live(seconds=30)
    world.clock.set(-600)
    world.live(seconds=40)  # 11:51:08, by the new time
    assert {run["claim"] for run in world.runs()} == {"unreachable"}
    assert len(world.runs()) == 2


def test_after_a_nap_the_database_gets_its_time(world: Linked) -> None:
    world.shared()
    world.live(seconds=1.7)
    world.clock.set(20)
    world.live(seconds=4)
    assert world.run()["claim"] == "pending"
    world.live(seconds=2)
    assert world.run()["claim"] == "unreachable"


def test_the_machines_that_share_an_interval_count_from_one_instant(tmp_path: Path) -> None:
    instants = []
    for name, at in (("a", BEFORE), ("b", BEFORE.replace(second=3))):
        world = Linked(tmp_path / name, at)
        world.shared(schedule="every 10m")
        world.live(minutes=21)
        instants.append([run["scheduled_for"] for run in world.runs()])
    assert instants[0][-2:] == instants[1][-2:]


def test_an_edit_makes_what_was_committed_ahead_shared_and_not_shared(world: Linked) -> None:
    world.job("j", NOON, hosts=["here", "there"])
    world.live(seconds=1.7)
    assert len(world.engine.flights) == 1
    world.call("job_update", job="j", changes={"claim": "shared"})
    assert (world.run()["claim"], len(world.engine.flights)) == ("pending", 0)
    world.call("job_update", job="j", changes={"claim": "each"})
    assert world.run()["claim"] is None
    world.live(seconds=2)
    assert world.executed("j") == ["12:00:00"]


def test_a_verdict_on_what_was_called_off_is_only_written(world: Linked) -> None:
    world.shared()
    world.live(seconds=1.7)
    world.call("job_pause", job="j")
    told = world.claim("won")
    assert (told["state"], told["claim"]) == ("skipped", "won")
    assert told["reason"] == "the job was paused before this instant"
    assert pending_claims(world.ledger.connection) == []


def test_a_claim_survives_export_and_import(world: Linked, tmp_path: Path) -> None:
    world.shared()
    world.live(seconds=1.7)
    world.claim("won")
    world.live(seconds=1)
    run = world.run()
    spec = {"id": "j", "name": "j", "command": "/bin/true", "schedule": NOON, "timezone": "UTC"}
    other = Linked(tmp_path / "other", BEFORE)
    other.call("job_create_many", specs=[spec], history={"jobs": {}, "runs": [run]})
    assert other.run()["claim"] == "won"
    del run["claim"]  # as an export of before
    third = Linked(tmp_path / "third", BEFORE)
    third.call("job_create_many", specs=[spec], history={"jobs": {}, "runs": [run]})
    assert third.run()["claim"] is None


def test_many_claims_are_decided_in_one_commit(world: Linked) -> None:
    for name in ("a", "b", "c", "d"):
        world.shared(name)
    world.job("own", NOON)
    world.live(seconds=1.7)
    before = world.ledger.commits
    ids = {claim.job_id: str(claim.run_id) for claim in pending_claims(world.ledger.connection)}
    own = next(run["run_id"] for run in world.runs("own"))
    told = [
        {"run": ids["a"], "verdict": "won"},
        {"run": own, "verdict": "won"},
        {"run": ids["b"], "verdict": "lost", "holder": "there"},
        {"run": "999", "verdict": "won"},
        {"run": ids["c"], "verdict": "won"},
        {"run": ids["c"], "verdict": "won"},
    ]
    refused = world.call("runs_claim", claims=told)["refused"]
    assert world.ledger.commits == before + 1
    assert set(refused) == {own, "999"}
    assert "is not shared" in refused[own]
    world.live(seconds=1)
    assert [world.executed(name) for name in "abcd"] == [["12:00:00"], [], ["12:00:00"], []]
    assert [run["state"] for name in "bd" for run in world.runs(name)] == ["skipped", "scheduled"]
    assert world.call("runs_claim", claims=told)["refused"] == refused


def test_claims_that_are_no_list_are_refused(world: Linked) -> None:
    for claims in (None, "won", ["won"]):
        with pytest.raises(InvalidInput, match="list of objects"):
            world.call("runs_claim", claims=claims)
