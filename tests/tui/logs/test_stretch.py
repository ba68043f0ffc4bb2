"""A log that is rotated while it is read: bytes keep their addresses, whatever the spawner does."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lsh.client.logs import rotated
from lsh.spawner.logcap import LogKeeper
from lsh.tui.logs.stretch import LogFile

CAP = 400

ANEW = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # each example writes its own file


def append(path: Path, data: bytes) -> None:
    with path.open("ab") as file:
        file.write(data)


def rotate(path: Path) -> None:
    """As the spawner does it."""
    run = SimpleNamespace(key=(1, 1), log=str(path), log_cap=CAP, log_rotated=0)
    complaints: list[str] = []
    keeper = LogKeeper(complaints.append)
    keeper.check(run)  # type: ignore[arg-type]
    while keeper.busy:
        keeper.step()
    assert not complaints


def kept(log: LogFile) -> bytes:
    return log.now.read(log.now.start, log.now.end)


def without_note(data: bytes) -> bytes:
    """What was printed, without what the spawner says of what it left out."""
    return data.partition(b"]\n")[2] if data.startswith(b"[lsh:") else data


def numbered(count: int, start: int = 0) -> bytes:
    return b"".join(b"%09d\n" % number for number in range(start, start + count))


@ANEW
@given(st.lists(st.integers(0, 90), max_size=12))
def test_each_byte_keeps_its_address(tmp_path: Path, parts: list[int]) -> None:
    """Looked at after each part that is written and each rotation, as somebody who follows does."""
    path = tmp_path / "log"
    path.write_bytes(b"")
    rotated(path).unlink(missing_ok=True)
    log = LogFile(path)
    written = b""
    for part in parts:
        more = numbered(part, len(written) // 10)
        append(path, more)
        written += more
        log.look()
        assert log.now.end == len(written)
        rotate(path)
        log.look()
        assert log.now.end == len(written), "the end stays where it was"
        data = without_note(kept(log))
        assert written.endswith(data)
        assert len(data) >= min(len(written), CAP // 2)


def test_a_rotation_that_nobody_saw(tmp_path: Path) -> None:
    """The file is larger again than it was: only LOG.1 tells."""
    path = tmp_path / "log"
    append(path, numbered(21))
    log = LogFile(path)
    rotate(path)
    append(path, numbered(30, 21))
    assert log.look()
    assert without_note(kept(log)) == numbered(50, 1)
    assert log.now.end == 510


def test_two_rotations_between_two_looks(tmp_path: Path) -> None:
    """What was known is gone: nothing that is read now may stand where other bytes stood."""
    path = tmp_path / "log"
    append(path, numbered(21))
    log = LogFile(path)
    log.look()
    for start in (21, 42):
        rotate(path)
        append(path, numbered(21, start))
    before = log.now.end
    assert log.look()
    assert log.now.start >= before
    assert without_note(kept(log)) == numbered(41, 22)


def test_emptied_by_somebody_else(tmp_path: Path) -> None:
    path = tmp_path / "log"
    append(path, b"one\n")
    log = LogFile(path)
    path.write_bytes(b"2\n")
    assert not log.look(), "it may be the moment before LOG.1 appears"
    assert log.look()
    assert kept(log) == b"2\n"
    assert log.now.start == 4
    path.unlink()
    log.look()
    assert log.look()
    assert kept(log) == b""


def test_the_older_part_goes(tmp_path: Path) -> None:
    path = tmp_path / "log"
    rotated(path).write_bytes(b"old\n")
    append(path, b"new\n")
    log = LogFile(path)
    assert kept(log) == b"old\nnew\n"
    rotated(path).unlink()
    assert log.look()
    assert kept(log) == b"new\n"


def test_no_log_and_then_one(tmp_path: Path) -> None:
    path = tmp_path / "log"
    log = LogFile(path)
    assert not log.look()
    assert kept(log) == b""
    append(path, b"here\n")
    assert log.look()
    assert kept(log) == b"here\n"
