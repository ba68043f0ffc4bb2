"""Many definitions of other machines at once: one commit, and what is refused holds up nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lsh.domain.errors import InvalidInput, NotFound
from lsh.engine.account import account
from lsh.engine.offline import apply
from lsh.paths import Paths, find_paths
from lsh.store.ledger import Ledger
from tests.support.daemon import Home, until
from tests.support.invariants import rows


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    made = find_paths({"LSH_HOME": str(tmp_path)})
    for name in ("one", "two"):
        apply(made, "job_create", {"spec": spec(name)})
    return made


def spec(job_id: str, **more: Any) -> dict[str, Any]:
    return {"id": job_id, "name": job_id, "command": "/bin/true", "timezone": "UTC"} | more


def adopt(paths: Paths, *definitions: dict[str, Any]) -> dict[str, str]:
    answer = apply(paths, "jobs_adopt", {"definitions": list(definitions)}, "supabase (b)")
    refused: dict[str, str] = answer["refused"]
    return refused


def jobs(paths: Paths) -> dict[str, tuple[str, int]]:
    """Command and version of each job that is there, by its id."""
    found = rows(
        paths,
        "SELECT id, spec ->> '$.command' AS command, version FROM jobs WHERE removed_at IS NULL",
    )
    return {row["id"]: (row["command"], row["version"]) for row in found}


def events(paths: Paths) -> list[tuple[str, str, str]]:
    found = rows(
        paths,
        "SELECT e.type, j.id, e.actor FROM events e JOIN jobs j ON j.key = e.job_id"
        " WHERE e.id > 2 ORDER BY e.id",
    )
    return [(row["type"], row["id"], row["actor"]) for row in found]


def test_new_and_changed_ones_are_one_commit_with_an_event_each(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    commits: list[int] = []
    close = Ledger.close

    def counted(self: Ledger) -> None:
        commits.append(self.commits)
        close(self)

    monkeypatch.setattr(Ledger, "close", counted)
    refused = adopt(
        paths,
        {"spec": spec("new", command="a"), "version": None, "adopt_version": 7,
         "adopt_defined_at": 1_000_000},
        {"spec": spec("one", command="b"), "version": 1, "adopt_version": 5},
        {"spec": spec("two"), "version": 1, "adopt_version": 1},
    )  # fmt: skip
    assert refused == {}
    assert jobs(paths) == {"one": ("b", 5), "two": ("/bin/true", 1), "new": ("a", 7)}
    actor = f"{account().name} as supabase (b)"
    assert events(paths) == [("job:created", "new", actor), ("job:updated", "one", actor)]
    assert commits == [1]
    (dated,) = rows(
        paths,
        "SELECT v.created_at FROM job_versions v JOIN jobs j ON j.key = v.job_id WHERE j.id = 'new'",
    )
    assert dated["created_at"] == 1_000_000


@pytest.mark.parametrize(
    ("definition", "job_id", "words"),
    [
        ({"spec": spec("one"), "version": None}, "one", "there is a job with the id"),
        ({"spec": spec("one", command="x"), "version": 3}, "one", "changed meanwhile"),
        ({"spec": spec("three"), "version": 1}, "three", "no job has the id"),
        ({"spec": spec("three", schedule="99 * * * *"), "version": None}, "three", "out of range"),
        ({"spec": spec("three", colour="red"), "version": None}, "three", "no field"),
        ({"spec": spec("three"), "adopt_version": 0}, "three", "not a version"),
        ({"spec": spec("three"), "adopt_defined_at": -1}, "three", "not an instant"),
    ],
)
def test_what_is_refused_is_named_and_the_rest_is_taken(
    paths: Paths, definition: dict[str, Any], job_id: str, words: str
) -> None:
    before = jobs(paths)
    refused = adopt(paths, definition, {"spec": spec("good"), "version": None})
    assert list(refused) == [job_id] and words in refused[job_id]
    assert jobs(paths) == before | {"good": ("/bin/true", 1)}


def test_of_two_with_one_id_the_first_is_taken(paths: Paths) -> None:
    refused = adopt(
        paths,
        {"spec": spec("one", command="first"), "version": 1},
        {"spec": spec("one", command="second"), "version": 1},
    )
    assert "version 2, not 1" in refused["one"]
    assert jobs(paths)["one"] == ("first", 2)


def test_a_removed_job_is_there_again(paths: Paths) -> None:
    apply(paths, "job_remove", {"job": "one"})
    assert "no job" in adopt(paths, {"spec": spec("one"), "version": 1})["one"]
    assert adopt(paths, {"spec": spec("one"), "version": None}) == {}
    assert "one" in jobs(paths)


@pytest.mark.parametrize(
    "params",
    [{}, {"definitions": {}}, {"definitions": [1]}, {"definitions": [{}]},
     {"definitions": [{"spec": {"name": "x"}}]}, {"definitions": [{}] * 1001}],
)  # fmt: skip
def test_what_makes_no_sense_changes_nothing(paths: Paths, params: dict[str, Any]) -> None:
    before = jobs(paths)
    with pytest.raises(InvalidInput):
        apply(paths, "jobs_adopt", params)
    assert jobs(paths) == before


def test_many_are_removed_in_one_commit(paths: Paths) -> None:
    wanted = [{"id": "one", "adopt_defined_at": 5_000_000}, {"id": "absent"}, {"id": "two"}]
    assert apply(paths, "jobs_remove", {"jobs": wanted}) == {"refused": {}}
    assert jobs(paths) == {}
    assert [kind for kind, _, _ in events(paths)] == ["job:removed"] * 2
    (one, two) = rows(paths, "SELECT removed_at FROM jobs ORDER BY id")
    assert one["removed_at"] == 5_000_000 < two["removed_at"]


@pytest.mark.parametrize("params", [{}, {"jobs": "one"}, {"jobs": [{"id": 1}]}, {"jobs": ["one"]}])
def test_a_removal_that_makes_no_sense_removes_nothing(
    paths: Paths, params: dict[str, Any]
) -> None:
    with pytest.raises(InvalidInput):
        apply(paths, "jobs_remove", params)
    assert set(jobs(paths)) == {"one", "two"}


def test_a_job_whose_run_is_going_is_not_removed_and_the_others_are(home: Home) -> None:
    gate = home.root / "gate"
    home.start()
    home.call("job_create", spec=spec("idle"))
    waiting = f"until test -e {gate}; do sleep 0.05; done"
    home.call("job_create", spec=spec("busy", command=waiting))
    run = home.call("job_run", job="busy")
    until(lambda: rows(home.paths, "SELECT id FROM runs WHERE state = 'running'"), "it runs")
    answer = home.call("jobs_remove", jobs=[{"id": "busy"}, {"id": "idle"}])
    assert list(answer["refused"]) == ["busy"] and "still going" in answer["refused"]["busy"]
    assert set(jobs(home.paths)) == {"busy"}
    gate.touch()
    assert home.call("run_wait", run=run["run_id"])["state"] == "succeeded"


def test_what_was_committed_ahead_is_taken_back_from_who_would_run_it(home: Home) -> None:
    """A definition that is adopted a moment before its instant: the old one is not run any more."""
    home.start()
    old, new = home.root / "old", home.root / "new"
    home.call("job_create", spec=spec("j", command=f"touch {old}", schedule="@yearly"))
    changed = spec("j", command=f"touch {new}", schedule="* * * * * *")
    answer = home.call("jobs_adopt", definitions=[{"spec": changed, "version": 1}])
    assert answer == {"refused": {}}
    until(new.exists, "the new definition is due")
    stopped = spec("j", command=f"touch {old}", schedule="@yearly")
    assert home.call("jobs_adopt", definitions=[{"spec": stopped, "version": 2}]) == {"refused": {}}
    left = rows(home.paths, "SELECT state FROM runs WHERE state IN ('scheduled', 'queued')")
    assert left == [] and not old.exists()


# Events of sinks, many at once


def test_events_of_a_sink_are_written_together_or_not_at_all(paths: Paths) -> None:
    good = {"type": "supabase:rejected", "job": "one", "data": {"version": 3}}
    with pytest.raises(NotFound):
        apply(paths, "sink_events", {"events": [good, good | {"job": "absent"}]})
    assert events(paths) == []
    assert apply(paths, "sink_events", {"events": [good, good | {"job": "two"}]}, "supabase") == {}
    actor = f"{account().name} as supabase"
    assert events(paths) == [("supabase:rejected", job, actor) for job in ("one", "two")]


@pytest.mark.parametrize("wanted", [None, {}, ["x"], [{}], [{"type": "job:created"}]])
def test_wrong_events_are_refused(paths: Paths, wanted: Any) -> None:
    with pytest.raises(InvalidInput):
        apply(paths, "sink_events", {"events": wanted})
    assert events(paths) == []
