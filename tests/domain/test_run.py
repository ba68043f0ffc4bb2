"""The life of a run: its table, and what the end of an attempt makes of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsh.domain.retry import RetryPolicy
from lsh.domain.run import (
    ACTIVE,
    TERMINAL,
    TRANSITIONS,
    AttemptEnd,
    IllegalTransition,
    Outcome,
    RunState,
    check_transition,
    conclude,
    remaining_limit,
)

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
STATES = st.sampled_from(RunState)


@given(STATES, STATES)
def test_only_the_table_is_accepted(before: RunState, after: RunState) -> None:
    if after in TRANSITIONS[before]:
        check_transition(before, after)
    else:
        with pytest.raises(IllegalTransition):
            check_transition(before, after)


def test_every_state_is_in_the_table_and_can_end() -> None:
    assert set(TRANSITIONS) == set(RunState)
    assert set(TERMINAL) == {
        RunState.SUCCEEDED,
        RunState.FAILED,
        RunState.CANCELLED,
        RunState.SKIPPED,
        RunState.MISSED,
    }
    for state in ACTIVE:
        reachable: set[RunState] = set()
        pending = [state]
        while pending:
            for onward in TRANSITIONS[pending.pop()] - reachable:
                reachable.add(onward)
                pending.append(onward)
        assert reachable & TERMINAL, f"{state} never ends"


@given(
    outcome=st.sampled_from(Outcome),
    exit_code=st.none() | st.integers(0, 255),
    attempt=st.integers(1, 12),
    retries=st.integers(0, 10),
    codes=st.frozensets(st.integers(1, 255), max_size=3),
    limit=st.none() | st.integers(0, 100),
)
def test_a_verdict_is_always_a_step_from_running(
    outcome: Outcome,
    exit_code: int | None,
    attempt: int,
    retries: int,
    codes: frozenset[int],
    limit: int | None,
) -> None:
    policy = RetryPolicy(max_retries=retries, exit_codes=codes)
    deadline = None if limit is None else NOW + timedelta(seconds=limit)
    verdict = conclude(
        AttemptEnd(outcome, exit_code), attempt, policy, NOW, deadline=deadline, chance=0.3
    )
    assert verdict.state in TRANSITIONS[RunState.RUNNING]
    assert (verdict.retry_at is not None) == (verdict.state is RunState.RETRYING)
    if verdict.state is RunState.RETRYING:
        assert attempt <= retries
        assert outcome not in {Outcome.SUCCESS, Outcome.CANCELLED}
        assert deadline is None or (verdict.retry_at or NOW) < deadline


def failed(exit_code: int | None = 1) -> AttemptEnd:
    return AttemptEnd(Outcome.ERROR, exit_code, reason=f"exit code {exit_code}")


def test_a_failure_is_retried_until_the_retries_are_used_up() -> None:
    policy = RetryPolicy(max_retries=2, jitter=0)
    assert conclude(failed(), 1, policy, NOW).retry_at == NOW + timedelta(seconds=10)
    assert conclude(failed(), 2, policy, NOW).retry_at == NOW + timedelta(seconds=20)
    assert conclude(failed(), 3, policy, NOW).state is RunState.FAILED


def test_an_exit_code_that_is_not_listed_is_not_retried_and_says_so() -> None:
    policy = RetryPolicy(max_retries=2, exit_codes=frozenset({75}))
    verdict = conclude(failed(2), 1, policy, NOW)
    assert verdict.state is RunState.FAILED
    assert verdict.reason == "exit code 2; exit code 2 is not retried"
    assert conclude(failed(75), 1, policy, NOW).state is RunState.RETRYING
    assert conclude(AttemptEnd(Outcome.TIMEOUT), 1, policy, NOW).state is RunState.RETRYING


def test_a_cancelled_attempt_is_never_retried() -> None:
    verdict = conclude(AttemptEnd(Outcome.CANCELLED), 1, RetryPolicy(max_retries=9), NOW)
    assert verdict.state is RunState.CANCELLED


def test_no_retry_starts_after_the_runs_own_time_limit() -> None:
    policy = RetryPolicy(max_retries=5, jitter=0)
    deadline = NOW + timedelta(seconds=10)
    verdict = conclude(failed(), 1, policy, NOW, deadline=deadline)
    assert verdict.state is RunState.FAILED
    assert "time limit leaves no time" in (verdict.reason or "")


@given(st.integers(1, 200), st.floats(0, 0.999), st.floats(1, 100), st.floats(0, 1))
def test_a_delay_is_never_above_the_ceiling_nor_negative(
    attempt: int, chance: float, factor: float, jitter: float
) -> None:
    policy = RetryPolicy(factor=factor, jitter=jitter, ceiling=timedelta(minutes=5))
    assert timedelta(0) <= policy.delay(attempt, chance) <= timedelta(minutes=5)


def test_the_remaining_limit_is_the_smaller_one_and_never_nothing() -> None:
    minute = timedelta(minutes=1)
    assert remaining_limit(None, None, NOW) is None
    assert remaining_limit(minute, None, NOW) == minute
    assert remaining_limit(minute, NOW + timedelta(seconds=5), NOW) == timedelta(seconds=5)
    assert remaining_limit(minute, NOW, NOW) == timedelta(milliseconds=1)


def test_a_sentence_is_gone_on_with_before_its_full_stop() -> None:
    end = AttemptEnd(Outcome.TIMEOUT, reason="Ran longer than its time limit of 5 s.")
    verdict = conclude(end, 1, RetryPolicy(max_retries=5, jitter=0), NOW, deadline=NOW)
    assert verdict.reason == (
        "Ran longer than its time limit of 5 s; the run's time limit leaves no time for a retry"
    )
