from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsh.domain.message import LIMIT, cause_of, normalise, without_paths


@pytest.mark.parametrize(
    ("message", "cause"),
    [
        ("no space left, 13 bytes free", "no space left, N bytes free"),
        ("took 1,234.5 of 60 seconds", "took N of N seconds"),
        ("connect to 10.0.0.7:5432 refused", "connect to <address> refused"),
        ("at 0x7ffdeadbeef", "at <hex>"),
        ("object 9f86d081884c7d65 is gone", "object <hex> is gone"),
        ("job 123e4567-e89b-12d3-a456-426614174000 lost", "job <id> lost"),
        ("2026-11-22T06:30:00Z late", "<time> late"),
        ("[2026-11-22 06:30:00,123] late", "[<time>] late"),
        ("at 06:30:00 late", "at <time> late"),
        ("cannot read /tmp/tmpab12cd/x.csv: gone", "cannot read /tmp/…: gone"),
        ("/srv/data/orders.csv: gone", "/srv/data/orders.csv: gone"),
        ('relation "orders_2026" does not exist', 'relation "orders_2026" does not exist'),
        ("backup_20261122.tar.gz failed", "backup_N.tar.gz failed"),
        ("exit code 3", "exit code 3"),
        ("exited with status 137", "exited with status 137"),
        ("HTTP 503 from upstream after 30 s", "HTTP 503 from upstream after N s"),
        ("ERROR 1045 (28000): denied", "ERROR 1045 (N): denied"),
        ("killed by signal 9", "killed by signal 9"),
        ("\x1b[31mred\x1b[0m alert", "red alert"),
        ("Traceback:\n  File x\nValueError: 12 is bad\n\n", "ValueError: N is bad"),
        ("  spaced \t out  ", "spaced out"),
        ("", ""),
    ],
)
def test_cause(message: str, cause: str) -> None:
    assert normalise(message) == cause


@pytest.mark.parametrize("template", ["pid {} died", "row {}: bad date", "{} of 9 done", "x={}"])
def test_numbers_do_not_tell_causes_apart(template: str) -> None:
    assert len({normalise(template.format(number)) for number in (1, 22, 4711, 1234567)}) == 1


@given(st.text(max_size=4000))
def test_one_short_printable_line(message: str) -> None:
    cause = normalise(message)
    assert len(cause) <= LIMIT
    assert cause.isprintable()


def test_long_message_is_cut() -> None:
    assert normalise("word " * 100).endswith("word…")


@pytest.mark.parametrize(
    ("known", "cause"),
    [
        ({"error": "boom 7", "reason": "exit code 1"}, "boom N"),
        ({"error": " \n", "reason": "exit code 1"}, "exit code 1"),
        ({"exit_code": 2}, "exit code 2"),
        ({"signal": 9, "exit_code": None}, "signal 9"),
        ({"outcome": "timeout"}, "timeout"),
        ({}, "unknown error"),
    ],
)
def test_what_is_known_best_is_said(known: dict[str, Any], cause: str) -> None:
    nothing = dict.fromkeys(("error", "reason", "exit_code", "signal", "outcome"))
    assert cause_of(**{**nothing, **known}) == cause


@pytest.mark.parametrize(
    ("cause", "shared"),
    [
        ("open /srv/a/b.csv: no such file", "open <path>: no such file"),
        ('link_stat "/data/in box/x" failed', 'link_stat "<path> box/x" failed'),
        ("./run.sh: 3: not found", "<path>: 3: not found"),
        ("~/jobs/a failed", "<path> failed"),
        ("cannot read /tmp/…", "cannot read <path>"),
        ("read/write error, 5 of 7 N/A", "read/write error, 5 of 7 N/A"),
        ("https://example.org/a/b gave 500", "https://example.org/a/b gave 500"),
    ],
)
def test_without_paths(cause: str, shared: str) -> None:
    assert without_paths(cause) == shared
    assert without_paths(shared) == shared
