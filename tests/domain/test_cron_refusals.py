"""What the cron parser refuses, and that it names the field and the reason."""

from __future__ import annotations

import pytest

from lsh.domain.cron import CronExpression
from lsh.domain.errors import InvalidInput

REFUSED = [
    # text, what the message must name, what the hint must name
    ("60 * * * *", "minute: 60 is out of range 0-59", None),
    ("* 24 * * *", "hour: 24 is out of range 0-23", None),
    ("* * 0 * *", "day of month: 0 is out of range 1-31", None),
    ("* * 32 * *", "day of month: 32 is out of range 1-31", None),
    ("* * * 13 *", "month: 13 is out of range 1-12", None),
    ("* * * * 8", "weekday: 8 is out of range 0-7", None),
    ("60 * * * * *", "second: 60 is out of range 0-59", None),
    ("99999999999999999999 * * * *", "out of range", None),
    # reversed ranges
    ("5-1 * * * *", "minute: the range 5-1 runs backwards", "5-59,0-1"),
    ("* 22-5 * * *", "hour: the range 22-5 runs backwards", "22-23,0-5"),
    ("* * 20-10 * *", "day of month: the range 20-10", "20-31,1-10"),
    ("* * * NOV-FEB *", "month: the range NOV-FEB", None),
    ("* * * * FRI-MON", "weekday: the range FRI-MON", "FRI-7,MON"),
    ("* * * * SAT-SUN", "weekday: the range SAT-SUN", "SAT-7"),
    # steps
    ("*/0 * * * *", "minute: a step of 0", None),
    ("1-5/0 * * * *", "minute: a step of 0", None),
    ("*/ * * * *", "minute: a value is missing", None),
    ("*/-5 * * * *", "minute: the step of '*/-5' is not a number", None),
    ("*/2/3 * * * *", "minute: the step of '*/2/3' is not a number", None),
    # signs, underscores, digits of other scripts, fractions
    ("-5 * * * *", "minute: '-5' is neither a number nor a range; signs", None),
    ("+5 * * * *", "minute: '+5' is not a number", None),
    ("1_0 * * * *", "minute: '1_0' is not a number", None),
    ("١ * * * *", "minute: '١' is not a number", None),
    ("１ * * * *", "minute: '１' is not a number", None),
    ("² * * * *", "minute: '²' is not a number", None),
    ("* * * * ſun", "weekday: 'ſun' is not a number", None),  # its capitals would be SUN
    ("1.5 * * * *", "minute: '1.5' is not a number", None),
    ("1--5 * * * *", "minute: '1--5' is neither", None),
    ("1-2-3 * * * *", "minute: '1-2-3' is neither", None),
    ("** * * * *", "minute: '**' is not a number", None),
    # lists
    ("1, * * * *", "minute: a value is missing", None),
    (",1 * * * *", "minute: a value is missing", None),
    ("1,,2 * * * *", "minute: a value is missing", None),
    # names
    ("* * * * MUN", "weekday: 'MUN' is not a number", "did you mean"),
    ("* * * JANUARY *", "month: 'JANUARY' is not a number", "did you mean JAN?"),
    ("* * * MON *", "month: 'MON' is not a number", None),
    ("MON * * * *", "minute: 'MON' is not a number", None),
    # L, LW, #
    ("* * L-3 * *", "day of month: 'L' is not a number", None),
    ("* * L/2 * *", "day of month: 'L' is not a number", None),
    ("L * * * *", "minute: 'L' is not a number", None),
    ("* * * * L", "weekday: a value is missing", None),
    ("* * * * FRIL", "weekday: FRIL needs the weekday as a number", "5L"),
    ("* * * * 5#6", "weekday: 5#6: after '#' comes 1 to 5", None),
    ("* * * * 5#0", "weekday: 5#0", None),
    ("* * * * 5#", "weekday: 5#", None),
    ("* * * * 9#1", "weekday: 9 is out of range", None),
    ("* * 5#2 * *", "day of month: '5#2' is not a number", None),
    # question marks
    ("? * * * *", "minute: '?' is not a number", None),
    # the number of fields
    ("* * * *", "this one has 4", None),
    ("0 0 12 * * ? 2030", "this one has 7", "year"),
    ("", "this one has 0", None),
    ("@dayly", "'@dayly' is not a known nickname", "@daily"),
    ("@never", "'@never' is not a known nickname", None),
    # dates that never come
    ("0 0 30 2 *", "day of month: no date ever matches '0 0 30 2 *'", "days that its months have"),
    ("0 0 31 4,6,9,11 *", "day of month: no date ever", None),
    ("0 0 30 2 */2", "day of month: no date ever", None),
    ("0 0 LW * */7", "day of month: no date ever", None),
    ("0 0 */31 * 5#2", "day of month: no date ever", None),
    ("* " * 600, "longer than 1000", None),
]


@pytest.mark.parametrize(("text", "message", "hint"), REFUSED, ids=[r[0][:30] for r in REFUSED])
def test_refused_with_the_field_and_the_reason(text: str, message: str, hint: str | None) -> None:
    with pytest.raises(InvalidInput) as refusal:
        CronExpression.parse(text)
    assert message in refusal.value.message
    if hint:
        assert hint in (refusal.value.hint or "")


@pytest.mark.parametrize(
    ("text", "same_as"),
    [
        ("0 0 * * sun", "0 0 * * 0"),
        ("0 0 * * 7", "0 0 * * 0"),
        ("0 0 * * 5-7", "0 0 * * 0,5,6"),
        ("0 0 * JAN-mar *", "0 0 * 1-3 *"),
        ("0 0 ? * 1", "0 0 * * 1"),
        ("0 0 1 * ?", "0 0 1 * *"),
        ("5/15 * * * *", "5,20,35,50 * * * *"),
        ("10-30/10 * * * *", "10,20,30 * * * *"),
        ("3-3/5 * * * *", "3 * * * *"),
        ("*/90 * * * *", "0 * * * *"),
        ("0 0 * * */7", "0 0 * * 0"),
        ("0 0 * * 1/2", "0 0 * * 0,1,3,5"),
        ("  0   0\t* * *  ", "0 0 * * *"),
        ("007 * * * *", "7 * * * *"),
        ("@hourly", "0 * * * *"),
        ("@Daily", "0 0 * * *"),
        ("@midnight", "0 0 * * *"),
        ("@weekly", "0 0 * * 0"),
        ("@monthly", "0 0 1 * *"),
        ("@yearly", "0 0 1 1 *"),
        ("@annually", "0 0 1 1 *"),
        ("0 30 2 * * *", "30 2 * * *"),
    ],
)
def test_two_ways_to_write_one_schedule(text: str, same_as: str) -> None:
    one, other = CronExpression.parse(text), CronExpression.parse(same_as)
    for compiled in ("seconds", "minutes", "hours", "months", "days", "first_time"):
        assert getattr(one, compiled) == getattr(other, compiled), compiled


def test_equal_expressions_share_one_object() -> None:
    assert CronExpression.parse("1 2 3 4 *") is CronExpression.parse(" 1  2 3 4 *")


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        ("30 2 * * *", True),
        ("0-59/5 2 * * *", True),
        ("30 1-23/2 * * *", True),
        ("0 30 2 * * *", True),
        ("* 2 * * *", False),
        ("*/5 2 * * *", False),
        ("30 * * * *", False),
        ("30 */2 * * *", False),
        ("*/10 30 2 * * *", False),
    ],
)
def test_fixed_time_is_what_begins_with_no_star(text: str, fixed: bool) -> None:
    assert CronExpression.parse(text).is_fixed_time is fixed
