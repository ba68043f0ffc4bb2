"""What must be true of a home after every fault: read from its ledger and the process table."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager
from itertools import pairwise
from typing import Any

from lsh.domain.events import OF_STATE
from lsh.domain.instant import from_micros, to_micros
from lsh.domain.run import ACTIVE, TRANSITIONS, RunState
from lsh.engine.jobs import trigger_of
from lsh.paths import Paths
from lsh.store.jobs import spec_from_json
from tests.support.daemon import Home, alive, until

_STATE_OF = {event.value: state for state, event in OF_STATE.items()}
_FIRST = {RunState.SCHEDULED, RunState.QUEUED, RunState.SKIPPED, RunState.MISSED}
_LIVE = ", ".join(f"'{state}'" for state in ACTIVE)


@contextmanager
def ledger(paths: Paths) -> Iterator[sqlite3.Connection]:
    """The ledger's file, read without the program that is being tested."""
    with closing(sqlite3.connect(paths.database, timeout=20)) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


def rows(paths: Paths, sql: str, *values: Any) -> list[dict[str, Any]]:
    with ledger(paths) as connection:
        return [dict(row) for row in connection.execute(sql, values)]


def runs(paths: Paths, job_id: str | None = None) -> list[dict[str, Any]]:
    """All runs, with their job's public id as ``job``, oldest first."""
    condition = "" if job_id is None else f" WHERE jobs.id = '{job_id}'"
    return rows(
        paths,
        "SELECT runs.*, jobs.id AS job FROM runs JOIN jobs ON jobs.key = runs.job_id"
        f"{condition} ORDER BY runs.id",
    )


def active(paths: Paths) -> list[dict[str, Any]]:
    return rows(paths, f"SELECT id, state, job_id, pid FROM runs WHERE state IN ({_LIVE})")


def settle(home: Home, seconds: float = 30.0) -> None:
    """Let nothing new fall due, and wait until every run is over."""
    for job in rows(home.paths, "SELECT id FROM jobs WHERE next_fire_at IS NOT NULL"):
        home.call("job_pause", job=job["id"])
    until(lambda: not active(home.paths), f"every run is over: {active(home.paths)}", seconds)


def check_always(paths: Paths) -> None:
    """What holds at every moment, whatever was killed a moment ago."""
    with ledger(paths) as connection:
        (verdict,) = connection.execute("PRAGMA integrity_check").fetchone()
    assert verdict == "ok"
    twice = rows(paths, "SELECT job_id, scheduled_for FROM runs GROUP BY 1, 2 HAVING count(*) > 1")
    assert not twice, f"two rows for an occurrence: {twice}"
    check_paths(paths)
    check_occurrences(paths)


def check_paths(paths: Paths) -> None:
    """Every run's events are a path through the transition table that ends where the run stands."""
    told: dict[int, list[RunState]] = {}
    for event in rows(
        paths,
        "SELECT run_id, type FROM events WHERE run_id IS NOT NULL AND type <> 'job:claimed'"
        " ORDER BY id",
    ):
        told.setdefault(event["run_id"], []).append(_STATE_OF[event["type"]])
    for run in runs(paths):
        path = told.get(run["id"], [])
        assert path, f"run {run['id']} has no event"
        assert path[0] in _FIRST, f"run {run['id']} began as {path[0]}"
        for before, after in pairwise(path):
            assert after in TRANSITIONS[before], f"run {run['id']} went {path}"
        assert path[-1] == run["state"], f"run {run['id']} is {run['state']}, its events say {path}"


def check_occurrences(paths: Paths) -> None:
    """Every instant of every job from its creation up to where its schedule stands has its row."""
    for job in rows(paths, "SELECT * FROM jobs WHERE next_fire_at IS NOT NULL"):
        spec = spec_from_json(job["spec"])
        trigger = trigger_of(spec, job["anchor_at"])
        due = trigger.next_after(from_micros(job["created_at"]))
        covered = _covered(paths, job["key"])
        while due is not None and to_micros(due) < job["next_fire_at"]:
            assert to_micros(due) in covered, f"{spec.name}: nothing is known of {due}"
            due = trigger.next_after(due)


