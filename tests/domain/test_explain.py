"""Schedules told to people: golden sentences, notes at clock changes, warnings."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lsh.domain.explain import describe, lint, upcoming
from lsh.domain.trigger import parse_trigger

from .oracle import ANCHOR, SHIFTS
from .strategies import ANY

SPRING = datetime(2027, 3, 26, 12, tzinfo=UTC)
AUTUMN = datetime(2027, 10, 30, 12, tzinfo=UTC)

SENTENCES = {
    "* * * * *": "every minute",
    "*/5 * * * *": "every 5 minutes",
    "*/7 * * * *": "every 7th minute of every hour",
    "0 * * * *": "at minute 0 of every hour",
    "5,10,20 * * * *": "at minutes 5, 10 and 20 of every hour",
    "0-29 * * * *": "at minutes 0 to 29 of every hour",
    "30 2 * * *": "at 02:30 every day",
    "0,30 8,17 * * *": "at 08:00, 08:30, 17:00 and 17:30 every day",
    "0 */6 * * *": "at 00:00, 06:00, 12:00 and 18:00 every day",
    "0 */2 * * *": "at minute 0 of every 2nd hour",
    "5/20 1-23/2 * * *": "at minutes 5, 25 and 45 of every 2nd hour from 1 to 23",
    "15 9-17 * * *": "at minute 15 of hours 9 to 17",
    "* 2 * * *": "every minute from 02:00 to 02:59",
    "*/5 9-17 * * MON-FRI": "every 5 minutes from 09:00 to 17:59 on Monday to Friday",
    "0 22-23,0-5 * * *": "at minute 0 of hours 0 to 5, 22 and 23",
    "0 0 13 * FRI": "at 00:00 on the 13th of the month OR on Friday",
    "0 0 13 6 FRI": "at 00:00 on the 13th of the month OR on Friday, in June",
    "0 0 */2 * MON": ("at 00:00 on every 2nd day from the 1st of the month if that is also Monday"),
    "0 0 1-31 * 1": "at 00:00 every day",
    "0 9 1,15 6-8 *": "at 09:00 on the 1st and 15th of June to August",
    "0 9 * 6-8 *": "at 09:00 every day in June to August",
    "0 0 2,3,21-23 * *": "at 00:00 on the 2nd, 3rd and 21st to 23rd of every month",
    "0 0 L * *": "at 00:00 on the last day of every month",
    "0 0 LW 3 *": "at 00:00 on the last weekday (Monday to Friday) of March",
    "0 9 * * 5#2": "at 09:00 on the 2nd Friday of the month",
    "0 9 * * 1,5L": "at 09:00 on Monday and the last Friday of the month",
    "0 12 * JAN,DEC SAT,SUN": "at 12:00 on Saturday and Sunday, in January and December",
    "@weekly": "at 00:00 on Sunday",
    "@yearly": "at 00:00 on the 1st of January",
    "* * * * * *": "every second",
    "*/10 * * * * *": "every 10 seconds",
    "*/10 */5 * * * *": "every 10 seconds of every 5th minute of every hour",
    "30 */5 * * * *": "at second 30 of every 5th minute of every hour",
    "15 30 2 * * *": "at 02:30:15 every day",
    "* * 9-17 * * *": "every second from 09:00 to 17:59",
}


@pytest.mark.parametrize("text", SENTENCES)
def test_cron_sentence(text: str) -> None:
    trigger = parse_trigger(text, "Europe/Berlin", anchor=ANCHOR)
    assert describe(trigger) == f"{SENTENCES[text]}, Europe/Berlin"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("every 90m", "every 1h30m, counted from 2024-01-01 00:00:00Z"),
        ("at 2026-12-01T10:00", "once, at 2026-12-01 10:00:00, Europe/Berlin"),
        ("at 2026-12-01T10:00Z", "once, at 2026-12-01 11:00:00, Europe/Berlin"),
        ("@reboot", "once after each start of the machine"),
        ("", "only when run by hand"),
    ],
)
def test_sentence(text: str, sentence: str) -> None:
    assert describe(parse_trigger(text, "Europe/Berlin", anchor=ANCHOR)) == sentence


def notes(text: str, after: datetime, count: int) -> list[tuple[str, str | None]]:
    trigger = parse_trigger(text, "Europe/Berlin", anchor=ANCHOR)
    return [(u.local.strftime("%d %H:%M%z"), u.note) for u in upcoming(trigger, after, count)]


def test_upcoming_names_the_gap() -> None:
    assert notes("30 2 * * *", SPRING, 3) == [
        ("27 02:30+0100", None),
        (
            "28 03:00+0200",
            "02:30 does not exist on 2027-03-28 (clocks go forward 1h); runs at 03:00",
        ),
        ("29 02:30+0200", None),
    ]


def test_upcoming_names_what_the_gap_leaves_out() -> None:
    assert notes("*/30 2 * * *", SPRING + timedelta(days=1), 1) == [
        (
            "29 02:00+0200",
            "02:00 and 02:30 do not exist on 2027-03-28 (clocks go forward 1h); left out",
        )
    ]


def test_up_to_three_times_are_named_and_more_are_counted() -> None:
    def told(text: str) -> str | None:
        return notes(text, SPRING + timedelta(days=1), 1)[0][1]

    three = "02:00, 02:20 and 02:40 do not exist on 2027-03-28 (clocks go forward 1h); left out"
    assert told("*/20 2 * * *") == three
    four = "4 times from 02:00 to 02:45 do not exist on 2027-03-28 (clocks go forward 1h); left out"
    assert told("*/15 2 * * *") == four


def test_upcoming_tells_the_two_passes_apart() -> None:
    back = "comes twice on 2027-10-31 (clocks go back 1h)"
    assert notes("*/30 2 * * *", AUTUMN, 5) == [
        ("31 02:00+0200", f"the first time: {back}"),
        ("31 02:30+0200", f"the first time: {back}"),
        ("31 02:00+0100", f"the second time: {back}"),
        ("31 02:30+0100", f"the second time: {back}"),
        ("01 02:00+0100", None),
    ]
    assert notes("30 2 * * *", AUTUMN, 1) == [
        ("31 02:30+0200", f"the first and only time: {back}"),
    ]


def test_upcoming_ends_where_the_trigger_does() -> None:
    assert notes("at 2027-03-28T02:30", SPRING, 5) == [
        (
            "28 03:00+0200",
            "02:30 does not exist on 2027-03-28 (clocks go forward 1h); runs at 03:00",
        )
    ]
    assert notes("@reboot", SPRING, 5) == []


WARNINGS = {
    "30 4 * * *": [],
    "*/5 * * * *": [],
    "30 2 * * *": [
        "02:30 does not exist on 2027-03-28 (clocks go forward 1h); runs at 03:00",
        "02:30 comes twice on 2027-10-31 (clocks go back 1h); runs the first time only",
    ],
    "0-59/5 2 * * *": [
        "12 times from 02:00 to 02:55 do not exist on 2027-03-28 (clocks go forward 1h);"
        " run once, at 03:00",
        "12 times from 02:00 to 02:55 come twice on 2027-10-31 (clocks go back 1h);"
        " run the first time only",
    ],
    "0 */2 * * *": [
        "02:00 does not exist on 2027-03-28 (clocks go forward 1h); left out",
        "02:00 comes twice on 2027-10-31 (clocks go back 1h); runs both times",
    ],
    "0 12 13 * FRI": ["day of month (13) and weekday (FRI) are both restricted: it runs on either"],
    "*/7 * * * *": ["*/7 minutes is uneven at the hour: 56 is followed by 0, 4 minutes later"],
    "0 */5 * * *": ["*/5 hours is uneven at the day: 20 is followed by 0, 4 hours later"],
    "0 12 */2 * *": [
        "*/2 days is uneven at the end of a month: it begins again on the 1st",
    ],
    "0 12 31 * *": ["not every month has the 31st; L is the last day of each"],
    "0 12 31 1,3 *": [],
    "0 12 29 2 *": ["29 February comes in leap years only"],
    "0 12 1 1 2": ["day of month (1) and weekday (2) are both restricted: it runs on either"],
    "0 12 29 2 */7": [
        "29 February comes in leap years only",
        "it does not come before 2032-02-29",
    ],
    "every 1d": ["an interval is elapsed time: its hour of day moves when clocks change"],
    "every 1h": [],
    "at 2027-03-28T02:30": [
        "02:30 does not exist on 2027-03-28 (clocks go forward 1h); runs at 03:00"
    ],
    "at 2027-10-31T02:30": ["this time comes twice; it runs the first time"],
    "at 2026-01-01T12:00": ["this time is past: it never runs"],
}


@pytest.mark.parametrize("text", WARNINGS)
def test_lint(text: str) -> None:
    trigger = parse_trigger(text, "Europe/Berlin", anchor=ANCHOR)
    assert lint(trigger, SPRING) == WARNINGS[text]


def test_lint_over_midnight_names_the_day() -> None:
    trigger = parse_trigger("30 23 * * *", "America/Nuuk", anchor=ANCHOR)
    gap, fold = lint(trigger, datetime(2024, 3, 1, tzinfo=UTC))
    assert gap == (
        "23:30 does not exist on 2024-03-30 (clocks go forward 1h); runs at 00:00 on 2024-03-31"
    )
    assert fold == "23:30 comes twice on 2024-10-26 (clocks go back 1h); runs the first time only"


@settings(max_examples=100, deadline=None)
@given(text=ANY, zone=st.sampled_from(sorted(SHIFTS)))
def test_every_schedule_can_be_told(text: str, zone: str) -> None:
    trigger = parse_trigger(text, zone, anchor=ANCHOR)
    sentence = describe(trigger)
    assert sentence.endswith(f", {zone}")
    assert sentence.isprintable()
    assert "  " not in sentence
    assert all(line.isprintable() for line in lint(trigger, SPRING))
    ahead = upcoming(trigger, SPRING, 3)
    assert [u.at for u in ahead] == [u.local.astimezone(UTC) for u in ahead]
