"""The end of a run's output, as far as a page shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from lsh.engine.output import last_line, tail


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (b"", ""),
        (b"one\ntwo\n", "one\ntwo\n"),
        (b"first line\nsecond line\n", "second line\n"),  # 16 bytes begin amid the first
        (b"a single long line of text", "ong line of text"),
        ("ä".encode() * 9, "ä" * 8),
        (b"x\xff\n", "x�\n"),
    ],
)
def test_it_begins_with_a_line_where_there_is_one(
    tmp_path: Path, written: bytes, shown: str
) -> None:
    log = tmp_path / "log"
    log.write_bytes(written)
    assert tail(log, 16) == shown


def test_without_a_log_nothing_was_said(tmp_path: Path) -> None:
    assert tail(tmp_path / "none") == ""
    assert last_line(tmp_path / "none", {}) is None


def test_the_last_line_that_says_something_masked_and_cut(tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_text(f"begin\n  token s3cr3tvalue\x07 {'x' * 300}  \n\n \n")
    line = last_line(log, {"API_TOKEN": "s3cr3tvalue"})
    assert line is not None
    assert line.startswith("token [masked]  xxx")
    assert len(line) == 200
