"""Every clock change that is known to have broken a scheduler, with the exact instants (UTC)."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from cronsim import CronSim

from lsh.domain.cron import CronExpression
from lsh.domain.triggers import CronTrigger


def occurrences(text: str, zone: str, after: str, count: int) -> list[str]:
    trigger = CronTrigger(CronExpression.parse(text), ZoneInfo(zone))
    at: datetime | None = datetime.fromisoformat(after).replace(tzinfo=UTC)
    found = []
    for _ in range(count):
        assert at is not None
        at = trigger.next_after(at)
        assert at is not None
        assert at.tzinfo is UTC
        found.append(at.strftime("%Y-%m-%dT%H:%M"))
    return found


def by_cronsim(text: str, zone: str, after: str, count: int) -> list[str]:
    start = datetime.fromisoformat(after).replace(tzinfo=UTC).astimezone(ZoneInfo(zone))
    clock = CronSim(text, start)
    return [next(clock).astimezone(UTC).strftime("%Y-%m-%dT%H:%M") for _ in range(count)]


# name: expression, zone, after, the occurrences that follow
TRAPS: dict[str, tuple[str, str, str, list[str]]] = {
    "fixed time in a gap runs at its end": (
        "30 2 * * *",
        "Europe/Berlin",
        "2027-03-27T12:00",
        ["2027-03-28T01:00", "2027-03-29T00:30"],
    ),
    "several in one gap are one": (
        "0,15,30 2 * * *",
        "Europe/Berlin",
        "2027-03-27T12:00",
        ["2027-03-28T01:00", "2027-03-29T00:00"],
    ),
    "one at the end of the gap joins them": (
        "0,30 2,3 * * *",
        "Europe/Berlin",
        "2027-03-27T12:00",
        ["2027-03-28T01:00", "2027-03-28T01:30", "2027-03-29T00:00"],
    ),
    "fixed time in a fold runs once": (
        "30 2 * * *",
        "Europe/Berlin",
        "2027-10-30T12:00",
        ["2027-10-31T00:30", "2027-11-01T01:30"],
    ),
    "from inside the second pass": (
        "30 2 * * *",
        "Europe/Berlin",
        "2027-10-31T01:10",
        ["2027-11-01T01:30"],
    ),
    "a dense fixed time has no second pass": (
        "0-59/20 1-3 * * *",
        "Europe/Berlin",
        "2027-10-31T00:30",
        ["2027-10-31T00:40", "2027-10-31T02:00"],
    ),
    "a step runs in both passes": (
        "*/30 2 * * *",
        "Europe/Berlin",
        "2027-10-30T12:00",
        [
            "2027-10-31T00:00",
            "2027-10-31T00:30",
            "2027-10-31T01:00",
            "2027-10-31T01:30",
            "2027-11-01T01:00",
        ],
    ),
    "a step that only the second pass still has": (
        "*/30 2 31 10 *",
        "Europe/Berlin",
        "2027-10-31T00:45",
        ["2027-10-31T01:00", "2027-10-31T01:30", "2028-10-31T01:00"],
    ),
    "a step inside a gap is left out": (
        "*/30 2 * * *",
        "Europe/Berlin",
        "2027-03-27T12:00",
        ["2027-03-29T00:00"],
    ),
    "every hour is every hour of real time, forward": (
        "0 * * * *",
        "Europe/Berlin",
        "2027-03-27T23:30",
        ["2027-03-28T00:00", "2027-03-28T01:00", "2027-03-28T02:00"],
    ),
    "every hour is every hour of real time, back": (
        "0 * * * *",
        "Europe/Berlin",
        "2027-10-30T23:30",
        ["2027-10-31T00:00", "2027-10-31T01:00", "2027-10-31T02:00"],
    ),
    "Havana: midnight twice": (
        "0 0 * * *",
        "America/Havana",
        "2026-10-31T12:00",
        ["2026-11-01T04:00", "2026-11-02T05:00"],
    ),
    "Havana: midnight twice, by step": (
        "*/30 0 * * *",
        "America/Havana",
        "2026-10-31T12:00",
        ["2026-11-01T04:00", "2026-11-01T04:30", "2026-11-01T05:00", "2026-11-01T05:30"],
    ),
    "Havana: no midnight": (
        "0,30 0 * * *",
        "America/Havana",
        "2026-03-07T12:00",
        ["2026-03-08T05:00", "2026-03-09T04:00"],
    ),
    "St John's: midnight twice, a minute apart from the change": (
        "0 0 * * *",
        "America/St_Johns",
        "2010-11-06T12:00",
        ["2010-11-07T02:30", "2010-11-08T03:30"],
    ),
    "St John's: the clock goes back into yesterday": (
        "30 23 * * *",
        "America/St_Johns",
        "2010-11-06T12:00",
        ["2010-11-07T02:00", "2010-11-08T03:00"],
    ),
    "St John's: back into yesterday, by step": (
        "*/30 23 * * *",
        "America/St_Johns",
        "2010-11-06T12:00",
        ["2010-11-07T01:30", "2010-11-07T02:00", "2010-11-07T03:00", "2010-11-08T02:30"],
    ),
    "St John's: two hours at 00:01": (
        "30 1 * * *",
        "America/St_Johns",
        "1988-04-02T12:00",
        ["1988-04-03T03:31", "1988-04-04T03:00"],
    ),
    "Nuuk: a gap that ends at midnight": (
        "30 23 * * *",
        "America/Nuuk",
        "2024-03-30T12:00",
        ["2024-03-31T01:00", "2024-04-01T00:30"],
    ),
    "Nuuk: what the gap moves meets what midnight has": (
        "0,30 23,0 * * *",
        "America/Nuuk",
        "2024-03-30T12:00",
        ["2024-03-31T01:00", "2024-03-31T01:30", "2024-04-01T00:00"],
    ),
    "Pyongyang: a gap of 30 minutes up to midnight": (
        "45 23 * * *",
        "Asia/Pyongyang",
        "2018-05-04T12:00",
        ["2018-05-04T15:00", "2018-05-05T14:45"],
    ),
    "Pyongyang: from midnight back by 30 minutes": (
        "45 23 * * *",
        "Asia/Pyongyang",
        "2015-08-14T12:00",
        ["2015-08-14T14:45", "2015-08-15T15:15"],
    ),
    "Kathmandu: 15 minutes after midnight": (
        "5 0 * * *",
        "Asia/Kathmandu",
        "1985-12-31T12:00",
        ["1985-12-31T18:30", "1986-01-01T18:20"],
    ),
    "Lord Howe: forward by 30 minutes": (
        "15 2 * * *",
        "Australia/Lord_Howe",
        "2026-10-03T12:00",
        ["2026-10-03T15:30", "2026-10-04T15:15"],
    ),
    "Lord Howe: the hour has no full hour": (
        "0 * * * *",
        "Australia/Lord_Howe",
        "2026-10-03T14:00",
        ["2026-10-03T14:30", "2026-10-03T16:00"],
    ),
    "Lord Howe: back by 30 minutes": (
        "45 1 * * *",
        "Australia/Lord_Howe",
        "2026-04-04T12:00",
        ["2026-04-04T14:45", "2026-04-05T15:15"],
    ),
    "Lord Howe: back by 30 minutes, by step": (
        "*/15 1 * * *",
        "Australia/Lord_Howe",
        "2026-04-04T14:20",
        ["2026-04-04T14:30", "2026-04-04T14:45", "2026-04-04T15:00", "2026-04-04T15:15"],
    ),
    "Lord Howe: the hour after the fold, by step": (
        "*/30 2 * * *",
        "Australia/Lord_Howe",
        "2026-04-04T12:00",
        ["2026-04-04T15:30", "2026-04-04T16:00"],
    ),
    "Havana: no midnight, by step of hours": (
        "*/30 */2 * * 0",
        "America/Havana",
        "2026-03-07T12:00",
        ["2026-03-08T06:00", "2026-03-08T06:30"],
    ),
    "Troll: two hours forward": (
        "30 1,2 * * *",
        "Antarctica/Troll",
        "2026-03-28T12:00",
        ["2026-03-29T01:00", "2026-03-29T23:30", "2026-03-30T00:30"],
    ),
    "Troll: two hours back": (
        "30 1,2 * * *",
        "Antarctica/Troll",
        "2026-10-24T12:00",
        ["2026-10-24T23:30", "2026-10-25T00:30", "2026-10-26T01:30"],
    ),
    "Casey: three hours forward at 00:01": (
        "30 1 * * *",
        "Antarctica/Casey",
        "2020-10-03T12:00",
        ["2020-10-03T16:01", "2020-10-04T14:30"],
    ),
    "Casey: three hours back": (
        "30 2 * * *",
        "Antarctica/Casey",
        "2018-03-10T12:00",
        ["2018-03-10T15:30", "2018-03-11T18:30"],
    ),
    "São Paulo: no midnight": (
        "0 0 * * *",
        "America/Sao_Paulo",
        "2018-11-03T12:00",
        ["2018-11-04T03:00", "2018-11-05T02:00"],
    ),
    "São Paulo: from midnight back into yesterday": (
        "30 23 * * *",
        "America/Sao_Paulo",
        "2018-02-17T12:00",
        ["2018-02-18T01:30", "2018-02-19T02:30"],
    ),
    "Apia: a day that never was": (
        "0 12 * * *",
        "Pacific/Apia",
        "2011-12-29T23:00",
        ["2011-12-30T10:00", "2011-12-30T22:00"],
    ),
    "six fields are as fixed as five": (
        "0 30 2 * * *",
        "Europe/Berlin",
        "2027-03-27T12:00",
        ["2027-03-28T01:00", "2027-03-29T00:30"],
    ),
}


@pytest.mark.parametrize("name", TRAPS)
def test_trap(name: str) -> None:
    text, zone, after, expected = TRAPS[name]
    assert occurrences(text, zone, after, len(expected)) == expected


# where cronsim answers otherwise, and why the rules in docs speak for ours
CRONSIM_DIFFERS = {
    "from inside the second pass": "it goes back to the first pass, before its own start",
    "six fields are as fixed as five": "it treats no six fields as a fixed time",
    "Lord Howe: the hour after the fold, by step": "it counts full hours and so comes past 02:00",
    "Havana: no midnight, by step of hours": "it takes 01:00 for the midnight that does not exist",
}


@pytest.mark.parametrize("name", CRONSIM_DIFFERS)
def test_known_difference_from_cronsim(name: str) -> None:
    text, zone, after, expected = TRAPS[name]
    assert by_cronsim(text, zone, after, len(expected)) != expected, CRONSIM_DIFFERS[name]


def test_cronsim_reads_a_range_of_one_with_a_step_as_open_ended() -> None:
    """``3-3/5`` is minute 3 alone, as in Vixie cron."""
    assert by_cronsim("3-3/5 0 * * *", "UTC", "2026-01-01T00:03", 1) == ["2026-01-01T00:08"]
    assert occurrences("3-3/5 0 * * *", "UTC", "2026-01-01T00:03", 1) == ["2026-01-02T00:03"]
