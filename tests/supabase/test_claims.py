"""Shared occurrences run on exactly one of several machines: real daemons before one project."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, cast

import pytest

from lsh.client.door import Door
from lsh.client.reading import reading
from lsh.domain.claim import Verdict
from lsh.domain.instant import to_micros, to_wire
from lsh.domain.policy import OnUnreachable
from lsh.paths import find_paths
from lsh.settings import Settings
from lsh.sinks.supabase.claims import Answer, Claimer, Session, Wanted, answer_of
from lsh.sinks.supabase.errors import Unreachable
from lsh.sinks.supabase.gateway import Gateway
from lsh.sinks.supabase.rows import Home, execution_row
from lsh.sinks.supabase.target import Target
from lsh.store.claims import PendingClaim
from tests.supabase.fleet import Machine, MakeMachine, as_user
from tests.supabase.test_mapping import run
from tests.support.daemon import kill, until
from tests.support.postgrest import Project
from tests.support.remote_schema import ALICE

EVERY_SECOND = "* * * * * *"
_PENDING = PendingClaim(7, "j", 1_000_000, 1_000_000, OnUnreachable.SKIP)
_STRANGER = "33333333-3333-4333-8333-333333333333"
_WANTED = Wanted(_PENDING, {"id": "x", "home_id": "h", "execution_number": 7, "state": "scheduled"})


@pytest.mark.parametrize(
    ("found", "answer"),
    [
        # our own claim, whose answer was lost
        ({"home_id": "h", "execution_number": 7, "state": "scheduled"}, Answer(Verdict.WON)),
        ({"home_id": "g", "host": "b"}, Answer(Verdict.LOST, "b")),
        # of a ledger that was restored since: it ran before
        ({"home_id": "h", "execution_number": 7, "state": "succeeded", "host": "a"},
         Answer(Verdict.LOST, "a")),
        ({"home_id": "h", "execution_number": 3, "state": "scheduled", "host": "a"},
         Answer(Verdict.LOST, "a")),
        # whatever a stranger wrote there
        ({"home_id": "g", "host": "b\x1b[2J"}, Answer(Verdict.LOST)),
        ({"home_id": "g", "host": 5}, Answer(Verdict.LOST)),
        ({}, Answer(Verdict.LOST)),
    ],
)  # fmt: skip
def test_the_row_says_whose_it_is(found: dict[str, Any], answer: Answer) -> None:
    assert answer_of(found, _WANTED) == answer


class _Waiting:
    """A session with one pending occurrence, in a project that does not answer."""

    def __init__(self, due_at: float) -> None:
        self.told: list[dict[str, Any]] = []
        self.door = self
        claim = replace(_PENDING, due_at=round(due_at * 1e6), on_unreachable=OnUnreachable.RUN)
        self._wanted = replace(_WANTED, claim=claim)

    def pending(self, paths: Any) -> list[Wanted]:
        return [] if self.told else [self._wanted]

    def claim(self, wanted: Any) -> Any:
        raise Unreachable("no network yet")

    def call(self, method: str, params: Any) -> Any:
        self.told += params["claims"]
        return {"refused": {}}


def claimer_of(home: Path, claim_timeout: float) -> Claimer:
    target = Target("http://127.0.0.1:9", "key", "test", "service_role")
    paths = find_paths({"LSH_HOME": str(home)})
    return Claimer(paths, Settings(claim_timeout=claim_timeout), target)


def test_what_was_late_when_the_machine_woke_is_asked_for_more_than_once(tmp_path: Path) -> None:
    """The network is there some seconds after the daemon; till then nobody could have asked."""
    session: Any = _Waiting(due_at=time.time() - 30)
    claimer_of(tmp_path, 5.0).look(session)
    assert session.told == []
    claimer_of(tmp_path, 0.01).look(session)
    assert [claim["verdict"] for claim in session.told] == ["unreachable"]


def test_a_project_that_is_gone_is_not_asked_for_when_nothing_is_to_be_claimed(
    tmp_path: Path,
) -> None:
    claimer = claimer_of(tmp_path, 0.01)
    session: Any = _Waiting(due_at=time.time() - 30)
    claimer.look(session)
    assert session.told
    rests: list[float] = []

    def live() -> None:
        while not stop.is_set():
            claimer.look(session)
            claimer.rest(stop)
            rests.append(time.monotonic())

    stop = threading.Event()
    thread = threading.Thread(target=live)
    thread.start()
    thread.join(3)  # longer than any pause after one failure
    assert len(rests) <= 3
    stop.set()
    claimer.wake()
    thread.join()


def test_another_users_row_takes_no_occurrence_away(machine: MakeMachine, linked: Project) -> None:
    a = machine("a")
    a.call("sink_progress", sink="any")  # makes the ledger
    record = run(state="scheduled", claim="won")
    row = execution_row(record, Home(a.home_id, "a"))
    wanted = [Wanted(replace(_PENDING, run_id=record.run_id), row)]
    with Gateway(as_user(linked, ALICE), timeout=5.0) as theirs:
        theirs.insert_new("job_executions", [row | {"host": "evil", "home_id": _STRANGER}])
    with a.gateway() as gateway, Door(a.home.paths) as door:
        session = Session(gateway, door, Home(a.home_id, "a"))
        assert session.claim(wanted) == {}
        linked.execute("delete from job_executions")
        assert session.claim(wanted) == {row["id"]: Answer(Verdict.WON)}
        assert session.claim(wanted) == {row["id"]: Answer(Verdict.WON)}


def test_machines_that_claim_at_the_same_moment_agree(linked: Project) -> None:
    """One insert of several may fail at the second unique key of the table: it has lost, no more."""
    machines, rounds = 4, 150
    start = threading.Barrier(machines)
    said: list[list[Verdict]] = [[] for _ in range(rounds)]

    def claim_all(number: int) -> None:
        home = Home(f"{number}1111111-1111-4111-8111-111111111111", f"m{number}")
        target = Target(linked.url, linked.service_key, "test", "service_role")
        with Gateway(target, timeout=5.0) as gateway:
            session = Session(gateway, cast("Door", None), home)
            for instant in range(rounds):
                record = run(state="scheduled", run_id=instant + 1, scheduled_for=instant)
                row = execution_row(record._replace(claim="won"), home)
                wanted = Wanted(replace(_PENDING, run_id=record.run_id), row)
                start.wait(30)
                said[instant].append(session.claim([wanted])[wanted.row_id].verdict)

    threads = [threading.Thread(target=claim_all, args=(number,)) for number in range(machines)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {tuple(sorted(verdicts)) for verdicts in said} == {("lost", "lost", "lost", "won")}


MakeFleet = Callable[..., "Fleet"]


class Fleet:
    """Machines with one shared job, whose runs note their instant in one file."""

    def __init__(self, machines: list[Machine], side: Path) -> None:
        self.machines = machines
        self.side = side
        self.started_at = 0
        self.last = 0

    def share(self, *, policy: str = "skip", schedule: str = EVERY_SECOND) -> None:
        """Define the job on every machine alike, and start all daemons."""
        for machine in self.machines:
            machine.create(
                "shared", f'echo "$LSH_SCHEDULED_FOR" >> {self.side}', schedule=schedule,
                hosts=[m.name for m in self.machines], claim="shared", on_unreachable=policy,
                overlap="allow", catch_up="skip",
            )  # fmt: skip
        for machine in self.machines:
            machine.home.launch()
        for machine in self.machines:
            machine.home.daemons[-1].wait_ready()
        # until every sink is there nobody can be asked: what falls due meanwhile is not looked at
        for machine in self.machines:
            until(partial(self.claims, machine), "it claims")
        self.started_at = time.time_ns() // 1000

    def claims(self, machine: Machine) -> bool:
        """Whether anything was decided by asking."""
        return any(claim in {"won", "lost"} for _, claim, _, _ in self.occurrences(machine))

    def occurrences(self, machine: Machine) -> list[tuple[int, str, str, str]]:
        """``(instant, claim, state, reason)`` since all were ready."""
        with reading(machine.home.paths) as ledger:
            return ledger.execute(
                "SELECT scheduled_for, claim, state, reason FROM runs"
                " WHERE claim IS NOT NULL AND scheduled_for > ? ORDER BY 1",
                (self.started_at,),
            ).fetchall()

    def live(self, occurrences: int) -> None:
        """Until so many more instants have been decided and done on every machine."""
        last = time.time_ns() // 1000 + occurrences * 1_000_000
        until(lambda: time.time_ns() // 1000 > last, "so much time passes", occurrences + 60)
        for machine in self.machines:
            until(partial(self._is_done, machine, last), "all of it is over", 90)
        self.last = last

    def _is_done(self, machine: Machine, last: int) -> bool:
        found = [run for run in self.occurrences(machine) if run[0] <= last]
        return bool(found) and all(
            claim != "pending" and state in {"succeeded", "skipped", "missed", "failed"}
            for _, claim, state, _ in found
        )

    def executed(self) -> Counter[str]:
        """How often each instant was run, by the runs' own notes."""
        return Counter(self.side.read_text().split())

    def by_instant(self) -> dict[int, list[tuple[str, str, str]]]:
        """What each machine's ledger says of each instant: ``(claim, state, reason)``."""
        found: dict[int, list[tuple[str, str, str]]] = {}
        for machine in self.machines:
            for instant, *said in self.occurrences(machine):
                if instant <= self.last:
                    found.setdefault(instant, []).append((said[0], said[1], said[2]))
        return found


