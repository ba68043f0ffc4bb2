"""Reading triggers, writing them back, and the triggers that are not cron."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lsh.domain.errors import InvalidInput
from lsh.domain.trigger import (
    AtTrigger,
    CronTrigger,
    IntervalTrigger,
    ManualTrigger,
    RebootTrigger,
    parse_trigger,
)
from lsh.domain.zones import check_timezone

from .oracle import ANCHOR, SHIFTS
from .strategies import ANY

INSTANTS = st.datetimes(datetime(1980, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC))
_SECOND = timedelta(seconds=1)


@settings(deadline=None)
@given(text=ANY, zone=st.sampled_from(sorted(SHIFTS)), after=INSTANTS)
def test_cron_round_trip(text: str, zone: str, after: datetime) -> None:
    trigger = parse_trigger(text, zone, anchor=ANCHOR)
    again = parse_trigger(trigger.canonical(), zone, anchor=ANCHOR)
    assert again == trigger
    following = trigger.next_after(after)
    assert following is not None
    assert again.next_after(after) == following > after


@pytest.mark.parametrize(
    "text",
    [
        "every 30s",
        "@every 5m",
        "every 1.5s",
        "every 1w2d",
        "every 5 minutes",
        "at 2026-12-01T10:00",
        "at 2026-12-01T10:00:00+05:30",
        "at 2027-03-28T02:30",
        "at 2026-12-01",
        "@reboot",
        "@REBOOT",
        "@daily",
        "manual",
        "",
        None,
    ],
)
def test_canonical_text_is_read_back(text: str | None) -> None:
    trigger = parse_trigger(text, "Europe/Berlin", anchor=ANCHOR)
    assert parse_trigger(trigger.canonical(), "Europe/Berlin", anchor=ANCHOR) == trigger


def test_the_kinds() -> None:
    for text, kind in [
        ("* * * * *", CronTrigger),
        ("every 1s", IntervalTrigger),
        ("at 2026-12-01T10:00", AtTrigger),
        ("@reboot", RebootTrigger),
        (" ", ManualTrigger),
    ]:
        assert type(parse_trigger(text, anchor=ANCHOR)) is kind


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("tomorrow", "'tomorrow' is not a schedule", "every 30s"),
        ("30s", "'30s' is not a schedule", "write 'every 30s'"),
        ("02:30", "'02:30' is not a schedule", "'30 2 * * *'"),
        ("2026-12-01T10:00", "is not a schedule", "write 'at 2026-12-01T10:00'"),
        ("every", "the duration is empty", "30s"),
        ("every 0.5s", "every 500ms is too often", "1s"),
        ("every 0", "every 0s is too often", "1s"),
        ("every day", "'day' is not a duration", "30s"),
        ("at noon", "'at noon' names no time", "2026-12-01T10:00"),
        ("at", "'at ' names no time", "2026-12-01T10:00"),
        ("at 0001-01-01T00:00", "names no time", None),
        ("at 9999-12-31T23:59:59Z", "is out of range", "2 to 9998"),
        ("at 0001-06-01T00:00Z", "is out of range", "2 to 9998"),
        ("* * *", "this one has 3", "0 2 * * *"),
        ("x * * * *", "minute: 'X' is not a number", None),
        ("@reboot now", "is not a known nickname", None),
    ],
)
def test_refusals(text: str, message: str, hint: str | None) -> None:
    with pytest.raises(InvalidInput) as refusal:
        parse_trigger(text, "Europe/Berlin", anchor=ANCHOR)
    assert message in refusal.value.message
    assert (hint or "") in (refusal.value.hint or "")


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("Europe/Berlinn", "Europe/Berlin"),
        ("berlin", "Europe/Berlin"),
        ("new york", "America/New_York"),
        ("America/Sao Paulo", "America/Sao_Paulo"),
    ],
)
def test_unknown_zone_names_the_nearest(name: str, nearest: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        check_timezone(name)
    assert refusal.value.hint == f"did you mean {nearest}?"


@pytest.mark.parametrize(
    "name", ["", "Europe", "../../etc/passwd", "/etc/passwd", "a\0b", "x" * 300]
)
def test_what_is_no_name_of_a_zone_at_all(name: str) -> None:
    with pytest.raises(InvalidInput, match="is not a known time zone"):
        check_timezone(name)


@given(
    seconds=st.integers(1, 10**6),
    after=INSTANTS,
)
def test_interval_is_anchored_and_stateless(seconds: int, after: datetime) -> None:
    trigger = IntervalTrigger(timedelta(seconds=seconds), ANCHOR)
    following = trigger.next_after(after)
    assert following is not None
    turns, rest = divmod(following - ANCHOR, trigger.every)
    assert (turns >= 1, rest) == (True, timedelta())
    assert following > after
    assert turns == 1 or following - trigger.every <= after
    assert trigger.count(after, following) == 1
    assert trigger.count(after, following - timedelta(microseconds=1)) == 0


def test_at_in_a_gap_runs_at_its_end_and_in_a_fold_the_first_time() -> None:
    def at(text: str) -> datetime | None:
        return parse_trigger(text, "Europe/Berlin", anchor=ANCHOR).next_after(ANCHOR)

    assert at("at 2027-03-28T02:30") == datetime(2027, 3, 28, 1, tzinfo=UTC)
    assert at("at 2027-10-31T02:30") == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    assert at("at 2027-10-31T02:30+01:00") == datetime(2027, 10, 31, 1, 30, tzinfo=UTC)


def test_at_is_due_once() -> None:
    trigger = parse_trigger("at 2026-12-01T10:00:00Z", anchor=ANCHOR)
    due = datetime(2026, 12, 1, 10, tzinfo=UTC)
    assert trigger.next_after(due - _SECOND) == due
    assert trigger.next_after(due) is None
    assert trigger.count(due - _SECOND, due) == 1
    assert trigger.count(due, due + _SECOND) == 0


def test_an_interval_beyond_the_calendar_never_comes() -> None:
    for days in ((datetime(9999, 12, 31, tzinfo=UTC) - ANCHOR).days, 999_999_999):
        trigger = IntervalTrigger(timedelta(days=days), ANCHOR)
        assert trigger.next_after(ANCHOR) is None


@pytest.mark.parametrize("text", ["@reboot", "manual"])
def test_what_cannot_be_foreseen(text: str) -> None:
    trigger = parse_trigger(text, anchor=ANCHOR)
    assert trigger.next_after(ANCHOR) is None
    assert trigger.count(ANCHOR, ANCHOR + timedelta(days=9)) == 0
