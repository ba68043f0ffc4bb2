"""The operations, applied without a daemon: the same handlers, on a real ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lsh.client.reading import reading
from lsh.domain.errors import (
    AmbiguousReference,
    DaemonNotRunning,
    InvalidInput,
    NotAllowed,
    NotFound,
    TryAgain,
)
from lsh.engine.offline import apply
from lsh.paths import Paths, find_paths
from lsh.store.lock import HomeLock
from lsh.store.queries import JobFilter, get_job, list_jobs

SPEC = {"id": "n", "name": "n", "command": "/bin/true"}


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return find_paths({"LSH_HOME": str(tmp_path)})


def create(paths: Paths, **spec: Any) -> dict[str, Any]:
    fields = {"name": "backup", "command": "/bin/true", "schedule": "0 2 * * *"} | spec
    job: dict[str, Any] = apply(paths, "job_create", {"spec": fields})
    return job


def jobs(paths: Paths) -> list[dict[str, Any]]:
    with reading(paths) as ledger:
        return list_jobs(ledger, JobFilter())


def test_a_created_job_is_in_the_ledger_with_its_next_instant(paths: Paths) -> None:
    job = create(paths, timezone="UTC")
    assert job["state"] == "active"
    assert job["next_fire_at"].endswith("T02:00:00+00:00")
    assert job["warnings"] == []
    with reading(paths) as ledger:
        assert get_job(ledger, job["id"]) == {k: v for k, v in job.items() if k != "warnings"}


def test_the_machines_zone_is_kept_by_name(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    assert create(paths)["timezone"] == "Europe/Berlin"


@pytest.mark.parametrize(
    ("spec", "said"),
    [
        ({"command": "no-such-program --now"}, "no program 'no-such-program' in the PATH of runs"),
        ({"command": "/no/such/program"}, "there is no program /no/such/program"),
        ({"command": "x y", "argv": ["no such", "y"]}, "no program 'no such' in the PATH"),
        ({"command": "ls", "environment": {"PATH": "/nowhere"}}, "no program 'ls' in the PATH"),
        ({"command": "no-such-program | cat"}, None),  # only its shell can tell
        ({"command": "ls -l"}, None),
        ({"command": "no-such-program", "hosts": ["elsewhere"]}, None),
    ],
)
def test_a_program_that_runs_will_not_find_is_said(
    paths: Paths, spec: dict[str, Any], said: str | None
) -> None:
    warnings = create(paths, **spec)["warnings"]
    assert warnings == [] if said is None else said in warnings[0]


def test_a_hashed_schedule_becomes_a_plain_one_that_stays(paths: Paths) -> None:
    job = create(paths, id="nightly", schedule="H 3 * * *", timezone="UTC")
    minute, *rest = job["schedule"].split()
    assert 0 <= int(minute) < 60
    assert rest == ["3", "*", "*", "*"]
    other = create(paths, id="weekly", schedule="0 H H * * 0", timezone="UTC")
    second, first, hour, *_ = other["schedule"].split()
    assert (second, 0 <= int(first) < 60, 0 <= int(hour) < 24) == ("0", True, True)
    names = create(paths, id="second", schedule="H 3 * MAR THU#2", timezone="UTC")
    assert names["schedule"].split()[1:] == [
        "3",
        "*",
        "MAR",
        "THU#2",
    ]  # no H, though there is one in it


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ({"schedule": "61 * * * *"}, "minute"),
        ({"schedule": "5-1 * * * *"}, "minute"),
        ({"schedule": "whenever"}, "not a schedule"),
        ({"timezone": "Europe/Berln"}, "Europe/Berln"),
        ({"name": " "}, "name is empty"),
        ({"command": ""}, "command is empty"),
        ({"priority": 11}, "priority 11"),
        ({"priority": "high"}, "priority"),
        ({"timeout": -1}, "timeout"),
        ({"overlap": "sometimes"}, "overlap"),
        ({"colour": "red"}, "no field 'colour'"),
        ({"working_dir": "backups"}, "relative"),
        ({"environment": {"1X": "y"}}, "environment variable"),
        ({"environment": {"LSH_HOME": "y"}}, "set by lsh itself"),
        ({"id": "../x"}, "cannot be a job's id"),
        ({"retry_on": [0]}, "exit codes"),
        ({"timeout": float("nan")}, "timeout"),
        ({"keep_days": 999_999_999}, "keep_days must be more than 0 and at most 36600"),
        ({"keep_runs": 10**20}, "keep_runs"),
        ({"memory_limit": 10**20}, "memory_limit"),
        ({"jitter": 1e13}, "jitter"),
        ({"schedule": "at 9999-12-31T23:59:59Z"}, "out of range"),
        ({"command": "echo \udcff"}, "not valid UTF-8"),
        ({"environment": {"A": "\udcff"}}, "not valid UTF-8"),
        ({"description": "\ud800"}, "not valid UTF-8"),
        ({"working_dir": "/a\0b"}, "working_dir holds a NUL"),
        ({"on_failure": "a\0b"}, "on_failure holds a NUL"),
        ({"description": "a\0b"}, "description holds a NUL"),
    ],
)
def test_a_definition_that_cannot_be_meant_is_refused_and_nothing_is_kept(
    paths: Paths, spec: dict[str, Any], message: str
) -> None:
    with pytest.raises(InvalidInput, match=message):
        create(paths, **spec)
    assert jobs(paths) == []


def test_a_missing_working_directory_is_said_at_once(paths: Paths) -> None:
    job = create(paths, working_dir="/no/such/folder")
    assert any("/no/such/folder does not exist" in warning for warning in job["warnings"])


def test_a_name_or_prefix_finds_a_job_and_an_ambiguous_one_does_not(paths: Paths) -> None:
    first = create(paths, id="alpha-1", name="Daily Backup")
    create(paths, id="alpha-2", name="Weekly Backup")
    assert apply(paths, "job_pause", {"job": "daily backup"})["id"] == first["id"]
    assert apply(paths, "job_resume", {"job": "Daily"})["id"] == first["id"]
    with pytest.raises(AmbiguousReference, match="alpha-1"):
        apply(paths, "job_pause", {"job": "alpha"})
    with pytest.raises(NotFound):
        apply(paths, "job_pause", {"job": "gamma"})
    with pytest.raises(NotFound):
        apply(paths, "job_pause", {"job": "%"})


def test_stop_start_pause_and_resume_move_the_next_instant(paths: Paths) -> None:
    job = create(paths, id="j")
    assert apply(paths, "job_disarm", {"job": "j"})["next_fire_at"] is None
    with pytest.raises(NotAllowed, match="stopped"):
        apply(paths, "job_pause", {"job": "j"})
    armed = apply(paths, "job_arm", {"job": "j"})
    assert (armed["state"], armed["next_fire_at"]) == ("active", job["next_fire_at"])
    paused = apply(paths, "job_pause", {"job": "j", "reason": "holidays"})
    assert (paused["state"], paused["pause_reason"], paused["next_fire_at"]) == (
        "paused",
        "holidays",
        None,
    )
    assert apply(paths, "job_resume", {"job": "j"})["next_fire_at"] == job["next_fire_at"]


def test_an_edit_gives_a_new_version_and_refuses_to_overwrite_another(paths: Paths) -> None:
    job = create(paths, id="j", timezone="UTC")
    edited = apply(
        paths, "job_update", {"job": "j", "changes": {"schedule": "0 4 * * *"}, "version": 1}
    )
    assert edited["version"] == 2
    assert edited["definition"] != job["definition"]
    assert edited["next_fire_at"].endswith("T04:00:00+00:00")
    with pytest.raises(NotAllowed, match="changed meanwhile"):
        apply(paths, "job_update", {"job": "j", "changes": {"priority": 9}, "version": 1})
    with pytest.raises(InvalidInput):
        apply(paths, "job_update", {"job": "j", "changes": {"schedule": "nope"}})
    with reading(paths) as ledger:
        assert get_job(ledger, "j")["schedule"] == "0 4 * * *"


def test_a_removed_job_is_gone_and_comes_back_with_its_id(paths: Paths) -> None:
    first = create(paths, id="j")
    with pytest.raises(NotAllowed, match="there is a job"):
        create(paths, id="j")
    assert apply(paths, "job_remove", {"job": "j"}) == {"id": "j", "name": "backup", "stopped": []}
    assert jobs(paths) == []
    again = create(paths, id="j", priority=9)
    assert (again["version"], again["created_at"]) == (2, first["created_at"])
    assert [job["id"] for job in jobs(paths)] == ["j"]


def test_what_was_stopped_stays_stopped_through_an_edit(paths: Paths) -> None:
    create(paths, id="j")
    apply(paths, "job_disarm", {"job": "j"})
    edited = apply(paths, "job_update", {"job": "j", "changes": {"description": "x"}})
    assert (edited["state"], edited["next_fire_at"]) == ("stopped", None)
    create(paths, id="k", enabled=False)
    apply(paths, "job_arm", {"job": "k"})
    edited = apply(paths, "job_update", {"job": "k", "changes": {"description": "x"}})
    assert (edited["state"], edited["next_fire_at"] is None) == ("active", False)
    named = apply(paths, "job_update", {"job": "k", "changes": {"enabled": False}})
    assert named["state"] == "stopped"


def test_a_time_that_is_over_says_so(paths: Paths) -> None:
    job = create(paths, id="j", schedule="at 2020-01-01T00:00", timezone="UTC")
    assert job["state"] == "finished"
    assert job["warnings"] == ["this time is past: it never runs"], "once is enough"
    again = apply(paths, "job_update", {"job": "j", "changes": {"schedule": "@daily"}})
    assert again["state"] == "active"


def test_an_import_over_a_paused_job_leaves_it_paused(paths: Paths) -> None:
    spec = {"id": "j", "name": "one", "command": "/bin/true", "schedule": "@hourly"}
    apply(paths, "job_create_many", {"specs": [spec]})
    apply(paths, "job_pause", {"job": "j"})
    params = {"specs": [{**spec, "name": "two"}], "on_conflict": "replace"}
    assert apply(paths, "job_create_many", params)["replaced"] == 1
    (job,) = jobs(paths)
    assert (job["name"], job["state"], job["next_fire_at"]) == ("two", "paused", None)


def test_an_import_is_one_commit_or_nothing(paths: Paths) -> None:
    specs: list[dict[str, Any]] = [
        {"name": f"n{number}", "command": "/bin/true", "schedule": "@daily"} for number in range(5)
    ]
    broken = [*specs, {"name": "bad", "command": "/bin/true", "schedule": "never"}]
    with pytest.raises(InvalidInput, match=r"job 6 \(bad\)"):
        apply(paths, "job_create_many", {"specs": broken})
    assert jobs(paths) == []
    dry = apply(paths, "job_create_many", {"specs": specs, "dry_run": True})
    assert (dry["created"], jobs(paths)) == (5, [])
    assert apply(paths, "job_create_many", {"specs": specs})["created"] == 5
    assert [job["name"] for job in jobs(paths)] == ["n0", "n1", "n2", "n3", "n4"]


def test_an_import_says_what_it_does_with_an_id_that_is_taken(paths: Paths) -> None:
    spec = {"id": "j", "name": "one", "command": "/bin/true"}
    apply(paths, "job_create_many", {"specs": [spec]})
    changed = {**spec, "name": "two"}
    with pytest.raises(NotAllowed, match="nothing was imported"):
        apply(paths, "job_create_many", {"specs": [changed]})
    skipped = apply(paths, "job_create_many", {"specs": [changed], "on_conflict": "skip"})
    assert (skipped["skipped"], jobs(paths)[0]["name"]) == (1, "one")
    apply(paths, "job_create_many", {"specs": [changed], "on_conflict": "replace"})
    assert jobs(paths)[0]["name"] == "two"


@pytest.mark.parametrize("method", ["job_run", "run_wait", "run_stop", "daemon_status"])
def test_what_needs_the_daemon_says_so(paths: Paths, method: str) -> None:
    create(paths, id="j")
    with pytest.raises(DaemonNotRunning):
        apply(paths, method, {"job": "j", "run": "1"})


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("job_pause", {"job": "j", "reason": 5}),
        ("job_pause", {"job": "j", "reason": "\udcff"}),
        ("job_arm", {"job": "\udcff"}),
        ("history_forget", {"ids": [2**63]}),
        ("job_create_many", {"specs": [SPEC], "history": {"jobs": [], "runs": []}}),
    ],
)
def test_what_nobody_could_mean_is_refused(
    paths: Paths, method: str, params: dict[str, Any]
) -> None:
    create(paths, id="j")
    with pytest.raises(InvalidInput):
        apply(paths, method, params)
    assert jobs(paths)[0]["state"] == "active"


def test_two_writers_do_not_meet(paths: Paths) -> None:
    create(paths)
    lock = HomeLock(paths.lock)
    assert lock.take()
    try:
        with pytest.raises(TryAgain, match="another command"):
            create(paths)
    finally:
        lock.release()
    assert len(jobs(paths)) == 1


def test_every_change_is_an_event_with_its_actor(paths: Paths) -> None:
    create(paths, id="j")
    apply(paths, "job_update", {"job": "j", "changes": {"priority": 9}})
    apply(paths, "job_pause", {"job": "j"})
    apply(paths, "job_resume", {"job": "j"})
    apply(paths, "job_disarm", {"job": "j"})
    apply(paths, "job_arm", {"job": "j"})
    apply(paths, "job_remove", {"job": "j"})
    with reading(paths) as ledger:
        events = ledger.execute("SELECT type, actor IS NOT NULL FROM events ORDER BY id").fetchall()
    names = ["created", "updated", "paused", "resumed", "disarmed", "armed", "removed"]
    assert events == [(f"job:{name}", 1) for name in names]