@pytest.fixture
def fleet(machine: MakeMachine, tmp_path: Path) -> MakeFleet:
    def make(number: int, **settings: Any) -> Fleet:
        machines = [machine(f"m{n}", **settings) for n in range(number)]
        return Fleet(machines, tmp_path / "ran")

    return make


def assert_each_ran_once(fleet: Fleet) -> None:
    """Every instant was won by one machine, lost by the others, and run once."""
    for instant, said in fleet.by_instant().items():
        claims = sorted(claim for claim, _, _ in said)
        others = len(fleet.machines) - 1
        assert claims == ["lost"] * others + ["won"], f"{instant}: {said}"
        for claim, state, reason in said:
            assert state == {"won": "succeeded", "lost": "skipped"}[claim]
            assert claim == "won" or reason.startswith("claimed by m")
    assert set(fleet.executed().values()) == {1}


@pytest.mark.parametrize("number", [2, 4])
def test_each_occurrence_runs_on_exactly_one_machine(
    fleet: MakeFleet, linked: Project, number: int
) -> None:
    running: Fleet = fleet(number)
    running.share()
    running.live(20)
    assert len(running.by_instant()) >= 19
    assert_each_ran_once(running)
    rows = linked.execute(
        "select scheduled_for, count(*) from job_executions where claim_key = 'shared' group by 1"
    )
    assert {row["count"] for row in rows} == {1}


