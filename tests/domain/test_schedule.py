"""Planning: every occurrence gets exactly one decision, and the policy's one."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lsh.domain.misfires import ROWS_LIMIT
from lsh.domain.policy import CatchUp, SchedulePolicy
from lsh.domain.schedule import Decision, Occurrence, Plan, plan
from lsh.domain.trigger import parse_trigger
from lsh.domain.triggers import Trigger

from .oracle import ANCHOR

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)
MINUTELY = parse_trigger("* * * * *", anchor=ANCHOR)
HOURLY = parse_trigger("0 * * * *", anchor=ANCHOR)
EVERY_SECOND = parse_trigger("* * * * * *", anchor=ANCHOR)
HOUR = timedelta(hours=1)
RUN, MISSED, COALESCED = Decision.RUN, Decision.MISSED, Decision.COALESCED


def decide(
    trigger: Trigger,
    policy: SchedulePolicy,
    next_fire: datetime,
    now: datetime,
    *,
    ahead: timedelta = timedelta(),
    offset: timedelta = timedelta(),
) -> Plan:
    return plan(trigger, policy, next_fire, now, horizon=now + ahead, offset=offset)


def decisions(made: Plan) -> list[tuple[str, Decision]]:
    return [(o.scheduled_for.strftime("%H:%M:%S"), o.decision) for o in made.occurrences]


def test_on_time() -> None:
    made = decide(HOURLY, SchedulePolicy(), NOON, NOON)
    assert made == Plan((Occurrence(NOON, NOON, RUN, None),), NOON + HOUR)


def test_not_yet() -> None:
    assert decide(HOURLY, SchedulePolicy(), NOON, NOON - HOUR) == Plan((), NOON)


def test_late_within_the_grace_is_on_time() -> None:
    now = NOON + timedelta(seconds=60)
    assert decisions(decide(HOURLY, SchedulePolicy(), NOON, now)) == [("12:00:00", RUN)]
    now += timedelta(microseconds=1)
    made = decide(HOURLY, SchedulePolicy(catch_up=CatchUp.SKIP), NOON, now)
    assert decisions(made) == [("12:00:00", MISSED)]


@pytest.mark.parametrize("catch_up", [CatchUp.SKIP, CatchUp.LATEST])
def test_of_two_within_the_grace_the_newest_stands_in(catch_up: CatchUp) -> None:
    policy = SchedulePolicy(catch_up)
    made = decide(MINUTELY, policy, NOON, NOON + timedelta(minutes=1))
    assert decisions(made) == [("12:00:00", COALESCED), ("12:01:00", RUN)]
    made = decide(MINUTELY, SchedulePolicy(CatchUp.ALL), NOON, NOON + timedelta(minutes=1))
    assert decisions(made) == [("12:00:00", RUN), ("12:01:00", RUN)]


def test_jitter_is_no_lateness_in_what_is_told() -> None:
    offset = timedelta(minutes=10)
    now = NOON + offset + 1.5 * HOUR
    skipped = decide(HOURLY, SchedulePolicy(CatchUp.SKIP), NOON, now, offset=offset)
    assert (skipped.occurrences[0].reason or "").startswith("1h30m late")
    latest = decide(HOURLY, SchedulePolicy(), NOON, now, offset=offset)
    assert latest.occurrences[-1].reason == "caught up 30m late"


def test_committed_ahead() -> None:
    made = decide(HOURLY, SchedulePolicy(), NOON, NOON - HOUR / 2, ahead=2 * HOUR)
    assert decisions(made) == [("12:00:00", RUN), ("13:00:00", RUN)]
    assert made.next_fire == NOON + 2 * HOUR


def test_jitter_moves_when_it_is_due_and_not_what_it_is() -> None:
    offset = timedelta(minutes=10)
    assert decide(HOURLY, SchedulePolicy(), NOON, NOON, offset=offset).occurrences == ()
    made = decide(HOURLY, SchedulePolicy(), NOON, NOON + offset, offset=offset)
    assert made.occurrences == (Occurrence(NOON, NOON + offset, RUN, None),)
    late = decide(HOURLY, SchedulePolicy(), NOON, NOON + offset + 2 * HOUR, offset=offset)
    # 14:00 is due at 14:10, which is now
    assert decisions(late) == [("12:00:00", COALESCED), ("13:00:00", COALESCED), ("14:00:00", RUN)]


def test_latest_runs_the_newest_misfire_and_coalesces_the_rest() -> None:
    made = decide(HOURLY, SchedulePolicy(), NOON, NOON + 2.5 * HOUR)
    assert decisions(made) == [("12:00:00", COALESCED), ("13:00:00", COALESCED), ("14:00:00", RUN)]
    assert made.occurrences[0].reason == "coalesced into the run for 2026-07-01 14:00:00Z"
    assert made.occurrences[2].reason == "caught up 30m late"
    assert made.next_fire == NOON + 3 * HOUR


def test_latest_gives_way_to_an_occurrence_that_is_on_time() -> None:
    made = decide(HOURLY, SchedulePolicy(), NOON, NOON + 2 * HOUR)
    assert decisions(made) == [("12:00:00", COALESCED), ("13:00:00", COALESCED), ("14:00:00", RUN)]
    assert made.occurrences[1].reason == "coalesced into the run for 2026-07-01 14:00:00Z"
    assert made.occurrences[2].reason is None


def test_latest_does_not_give_way_to_one_that_is_only_ahead() -> None:
    made = decide(HOURLY, SchedulePolicy(), NOON, NOON + HOUR / 2, ahead=HOUR)
    assert decisions(made) == [("12:00:00", RUN), ("13:00:00", RUN)]


def test_latest_outside_the_window_is_missed() -> None:
    policy = SchedulePolicy(catch_up_window=timedelta(minutes=10))
    made = decide(HOURLY, policy, NOON, NOON + 1.5 * HOUR)
    assert decisions(made) == [("12:00:00", MISSED), ("13:00:00", MISSED)]
    assert made.occurrences[1].reason == "30m late, outside the catch-up window of 10m"


def test_skip_misses_all() -> None:
    made = decide(HOURLY, SchedulePolicy(CatchUp.SKIP), NOON, NOON + 1.5 * HOUR)
    assert decisions(made) == [("12:00:00", MISSED), ("13:00:00", MISSED)]
    assert made.occurrences[0].reason == "1h30m late, more than the grace of 1m; catch-up is skip"


def test_all_runs_the_newest_oldest_first() -> None:
    policy = SchedulePolicy(CatchUp.ALL, catch_up_limit=2)
    made = decide(HOURLY, policy, NOON, NOON + 3.5 * HOUR)
    assert decisions(made) == [
        ("12:00:00", MISSED),
        ("13:00:00", MISSED),
        ("14:00:00", RUN),
        ("15:00:00", RUN),
    ]
    reason = made.occurrences[1].reason
    assert reason == "2h30m late, and only the newest 2 misfires are caught up"


def test_all_keeps_to_the_window() -> None:
    policy = SchedulePolicy(CatchUp.ALL, catch_up_window=2 * HOUR)
    made = decide(HOURLY, policy, NOON, NOON + 3.5 * HOUR)
    assert [d for _, d in decisions(made)] == [MISSED, MISSED, RUN, RUN]


def test_a_one_time_trigger_ends() -> None:
    once = parse_trigger("at 2026-07-01T12:00", anchor=ANCHOR)
    made = decide(once, SchedulePolicy(), NOON, NOON + HOUR)
    assert (decisions(made), made.next_fire) == ([("12:00:00", RUN)], None)


@pytest.mark.parametrize("text", ["* * * * * *", "every 1s"])
@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin"])
@pytest.mark.parametrize("catch_up", CatchUp)
def test_a_week_of_every_second_is_counted_and_not_visited(
    text: str, zone: str, catch_up: CatchUp
) -> None:
    start = datetime(2027, 3, 25, tzinfo=UTC)  # the clock changes in between
    week = timedelta(days=7)
    trigger = parse_trigger(text, zone, anchor=start - timedelta(seconds=1))
    began = time.perf_counter()
    made = decide(trigger, SchedulePolicy(catch_up), start, start + week)
    assert time.perf_counter() - began < 0.5
    assert sum(o.span for o in made.occurrences) == 7 * 86400 + 1
    assert made.next_fire == start + week + timedelta(seconds=1)
    summary, *rows = made.occurrences
    assert summary.scheduled_for == start
    # within the grace of a minute each would be on time; the newest stands in for them
    within_grace = 0 if catch_up is CatchUp.ALL else 60
    assert sum(o.decision is not RUN for o in rows) == ROWS_LIMIT + within_grace
    assert all(o.span == 1 for o in rows)
    assert rows[0].scheduled_for == start + timedelta(seconds=summary.span)
    assert (summary.reason or "").startswith(
        f"{summary.span} occurrences from 2027-03-25 00:00:00Z"
    )
    on_time = 61 - within_grace
    caught_up = {CatchUp.SKIP: 0, CatchUp.LATEST: 0, CatchUp.ALL: 100}[catch_up]
    assert sum(o.decision is RUN for o in rows) == on_time + caught_up


TRIGGERS = st.sampled_from(
    [
        "* * * * *",
        "*/7 * * * *",
        "30 2 * * *",
        "0 */3 * * *",
        "every 90s",
        "every 7m",
        "15 1-5 * * *",
    ]
).map(lambda text: parse_trigger(text, "Europe/Berlin", anchor=ANCHOR))
# both clock changes of 2027 are within reach of either start
STARTS = st.sampled_from([datetime(2027, 3, 27, tzinfo=UTC), datetime(2027, 10, 30, tzinfo=UTC)])
TICKS = st.lists(st.integers(0, 20 * 3600), min_size=1, max_size=8).map(
    lambda gaps: [timedelta(seconds=gap) for gap in gaps]
)
OFFSETS = st.integers(0, 900).map(lambda seconds: timedelta(seconds=seconds))
POLICIES = st.builds(
    SchedulePolicy,
    st.sampled_from(CatchUp),
    st.integers(0, 48 * 3600).map(lambda seconds: timedelta(seconds=seconds)),
    st.integers(1, 2000),
    st.integers(0, 7200).map(lambda seconds: timedelta(seconds=seconds)),
)


def visited(trigger: Trigger, first: datetime, until: datetime) -> list[datetime]:
    found, at = [], first
    while at <= until:
        found.append(at)
        following = trigger.next_after(at)
        assert following is not None
        at = following
    return found


@settings(max_examples=60, deadline=None)
@given(trigger=TRIGGERS, start=STARTS, ticks=TICKS, offset=OFFSETS, policy=POLICIES)
def test_each_occurrence_exactly_once_whatever_the_ticks(
    trigger: Trigger,
    start: datetime,
    ticks: list[timedelta],
    offset: timedelta,
    policy: SchedulePolicy,
) -> None:
    first = trigger.next_after(start)
    assert first is not None
    next_fire, now = first, start
    made: list[Occurrence] = []
    for tick in ticks:
        now += tick
        part = decide(trigger, policy, next_fire, now, offset=offset)
        made += part.occurrences
        assert part.next_fire is not None
        next_fire = part.next_fire
    expected = visited(trigger, first, now - offset)
    assert sum(o.span for o in made) == len(expected)
    assert all(a.scheduled_for < b.scheduled_for for a, b in pairwise(made))
    assert next_fire + offset > now
    assert {o.scheduled_for for o in made} <= set(expected)
    assert {o.scheduled_for for o in made if o.decision is RUN} <= set(expected)


@settings(max_examples=60, deadline=None)
@given(trigger=TRIGGERS, start=STARTS, ticks=TICKS, offset=OFFSETS)
def test_catching_up_all_runs_the_same_in_one_go_as_step_by_step(
    trigger: Trigger, start: datetime, ticks: list[timedelta], offset: timedelta
) -> None:
    policy = SchedulePolicy(CatchUp.ALL, timedelta(days=999), 10**9)
    first = trigger.next_after(start)
    assert first is not None
    runs: list[datetime] = []
    now, next_fire = start, first
    for tick in ticks:
        now += tick
        part = decide(trigger, policy, next_fire, now, offset=offset)
        runs += [o.scheduled_for for o in part.occurrences if o.decision is RUN]
        next_fire = part.next_fire or next_fire
    whole = decide(trigger, policy, first, now, offset=offset)
    assert [o.scheduled_for for o in whole.occurrences] == runs
    assert runs == visited(trigger, first, now - offset)
    assert (whole.next_fire or first) == next_fire


@settings(max_examples=100, deadline=None)
@given(
    trigger=TRIGGERS,
    start=STARTS,
    late=st.integers(0, 72 * 3600),
    offset=OFFSETS,
    policy=POLICIES,
)
def test_nothing_runs_later_than_the_policy_permits(
    trigger: Trigger, start: datetime, late: int, offset: timedelta, policy: SchedulePolicy
) -> None:
    now = start + timedelta(seconds=late)
    first = trigger.next_after(start)
    assert first is not None
    made = decide(trigger, policy, first, now, ahead=timedelta(minutes=5), offset=offset)
    caught_up = 0
    for occurrence in made.occurrences:
        assert occurrence.due_at == occurrence.scheduled_for + offset
        lateness = now - occurrence.due_at
        if lateness <= policy.misfire_grace:
            assert occurrence.span == 1
            if policy.catch_up is CatchUp.ALL or occurrence.due_at > now:
                assert occurrence.decision is RUN
        elif occurrence.decision is RUN:
            caught_up += 1
            assert lateness <= policy.catch_up_window
        else:
            assert occurrence.reason
    limit = {CatchUp.SKIP: 0, CatchUp.LATEST: 1, CatchUp.ALL: policy.catch_up_limit}
    assert caught_up <= limit[policy.catch_up]
    within_grace = [o for o in made.occurrences if now - o.due_at <= policy.misfire_grace]
    newest = [o.decision for o in within_grace if o.due_at <= now][-1:]
    assert newest in ([], [RUN])
    beyond = [o for o in made.occurrences if o not in within_grace]
    assert sum(o.decision is not RUN for o in beyond) <= ROWS_LIMIT + 1


@given(trigger=TRIGGERS, start=STARTS, forward=OFFSETS, back=st.integers(1, 10**6))
def test_a_clock_put_back_plans_nothing_twice(
    trigger: Trigger, start: datetime, forward: timedelta, back: int
) -> None:
    first = trigger.next_after(start)
    assert first is not None
    made = decide(trigger, SchedulePolicy(), first, first + forward)
    assert made.next_fire is not None
    earlier = decide(
        trigger, SchedulePolicy(), made.next_fire, first + forward - timedelta(seconds=back)
    )
    assert earlier == Plan((), made.next_fire)