def _covered(paths: Paths, job_key: int) -> set[int]:
    found = rows(paths, "SELECT scheduled_for, span FROM runs WHERE job_id = ?", job_key)
    assert all(row["span"] == 1 for row in found), "no test here sums up so many misfires"
    return {row["scheduled_for"] for row in found}


def check_settled(home: Home, *, lost: int = 0) -> None:
    """What holds once everything is over; up to ``lost`` attempts may have ended unseen."""
    paths = home.paths
    check_always(paths)
    assert not active(paths)
    left = home.marked()
    assert not left, f"stray processes: {left}"
    attempts = list(_attempts(paths))
    unseen = [a for a in attempts if a["outcome"] == "lost"]
    assert len(unseen) <= lost, f"lost: {unseen}"
    _check_executions(home, attempts)
    for attempt in attempts:
        if attempt["outcome"] in {"success", "error"} and attempt["started_at"]:
            _check_code(attempt)
            _check_output(paths, attempt)


def _attempts(paths: Paths) -> Iterator[dict[str, Any]]:
    """Every attempt that ended, earlier ones too, with the job's public id."""
    columns = "a.outcome, a.exit_code, a.reason, a.started_at, a.attempt"
    yield from rows(
        paths,
        f"SELECT r.id AS run, j.id AS job, r.kind, {columns} FROM attempts a"
        " JOIN runs r ON r.id = a.run_id JOIN jobs j ON j.key = r.job_id",
    )
    yield from rows(
        paths,
        f"SELECT a.id AS run, j.id AS job, a.kind, {columns} FROM runs a"
        " JOIN jobs j ON j.key = a.job_id WHERE a.attempt > 0",
    )


def _check_executions(home: Home, attempts: list[dict[str, Any]]) -> None:
    """Each attempt was executed once; a lost one, or one that was stopped, at most once."""
    executed = Counter((run, attempt) for run, attempt, _ in home.executed())
    twice = {key for key, count in executed.items() if count > 1}
    assert not twice, f"executed twice: {twice}"
    known = {(a["run"], a["attempt"]): a for a in attempts}
    unknown = set(executed) - set(known)
    assert not unknown, f"executed, and the ledger does not know it: {unknown}"
    for key, attempt in known.items():
        may_miss = attempt["outcome"] in {"lost", "cancelled", "timeout"}
        if attempt["started_at"] and not may_miss and attempt["kind"] != "notify":
            assert key in executed, f"recorded, but never executed: {attempt}"


def _check_code(attempt: dict[str, Any]) -> None:
    """A job is called ``…-N`` when each attempt exits N, ``…-N-M`` when the second exits M."""
    if attempt["kind"] == "notify":
        return
    codes = [int(code) for code in re.findall(r"-(\d+)", attempt["job"])]
    if codes:
        expected = codes[min(attempt["attempt"], len(codes)) - 1]
        assert attempt["exit_code"] == expected, attempt
        assert attempt["outcome"] == ("error" if expected else "success"), attempt


def _check_output(paths: Paths, attempt: dict[str, Any]) -> None:
    if attempt["kind"] == "notify":
        return
    log = paths.run_log(attempt["run"], attempt["attempt"])
    assert log.exists(), f"no output: {attempt}"
    expected = f"run {attempt['run']} attempt {attempt['attempt']}\n"
    assert log.read_text() == expected, f"output of {attempt}: {log.read_text()!r}"


def check_living(home: Home) -> None:
    """No run is shown as running without a living process."""
    shown = [run for run in active(home.paths) if run["state"] == "running"]
    dead = [run for run in shown if not alive(run["pid"])]
    if dead:  # its end may be on the way to the ledger at this moment
        ids = {run["id"] for run in dead}

        def told() -> bool:
            return not ids & {r["id"] for r in active(home.paths) if r["state"] == "running"}

        until(told, f"the end of {dead} is recorded")


def events(paths: Paths, kind: str) -> list[dict[str, Any]]:
    """The events of a type, with their data read."""
    found = rows(paths, "SELECT * FROM events WHERE type = ? ORDER BY id", kind)
    return [row | {"data": json.loads(row["data"] or "{}")} for row in found]