def test_lost_answers_and_slow_ones_double_nothing(fleet: MakeFleet, linked: Project) -> None:
    running: Fleet = fleet(3)
    running.share()
    linked.faults.cut_after_commit(times=12, skip=1, method="POST", table="job_executions")
    running.live(8)
    linked.faults.clear()
    linked.faults.delay(0.3, method="POST", table="job_executions")
    running.live(6)
    linked.faults.clear()
    linked.faults.status(503, times=20, method="POST", table="job_executions")
    running.live(6)
    assert max(running.executed().values()) == 1
    for instant, said in running.by_instant().items():
        claims = Counter(claim for claim, _, _ in said)
        assert claims["won"] <= 1, f"{instant}: {said}"
    # nobody runs one that was claimed by a machine that never heard so; most are heard at a second try
    decided = [claim for said in running.by_instant().values() for claim, _, _ in said]
    assert decided.count("won") >= len(running.by_instant()) // 2


def test_without_supabase_skip_runs_nothing_and_says_so(fleet: MakeFleet, linked: Project) -> None:
    running: Fleet = fleet(2, claim_timeout=2.0)
    running.share(policy="skip")
    linked.stop()
    running.live(12)
    unreachable = [
        (state, reason)
        for said in running.by_instant().values()
        for claim, state, reason in said
        if claim == "unreachable"
    ]
    assert len(unreachable) >= 12
    for state, reason in unreachable:
        assert state == "skipped" and "could not be reached" in reason
    linked.start()
    running.started_at = running.last
    for machine in running.machines:
        until(partial(running.claims, machine), "it claims again", 90)
    running.live(5)
    assert max(running.executed().values()) == 1


