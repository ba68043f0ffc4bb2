"""Lines found from any address are the same lines, whatever a log holds; and nothing is read for long."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lsh.tui.logs import lines as module
from lsh.tui.logs.lines import Line, Lines
from lsh.tui.logs.stretch import LogFile

BLOCK = 8
# letters, a letter of two bytes and one of four, bytes that are no text, many newlines and few
BYTES = st.binary(max_size=60) | st.text("ab\né😀", max_size=40).map(str.encode)

ANEW = settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)  # each example writes its own file


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BLOCK", BLOCK)


def starts(data: bytes) -> list[int]:
    """Where lines begin, by the rule as it is written down."""
    found = {0} | {place + 1 for place, byte in enumerate(data) if byte == ord("\n")}
    for edge in range(BLOCK, len(data), BLOCK):
        if b"\n" not in data[edge - BLOCK : edge]:
            cut = edge
            while cut < edge + 3 and cut < len(data) and data[cut] & 0xC0 == 0x80:
                cut += 1
            found.add(cut)
    return sorted(place for place in found if place < len(data))


@ANEW
@given(BYTES)
def test_from_every_address(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "log"
    path.write_bytes(data)
    lines = Lines(LogFile(path))
    edges = starts(data)
    expected = [Line(a, b) for a, b in zip(edges, [*edges[1:], len(data)], strict=False)]
    for address in range(len(data)):
        (holding,) = [line for line in expected if line.start <= address < line.end]
        assert lines.at(address) == holding
    for line, following in pairwise(expected):
        assert lines.after(line) == following
        assert lines.before(following) == line
    assert (lines.first(), lines.last()) == ((expected[0], expected[-1]) if data else (None, None))
    if expected:
        assert lines.before(expected[0]) is None
        assert lines.after(expected[-1]) is None
        assert b"".join(lines.read(*line) for line in expected) == data
        assert lines.data(expected[0]) == data[: expected[0].end].removesuffix(b"\n")


def test_a_line_that_grows(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"one\ntw")
    log = LogFile(path)
    lines = Lines(log)
    assert [lines.data(line) for line in (lines.first(), lines.last()) if line] == [b"one", b"tw"]
    with path.open("ab") as file:
        file.write(b"o\n")
    assert log.look()
    last = lines.last()
    assert last is not None
    assert lines.data(last) == b"two"
