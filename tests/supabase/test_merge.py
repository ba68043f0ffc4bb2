"""The rule by which homes agree on one definition, and how a row is read for it. Nothing is connected."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lsh.domain.errors import InvalidInput
from lsh.domain.job import JobSpec, definition_hash, differing
from lsh.domain.merge import Action, Decision, Here, Local, Origin, Remote, decide
from lsh.schema.masking import MASK
from lsh.sinks.supabase.incoming import read_row, verdict_on
from lsh.sinks.supabase.rows import shown_definition

HOME = "00000000-0000-4000-8000-00000000000b"
OTHER = "00000000-0000-4000-8000-00000000000a"
B = Here("b")


def spec(command: str = "true", hosts: tuple[str, ...] = ("b",), **more: Any) -> JobSpec:
    return JobSpec(id="j", name="j", command=command, timezone="UTC", hosts=list(hosts), **more)


def local(job: JobSpec, version: int = 1, at: int = 100, **more: Any) -> Local:
    known: dict[str, Any] = {
        "shared": bool(job.hosts),
        "history": frozenset({definition_hash(job)}),
    } | more
    return Local(spec=job, version=version, defined_at=at, hash=definition_hash(job), **known)


def remote(job: JobSpec, version: int = 1, at: int = 100, **more: Any) -> Remote:
    known = {"origin": Origin.OTHER, "host": "a"} | more
    return Remote(spec=job, version=version, defined_at=at, hash=definition_hash(job), **known)


class TestWhereItRuns:
    def test_a_job_that_names_this_machine_is_created(self) -> None:
        wanted = remote(spec(), version=4)
        assert decide(None, wanted, B) == Decision(Action.CREATE, wanted.spec, enabled=True)

    def test_the_case_of_a_host_does_not_matter(self) -> None:
        assert decide(None, remote(spec(hosts=("x", "B"))), B).action is Action.CREATE

    @pytest.mark.parametrize("hosts", [("a",), ("bb",), ()])
    def test_one_that_names_others_or_its_own_home_is_not(self, hosts: tuple[str, ...]) -> None:
        assert decide(None, remote(spec(hosts=hosts)), B).action is Action.NOTHING

    def test_a_row_without_home_and_hosts_is_nobodys(self) -> None:
        nobody = remote(spec(hosts=()), origin=Origin.NOBODY, host="")
        assert decide(None, nobody, B).action is Action.NOTHING
        assert decide(local(spec()), replace(nobody, version=9), B).action is Action.NOTHING

    def test_a_disarmed_one_is_created_disarmed(self) -> None:
        assert decide(None, remote(spec(), enabled=False), B).enabled is False

    def test_one_that_leaves_this_machine_is_kept_and_runs_elsewhere(self) -> None:
        decision = decide(local(spec()), remote(spec(hosts=("c",)), version=2, at=200), B)
        assert (decision.action, decision.spec) == (Action.UPDATE, spec(hosts=("c",)))

    def test_one_that_is_its_homes_alone_again_is_pinned_to_that_machine(self) -> None:
        moved = remote(spec(hosts=()), version=2, at=200)
        decision = decide(local(spec()), moved, B)
        assert decision.spec is not None and decision.spec.hosts == ["a"]
        here = local(decision.spec, version=2, at=300, shared=True)
        assert decide(here, moved, B).action is Action.NOTHING

    def test_another_homes_job_under_the_same_id_is_left_alone(self) -> None:
        own = local(spec("mine", hosts=()))
        assert decide(own, remote(spec("theirs", hosts=()), version=7), B).action is Action.NOTHING

    def test_a_taken_id_is_refused_and_said(self) -> None:
        decision = decide(local(spec("mine", hosts=())), remote(spec("theirs"), version=7), B)
        assert decision.action is Action.REFUSE
        assert "a job of its own" in decision.reason

    def test_a_job_that_is_kept_out_of_the_database_is_not_touched(self) -> None:
        own = local(spec(database_sync=False))
        assert decide(own, remote(spec("theirs"), version=7), B).action is Action.NOTHING


class TestLastWriter:
    def test_the_higher_version_stands(self) -> None:
        assert decide(local(spec()), remote(spec("new"), 2, 50), B).action is Action.UPDATE
        assert decide(local(spec(), 3), remote(spec("new"), 2, 500), B).action is Action.NOTHING

    def test_of_one_version_the_later_stands_then_the_greater_hash(self) -> None:
        assert decide(local(spec()), remote(spec("new"), at=101), B).action is Action.UPDATE
        assert decide(local(spec()), remote(spec("new"), at=99), B).action is Action.NOTHING
        one, two = sorted((spec("one"), spec("two")), key=definition_hash)
        assert decide(local(one), remote(two), B).action is Action.UPDATE
        assert decide(local(two), remote(one), B).action is Action.NOTHING

    def test_the_same_definition_changes_nothing_but_the_number(self) -> None:
        assert decide(local(spec()), remote(spec(), 1, 500), B).action is Action.NOTHING
        assert decide(local(spec(), 3), remote(spec(), 2, 500), B).action is Action.NOTHING
        assert decide(local(spec(), 2), remote(spec(), 5, 500), B).action is Action.ALIGN

    def test_arming_is_each_machines_own(self) -> None:
        here = local(spec(enabled=False))
        assert decide(here, remote(spec("new"), 2, enabled=True), B).enabled is None
        taken = decide(here, remote(spec("new"), 2, enabled=True), B).spec
        assert taken is not None and not taken.enabled
        edited = remote(spec(), 2, enabled=True, origin=Origin.OWN)
        assert decide(here, edited, B) == Decision(Action.ALIGN, here.spec, enabled=True)

    def test_an_edit_of_the_own_row_needs_no_hosts(self) -> None:
        own = local(spec("old", hosts=()))
        edited = remote(spec("new", hosts=()), 2, origin=Origin.OWN, host="b")
        assert decide(own, edited, B).action is Action.UPDATE


class TestRemoval:
    def test_a_shared_job_is_removed_everywhere(self) -> None:
        gone = remote(spec(), at=200, removed=True)
        assert decide(local(spec()), gone, B).action is Action.REMOVE
        assert decide(local(spec(), 2, 150), gone, B).action is Action.NOTHING
        assert decide(None, gone, B).action is Action.NOTHING

    def test_what_was_removed_here_does_not_come_back_by_an_old_row(self) -> None:
        here = local(spec(), at=300, removed=True)
        assert decide(here, remote(spec(), at=100), B).action is Action.NOTHING
        assert decide(here, remote(spec("again"), 2, 400), B).action is Action.CREATE
        assert decide(here, remote(spec(hosts=("c",)), 2, 400), B).action is Action.NOTHING

    def test_the_removal_of_a_job_that_is_its_homes_alone_is_its_own_affair(self) -> None:
        gone = remote(spec(hosts=()), 5, 900, removed=True)
        assert decide(local(spec()), gone, B).action is Action.NOTHING


class TestConflict:
    def test_plain_succession_is_none(self) -> None:
        known = remote(spec("new"), 2, 200, lineage=frozenset({definition_hash(spec())}))
        assert not decide(local(spec()), known, B).conflict
        assert not decide(local(spec("new"), 2, history=frozenset({definition_hash(spec())})),
                          remote(spec(), 1), B).conflict  # fmt: skip

    def test_an_edit_that_the_winner_did_not_know_is_told_of_on_both_sides(self) -> None:
        before = frozenset({definition_hash(spec())})
        loses = decide(
            local(spec("mine"), 2, 150), remote(spec("theirs"), 3, 200, lineage=before), B
        )
        assert (loses.conflict, loses.local_lost) == (True, True)
        wins = decide(local(spec("mine"), 3, 250), remote(spec("theirs"), 2, 200), B)
        assert (wins.action, wins.conflict, wins.local_lost) == (Action.NOTHING, True, False)

    def test_without_lineage_the_instants_tell(self) -> None:
        assert decide(local(spec("mine"), 2, 150), remote(spec("new"), 2, 200), B).conflict
        assert not decide(local(spec("mine"), 2, 150), remote(spec("new"), 3, 200), B).conflict

    def test_what_was_adopted_is_its_authors_to_hear_of(self) -> None:
        here = local(spec("theirs"), 2, 150, adopted=True)
        assert not decide(here, remote(spec("new"), 2, 200), B).conflict


@dataclass
class Home:
    """A home as the rule sees it; it pushes what it has, and pulls what the others pushed."""

    host: str
    job: Local
    told: int = 0

    @property
    def stored(self) -> int:
        """The version in the ledger, which a removal does not move on."""
        return self.job.version - self.job.removed

    def edit(self, command: str, at: int) -> None:
        self._become(replace(self.job.spec, command=command), self.stored + 1, at, False)

    def remove(self, at: int) -> None:
        if not self.job.removed:
            version = self.job.version + 1
            self.job = replace(self.job, removed=True, version=version, defined_at=at)

    def row(self) -> Remote:
        return Remote(
            spec=self.job.spec, version=self.job.version, defined_at=self.job.defined_at,
            hash=self.job.hash, origin=Origin.OTHER, host=self.host, lineage=self.job.history,
            removed=self.job.removed,
        )  # fmt: skip

    def pull(self, row: Remote) -> bool:
        decision = decide(self.job, row, Here(self.host))
        self.told += decision.conflict
        if decision.action is Action.NOTHING:
            return False
        if decision.action is Action.REMOVE:
            self.remove(row.defined_at)
            return True
        assert decision.spec is not None and decision.action is not Action.REFUSE
        version = max(self.stored + 1, row.version)
        self._become(decision.spec, version, row.defined_at, True)
        return True

    def _become(self, job: JobSpec, version: int, at: int, adopted: bool) -> None:
        name = definition_hash(job)
        self.job = Local(
            spec=job, version=version, defined_at=at, hash=name, shared=True, adopted=adopted,
            history=self.job.history | {name},
        )  # fmt: skip


STEPS = st.lists(
    st.tuples(st.sampled_from(["edit", "pull", "remove"]), st.integers(0, 2), st.integers(0, 5)),
    max_size=30,
)


@settings(max_examples=300, deadline=None)
@given(STEPS, st.lists(st.integers(-50, 50), min_size=3, max_size=3))
def test_homes_agree_whatever_the_order_and_however_wrong_their_clocks(
    steps: list[tuple[str, int, int]], skews: list[int]
) -> None:
    first = local(spec(hosts=("h0", "h1", "h2")))
    homes = [Home(f"h{n}", first) for n in range(3)]
    for now, (what, who, other) in enumerate(steps, start=1000):
        if what == "edit":
            homes[who].edit(f"command {other}", now + skews[who])
        elif what == "remove":
            homes[who].remove(now + skews[who])
        else:
            homes[who].pull(homes[other % 3].row())
    for _ in range(10):
        rows = [home.row() for home in homes]
        changed = [home.pull(row) for home in homes for row in rows if row.host != home.host]
        if not any(changed):
            break
    else:
        pytest.fail("they never agree")
    assert len({home.job.removed for home in homes}) == 1
    if not homes[0].job.removed:
        assert len({home.job.spec.command for home in homes}) == 1
        assert len({home.job.version for home in homes}) == 1


def test_a_lost_edit_is_always_told_of_somewhere() -> None:
    first = local(spec(hosts=("h0", "h1")))
    one, two = Home("h0", first), Home("h1", first)
    one.edit("one", 200)
    two.edit("two", 300)
    two.edit("two again", 400)
    one.pull(two.row())
    two.pull(one.row())
    assert (one.job.spec.command, one.told) == ("two again", 1)
    one.edit("after", 600)
    two.pull(one.row())
    assert (two.job.spec.command, two.told) == ("after", 0)


# Reading a row


def row_of(job: JobSpec, **more: Any) -> dict[str, Any]:
    shown = {name: value for name, value in differing(job).items() if name != "enabled"}
    return {
        "id": "r", "home_id": OTHER, "host": "a", "job_id": "j", "version": 2, "enabled": True,
        "definition": json.dumps(shown_definition(shown)), "definition_hash": definition_hash(job),
        "defined_at": "2026-01-01T00:00:00+00:00", "lineage": [], "hosts": job.hosts,
    } | more  # fmt: skip


SECRETS = spec(
    "curl --token abcdefgh123 https://x",
    environment={"DB_PASSWORD": "hunter2", "MODE": "fast"},
    working_dir="/x?password=hunter2",
)


def test_what_was_masked_is_kept_from_the_own_definition() -> None:
    theirs = replace(SECRETS, priority=9)
    row = row_of(theirs)
    sent = json.loads(row["definition"])
    assert MASK in sent["command"]
    assert sent["environment"]["DB_PASSWORD"] == MASK
    read = read_row(row, local(SECRETS), HOME)
    assert read.remote.spec == theirs
    assert verdict_on(read, local(SECRETS), B).action is Action.UPDATE


def test_a_secret_that_is_not_known_here_is_not_replaced_by_its_mask() -> None:
    read = read_row(row_of(SECRETS), None, HOME)
    decision = verdict_on(read, None, B)
    assert decision.action is Action.REFUSE
    assert "command, working_dir, environment.DB_PASSWORD was masked" in decision.reason
    other = replace(SECRETS, command="curl --token other-one-9 https://y")
    assert verdict_on(read_row(row_of(other), local(SECRETS), HOME), local(SECRETS), B).action is (
        Action.REFUSE
    )


def test_an_own_value_of_the_same_name_is_kept() -> None:
    ours = replace(SECRETS, environment={"DB_PASSWORD": "own", "MODE": "slow"})
    read = read_row(row_of(SECRETS), local(ours), HOME)
    assert read.remote.spec.environment == {"DB_PASSWORD": "own", "MODE": "fast"}
    assert read.hidden == ()


def test_a_value_that_was_masked_in_part_is_known_by_the_rest_of_it() -> None:
    ours = spec("true", environment={"SERVER": "https://me:hunter2hunter2@host/x"})
    read = read_row(row_of(replace(ours, priority=9)), local(ours), HOME)
    assert (read.remote.spec.environment, read.hidden) == (ours.environment, ())
    other = spec("true", environment={"SERVER": "https://me:hunter2hunter2@elsewhere/x"})
    assert read_row(row_of(other), local(ours), HOME).hidden == ("environment.SERVER",)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"job_id": "../x y"}, "cannot be a job's id"),
        ({"job_id": 7}, "cannot be a job's id"),
        (
            {"definition": json.dumps({"name": "j", "command": "true", "colour": 1})},
            "no field 'colour'",
        ),
        ({"definition": json.dumps({"name": "j", "command": 5})}, "definition is wrong"),
        ({"definition": json.dumps({"name": "j", "command": " "})}, "command is empty"),
        ({"definition": json.dumps({"name": "j"})}, "definition is wrong"),
        ({"definition": json.dumps([])}, "no object"),
        ({"definition": json.dumps("x" * 100)}, "no object"),
        ({"definition": json.dumps({"name": "j", "command": "x" * 300_000})}, "larger than"),
        (
            {"definition": json.dumps({"name": "j", "command": "true", "priority": 99})},
            "priority 99",
        ),
        (
            {
                "definition": json.dumps(
                    {"name": "j", "command": "true", "environment": {"A B": "x"}}
                )
            },
            "'A B'",
        ),
        ({"definition": "[" * 100_000}, "cannot be read"),
        ({"definition": '{"priority": ' + "9" * 5000 + "}"}, "cannot be read"),
        ({"version": 0}, "not a version"),
        ({"version": 2**40}, "not a version"),
        ({"version": True}, "not a version"),
        ({"version": "2"}, "not a version"),
    ],
)
def test_a_row_that_makes_no_sense_says_why(wrong: dict[str, Any], why: str) -> None:
    row = row_of(spec()) | {"definition_hash": None} | wrong
    with pytest.raises(InvalidInput, match=why):
        read_row(row, None, HOME)


def test_a_row_that_a_person_made_of_plain_columns_is_a_definition() -> None:
    row = {
        "id": "r", "home_id": None, "host": None, "job_id": "web", "name": "web", "version": 1,
        "command": "true", "schedule": "H 3 * * *", "working_directory": "/srv", "hosts": ["b", "c"],
        "definition": None, "definition_hash": None, "enabled": True, "defined_at": None,
    }  # fmt: skip
    read = read_row(row, None, HOME)
    assert read.remote.origin is Origin.NOBODY
    made = read.remote.spec
    assert (made.working_dir, made.hosts, made.timezone) == ("/srv", ["b", "c"], "UTC")
    assert made.schedule is not None and made.schedule.split()[0].isdigit()


def test_instants_that_no_calendar_has_are_the_earliest() -> None:
    for text in ("infinity", "-infinity", "12026-01-01T00:00:00+00", None, 5):
        assert read_row(row_of(spec(), defined_at=text), None, HOME).remote.defined_at == 0