def test_without_supabase_run_runs_on_each_and_says_so(fleet: MakeFleet, linked: Project) -> None:
    running: Fleet = fleet(2, claim_timeout=1.0)
    running.share(policy="run")
    linked.stop()
    running.live(10)
    linked.start()
    reasons = [
        (state, reason)
        for said in running.by_instant().values()
        for claim, state, reason in said
        if claim == "unreachable"
    ]
    assert len(reasons) >= 10
    for state, _ in reasons:
        assert state == "succeeded"
    events = running.machines[0].events("job:claimed")
    assert {"unreachable"} <= {event["data"]["verdict"] for event in events}
    assert set(running.executed().values()) <= {1, 2}
    assert 2 in running.executed().values()


def test_what_a_dead_machine_has_claimed_stays_its_own(fleet: MakeFleet, linked: Project) -> None:
    """It dies after its claim and before the run: nobody else runs it, it does when it is back."""
    running: Fleet = fleet(2, arm_ahead=4.0)
    running.share()
    dead, other = running.machines
    ahead = (
        "select scheduled_for from job_executions where claim_key = 'shared' and host = 'm0'"
        " and scheduled_for > now() + interval '1.5 seconds'"
    )
    until(lambda: linked.execute(ahead), "it has claimed what is due soon")
    kill(dead.home.spawner())
    dead.home.daemons[-1].kill()
    died_at = datetime.now(UTC)
    rows = linked.execute(
        "select scheduled_for from job_executions where claim_key = 'shared' and host = 'm0'"
    )
    held = {
        to_wire(to_micros(row["scheduled_for"])) for row in rows if row["scheduled_for"] > died_at
    }
    assert held
    running.machines = [other]
    running.live(6)
    assert not held & set(running.executed())
    said = {to_wire(instant): what for instant, (what,) in running.by_instant().items()}
    for instant in held & set(said):
        assert said[instant] == ("lost", "skipped", "claimed by m0")
    dead.home.start()
    until(lambda: held <= set(running.executed()), "it runs what it holds")
    running.machines = [dead, other]
    running.live(3)
    assert max(running.executed().values()) == 1


def test_a_claim_that_was_never_answered_is_taken_back(fleet: MakeFleet, linked: Project) -> None:
    running: Fleet = fleet(1, claim_timeout=1.0)
    running.share()
    linked.faults.cut_after_commit(method="POST", table="job_executions")
    linked.faults.status(503, method="GET", table="job_executions")
    running.live(4)
    stale = (
        "select id from job_executions where claim_key = 'shared' and state = 'scheduled'"
        f" and scheduled_for <= to_timestamp({running.last / 1e6})"
    )
    assert linked.execute(stale)
    assert {claim for ((claim, _, _),) in running.by_instant().values()} >= {"unreachable"}
    linked.faults.clear()
    until(lambda: not linked.execute(stale), "what stood for a run that was skipped is gone", 60)
    assert max(running.executed().values()) == 1
