"""Reading a log while it grows, is rotated, and is not there yet."""

from __future__ import annotations

from pathlib import Path

from lsh.client.logs import LogReader, last_lines, whole


def test_each_byte_is_read_once(tmp_path: Path) -> None:
    log = tmp_path / "1.1.log"
    reader = LogReader(log)
    assert reader.read() == b""
    log.write_bytes(b"one\n")
    assert reader.read() == b"one\n"
    with log.open("ab") as file:
        file.write(b"two\n")
    assert reader.read() == b"two\n"
    assert reader.read() == b""


def test_rotation_loses_nothing(tmp_path: Path) -> None:
    log = tmp_path / "1.1.log"
    log.write_bytes(b"one\n")
    reader = LogReader(log)
    assert reader.read() == b"one\n"
    # what the spawner does: copy, then truncate, and the run goes on writing
    reader.rotated.write_bytes(b"one\ntwo\n")
    log.write_bytes(b"3\n")
    assert reader.read() == b"two\n3\n"
    assert whole(log) == b"one\ntwo\n3\n"


def test_following_goes_on_where_the_whole_has_ended(tmp_path: Path) -> None:
    log = tmp_path / "1.1.log"
    reader = LogReader(log)
    reader.rotated.write_bytes(b"older\n")
    log.write_bytes(b"old\n")
    assert reader.read_kept() == b"older\nold\n"
    with log.open("ab") as file:
        file.write(b"new\n")
    assert reader.read() == b"new\n"
    assert reader.read() == b""


def test_last_lines() -> None:
    assert last_lines(b"a\nb\nc", 2) == b"b\nc"
    assert last_lines(b"a\nb\n", 0) == b""
    assert last_lines(b"a\n", 5) == b"a\n"
