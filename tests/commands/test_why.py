"""One causal sentence for every state of a run, and for every reason that nothing runs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lsh.domain.run import RunState
from lsh.reports.why import Instant, why_idle, why_no_run, why_run

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
DUE = "2026-11-22T02:00:00+00:00"


def run_of(state: str, **more: Any) -> dict[str, Any]:
    return {
        "run_id": "7", "job_name": "backup", "kind": "scheduled", "state": state, "actor": None,
        "scheduled_for": DUE, "due_at": DUE, "queued_at": DUE, "started_at": DUE,
        "finished_at": DUE, "attempt": 1, "attempts": 4, "reason": None, "outcome": None,
        "lateness": 0.002, "error": None, "parent_run_id": None, "history": [],
    } | more  # fmt: skip


def job_of(**more: Any) -> dict[str, Any]:
    return {
        "name": "backup", "state": "active", "schedule": "0 2 * * *", "pause_reason": None,
        "next_fire_at": "2026-11-23T02:00:00+00:00", "last_run": None,
        "created_at": "2026-11-01T00:00:00+00:00", "updated_at": "2026-11-02T00:00:00+00:00",
    } | more  # fmt: skip


@pytest.mark.parametrize(
    ("run", "sentence"),
    [
        (run_of("scheduled"), "backup is about to run: it is due 2026-11-22 02:00:00."),
        (
            run_of("queued"),
            "backup waits for a free slot since 2026-11-22 02:00:00: its schedule was due.",
        ),
        (
            run_of("running", attempt=2),
            "backup runs since 2026-11-22 02:00:00 because its schedule was due (attempt 2 of 4).",
        ),
        (
            run_of("retrying", reason="exit code 1"),
            "backup waits until 2026-11-22 02:00:00 to be tried again because attempt 1 exit code 1.",
        ),
        (
            run_of("succeeded", kind="manual", actor="ann"),
            "backup ran 2026-11-22 02:00:00 because ann ran it by hand, and succeeded.",
        ),
        (
            run_of("failed", attempt=4, reason="exit code 3"),
            "backup ran 2026-11-22 02:00:00 because its schedule was due, and failed after 4 attempts:"
            " exit code 3.",
        ),
        (
            run_of("failed", started_at=None, reason="No such file"),
            "backup failed without having started: No such file.",
        ),
        (
            run_of("cancelled", reason="stopped by ann"),
            "backup was stopped 2026-11-22 02:00:00: stopped by ann.",
        ),
        (
            run_of("skipped", reason="run 6 was still going (overlap is skip)"),
            "backup did not run 2026-11-22 02:00:00 because run 6 was still going (overlap is skip).",
        ),
        (
            run_of("missed", reason="2h late"),
            "backup missed 2026-11-22 02:00:00: 2h late.",
        ),
        (
            run_of("scheduled", claim="pending"),
            "backup waits to be claimed by one of its machines: it is due 2026-11-22 02:00:00.",
        ),
        (
            run_of("succeeded", claim="won", host="laptop"),
            "backup ran 2026-11-22 02:00:00 because its schedule was due and it was claimed by laptop,"
            " and succeeded.",
        ),
        (
            run_of("running", claim="unreachable", host="laptop"),
            "backup runs since 2026-11-22 02:00:00 because its schedule was due and nobody could be"
            " asked which machine runs it.",
        ),
        (
            run_of("skipped", claim="lost", reason="the job was paused before this instant"),
            "backup did not run 2026-11-22 02:00:00 because the job was paused before this instant.",
        ),
        (
            run_of("skipped", claim="lost", reason="claimed by server"),
            "backup did not run here 2026-11-22 02:00:00: it was claimed by server.",
        ),
    ],
    ids=lambda value: value["state"] if isinstance(value, dict) else "",
)
def test_a_run_is_explained(run: dict[str, Any], sentence: str) -> None:
    assert why_run(run, UTC).sentence == sentence


@pytest.mark.parametrize("state", list(RunState))
def test_no_state_is_forgotten(state: str) -> None:
    assert why_run(run_of(state), UTC).sentence.endswith(".")


def test_details_tell_lateness_attempts_and_last_words() -> None:
    first = {"attempt": 1, "reason": "exit code 1", "outcome": "error"}
    run = run_of(
        "failed",
        lateness=75.0,
        error="disk full",
        attempt=2,
        history=[first, first],
        parent_run_id="3",
    )
    assert why_run(run, UTC).details == (
        "run 7, scheduled for 2026-11-22 02:00:00",
        "started 1m15s late",
        "attempt 1: exit code 1",
        "last words: disk full",
        "because of run 3",
    )


@pytest.mark.parametrize(
    ("job", "awake", "sentence"),
    [
        (job_of(state="stopped"), True, "backup does not run because its schedule was stopped."),
        (
            job_of(state="elsewhere", hosts=["a", "b"]),
            True,
            "backup does not run on this machine because its hosts are a and b.",
        ),
        (
            job_of(state="paused", pause_reason="new disk"),
            True,
            "backup waits because it is paused: new disk.",
        ),
        (job_of(), True, "backup waits because it is due next 2026-11-23 02:00:00."),
        (
            job_of(),
            False,
            "backup is due 2026-11-23 02:00:00, but no daemon is running to start it.",
        ),
        (
            job_of(next_fire_at=DUE),
            False,
            "backup was due 2026-11-22 02:00:00, but no daemon is running to start it.",
        ),
        (
            job_of(next_fire_at=None, schedule=None),
            True,
            "backup waits because it has no schedule.",
        ),
        (
            job_of(next_fire_at=None, schedule="@reboot"),
            True,
            "backup waits because it runs when the machine starts.",
        ),
    ],
)
def test_a_job_that_does_nothing_is_explained(
    job: dict[str, Any], awake: bool, sentence: str
) -> None:
    assert why_idle(job, daemon_running=awake, now=NOW, zone=UTC).sentence == sentence


@pytest.mark.parametrize(
    ("at", "due", "says"),
    [
        (NOW - timedelta(hours=1), False, "because its schedule (0 2 * * *) was not due then."),
        (NOW + timedelta(hours=1), False, "will not run 2026-11-22 11:00:00 because its schedule"),
        (NOW - timedelta(days=40), True, "because it was created only 2026-11-01 00:00:00."),
        (NOW + timedelta(days=1), True, "is still to come."),
        (NOW - timedelta(days=1), True, "or the record was pruned"),
    ],
)
def test_an_instant_without_a_run_is_explained(at: datetime, due: bool, says: str) -> None:
    asked = Instant(at, due)
    assert says in why_no_run(job_of(), asked, daemon_running=True, now=NOW, zone=UTC).sentence


@pytest.mark.parametrize(("days", "verb"), [(1, "will not run"), (-1, "did not run")])
def test_an_instant_of_another_machine_is_explained(days: int, verb: str) -> None:
    asked = Instant(NOW + timedelta(days=days), due=True)
    job = job_of(state="elsewhere", hosts=["server"])
    told = why_no_run(job, asked, daemon_running=True, now=NOW, zone=UTC).sentence
    assert told.startswith(f"backup {verb} 2026-11-2")
    assert told.endswith("10:00:00 on this machine because its host is server.")


@pytest.mark.parametrize(
    ("schedule", "because"),
    [
        ("@reboot", "it runs when the machine starts"),
        ("at 2020-01-01T10:00", "its time is past"),
        ("manual", "it has no schedule"),
        (None, "it has no schedule"),
    ],
)
def test_a_job_with_nothing_ahead_says_which_kind(schedule: str | None, because: str) -> None:
    job = job_of(schedule=schedule, next_fire_at=None)
    told = why_idle(job, daemon_running=True, now=NOW, zone=UTC).sentence
    assert told.endswith(f"waits because {because}.")


def test_a_reason_with_a_full_stop_gets_no_second() -> None:
    told = why_run(run_of("failed", reason="It was not found in PATH."), UTC).sentence
    assert told.endswith("not found in PATH.")
    assert not told.endswith("..")
