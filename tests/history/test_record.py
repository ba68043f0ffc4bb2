"""Records as bytes: what makes sense is read, what does not is counted, nothing crashes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsh.history.record import (
    COMMAND_LIMIT,
    END,
    MARK,
    Continued,
    Ended,
    Ran,
    Started,
    parse,
    part,
)

AT = b"1700000000000000"


def command(
    text: bytes, *, session: bytes = b"s-1", at: bytes = AT, took: bytes = b"1500000"
) -> bytes:
    return MARK + b"\x1f".join((b"command", session, at, took, b"3", b"/here", text))


def test_each_kind() -> None:
    assert parse(command(b"ls -l")) == (
        Ran("s-1", 1_700_000_000_000_000, 1.5, 3, "/here", "ls -l"),
        0,
    )
    begun = MARK + b"\x1f".join(
        (b"start", b"s-1", AT, b"zsh", b"42", b"box", b"/", b"TERM=xterm", b"AWS_SECRET=x")
    )
    assert parse(begun) == (
        Started("s-1", 1_700_000_000_000_000, "zsh", 42, "box", "/", {"TERM": "xterm"}),
        0,
    )
    ended = MARK + b"end\x1fs-1\x1f" + AT
    assert parse(ended) == (Ended("s-1", 1_700_000_000_000_000), 0)
    assert parse(part("s-1", "abc").removesuffix(END)) == (Continued("s-1"), 0)
    assert parse(b"") == (None, 0)


def test_a_command_may_hold_any_byte() -> None:
    record, skipped = parse(command(b"a\x1fb\n\xffc " + MARK + b"d"))
    assert isinstance(record, Ran)
    assert record.command == "a\x1fb\n\\xffc \x1elsh1\x1fd"
    assert skipped == 0


def test_a_record_that_was_cut_off_costs_itself_alone() -> None:
    record, skipped = parse(command(b"half of it")[:-4] + command(b"whole"))
    assert isinstance(record, Ran)
    assert (record.command, skipped) == ("whole", 1)
    record, skipped = parse(MARK + b"comm" + command(b"whole"))
    assert isinstance(record, Ran)
    assert (record.command, skipped) == ("whole", 1)


@pytest.mark.parametrize(
    "data",
    [
        b"garbage",
        MARK,
        MARK + b"unheard-of\x1fs-1",
        command(b""),
        command(b" hidden"),
        command(b"ls", session=b"../../etc"),
        command(b"ls", at=b"never"),
        command(b"ls", at=b"-1"),
        command(b"ls", at=b"9" * 40),
        MARK + b"end\x1fs-1",
    ],
)
def test_nonsense_is_counted(data: bytes) -> None:
    assert parse(data) == (None, 1)


def test_what_cannot_be_is_left_out() -> None:
    record, _ = parse(command(b"ls", took=b"-5"))
    assert isinstance(record, Ran)
    assert record.duration is None
    record, _ = parse(command(b"x" * 100_000))
    assert isinstance(record, Ran)
    assert len(record.command) == COMMAND_LIMIT


@given(st.binary(max_size=200))
def test_no_bytes_crash_it(data: bytes) -> None:
    for given_data in (data, MARK + data, MARK + b"command\x1f" + data, MARK + b"start\x1f" + data):
        record, skipped = parse(given_data)
        assert record is not None or skipped or not given_data
