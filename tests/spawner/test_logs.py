"""Logs stay under their caps, and lose nothing they need not lose."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from lsh.spawner.logcap import LogKeeper
from tests.support.daemon import until

from .harness import Client


def test_a_log_over_half_its_cap_moves_aside(engine: Client) -> None:
    cap = 100_000
    script = "seq 1 12000; sleep 1.5; echo tail; sleep 0.5"
    engine.submit(1, script, log_cap=cap)
    old = Path(f"{engine.log(1)}.1")
    until(old.exists, "the rotation")
    ending = engine.wait_end(1)
    kept = old.read_text().splitlines()
    assert kept[0].startswith("[lsh: ")
    assert kept[-1] == "12000"
    assert engine.log(1).read_text() == "tail\n"
    assert old.stat().st_size + engine.log(1).stat().st_size <= cap
    assert ending["log_bytes"] > 60_000, "what was rotated away counts"


def test_a_fast_talker_is_cut_when_it_ends(engine: Client) -> None:
    cap = 1_000_000
    engine.run(1, "head -c 30000000 /dev/zero", log_cap=cap)
    old = Path(f"{engine.log(1)}.1")
    until(old.exists, "the rotation")
    total = old.stat().st_size + engine.log(1).stat().st_size
    assert total <= cap + 200  # and the note


def test_a_disk_that_is_full_keeps_the_log_and_no_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last write that fits is cut short without an error; only the next one says so."""
    log = tmp_path / "1.1.log"
    log.write_bytes(b"x" * 1000)
    run = SimpleNamespace(key=(1, 1), log=str(log), log_cap=1000, log_rotated=0)
    room = 300

    def write(descriptor: int, data: bytes) -> int:
        nonlocal room
        if not room:
            raise OSError(errno.ENOSPC, "No space left on device")
        part, room = data[:room], max(room - len(data), 0)
        return real(descriptor, part)

    real = os.write
    complaints: list[str] = []
    keeper = LogKeeper(complaints.append)
    keeper.check(run)  # type: ignore[arg-type]
    with monkeypatch.context() as patch:
        patch.setattr(os, "write", write)
        while keeper.busy:
            keeper.step()
    assert "No space left" in complaints[0]
    assert log.stat().st_size == 1000
    assert list(tmp_path.iterdir()) == [log]


def test_an_uncapped_log_is_left_alone(engine: Client) -> None:
    engine.run(1, "head -c 3000000 /dev/zero; sleep 1.2")
    assert engine.log(1).stat().st_size == 3_000_000
    assert list(engine.log(1).parent.iterdir()) == [engine.log(1)]
