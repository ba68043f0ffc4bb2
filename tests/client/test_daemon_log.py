"""Lines of the daemon's log, whoever wrote them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from lsh.client.daemon_log import entries, written_at


def test_what_is_no_entry_is_a_message() -> None:
    data = b'{"message": "a", "level": "info"}\n\n \n["x"]\n{"at": 3}\n{"cut sho\xff\n'
    assert list(entries(data)) == [
        {"message": "a", "level": "info"},
        {"message": '["x"]'},
        {"message": '{"at": 3}'},
        {"message": '{"cut sho\ufffd'},
    ]


def test_when_it_was_written() -> None:
    at = {"at": "2026-11-22T06:30:01.250+00:00"}
    assert written_at(at) == datetime(2026, 11, 22, 6, 30, 1, 250_000, tzinfo=UTC)


@pytest.mark.parametrize("entry", [{}, {"at": 7}, {"at": "once"}, {"at": None}])
def test_when_nobody_knows(entry: dict[str, Any]) -> None:
    assert written_at(entry) is None
