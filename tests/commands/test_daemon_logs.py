"""``lsh daemon logs``: words for people, rows and objects for programs."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from typing import Any

from tests.support.daemon import PATIENCE, Home

AT = "2026-11-22T06:30:01.250+00:00"
READY = {"at": AT, "level": "info", "logger": "lsh", "message": "ready: process 7"}
GRAVE = READY | {
    "level": "warning", "message": "odd\x1b[2J", "hint": "mend it", "error": "Traceback\n  line 1",
}  # fmt: skip


def write(home: Home, *entries: dict[str, Any], cut: str = "") -> None:
    text = "".join(f"{json.dumps(entry)}\n" for entry in entries)
    with home.paths.daemon_log.open("a") as log:
        log.write(text + cut)


def test_a_person_reads_words(home: Home) -> None:
    write(home, READY, GRAVE, cut='{"at": "2026')
    assert home.lsh("daemon", "logs").stdout.splitlines() == [
        "Sun 2026-11-22 06:30:01 UTC  info      ready: process 7",
        "Sun 2026-11-22 06:30:01 UTC  warning   odd�[2J",
        "    hint: mend it",
        "    Traceback",
        "      line 1",
        '{"at": "2026',
    ]
    exact = home.lsh("daemon", "logs", "--exact", "--lines", "3").stdout
    assert exact.startswith("2026-11-22T06:30:01.250000+00:00  info ")


def test_programs_read_rows_or_objects(home: Home) -> None:
    write(home, READY, GRAVE)
    assert json.loads(home.lsh("daemon", "logs", "--json").stdout) == [READY, GRAVE]
    assert home.lsh("daemon", "logs", "--plain").stdout == (
        f"{AT}\tinfo\tlsh\tready: process 7\t\t\n"
        f"{AT}\twarning\tlsh\todd�[2J\tmend it\tTraceback   line 1\n"
    )


def test_what_has_a_strange_shape_is_shown_all_the_same(home: Home) -> None:
    write(home, READY | {"at": "once"}, READY | {"at": 7}, {"message": "alone"})
    assert home.lsh("daemon", "logs").stdout.splitlines() == [
        "info      ready: process 7", "info      ready: process 7", "alone",
    ]  # fmt: skip


def test_followed_a_line_is_told_when_it_is_whole(home: Home) -> None:
    write(home, READY, cut='{"message": "first half')
    with subprocess.Popen(
        [sys.executable, "-m", "lsh", "daemon", "logs", "--follow", "--json"],
        env=home.environ, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        fuse = threading.Timer(PATIENCE, process.kill)  # what never comes would be waited for
        fuse.start()
        try:
            assert process.stdout
            assert json.loads(process.stdout.readline()) == READY
            write(home, cut=' and second"}\n')
            assert json.loads(process.stdout.readline()) == {"message": "first half and second"}
        finally:
            fuse.cancel()
            process.kill()
