"""The daemon's own log: for this user alone, and in UTF-8 whatever the locale is."""

from __future__ import annotations

import json
import logging
import os
import stat
from pathlib import Path

from lsh.daemon.logs import JsonFormatter, PrivateLog


def test_private_and_readable_after_a_rotation_too(tmp_path: Path) -> None:
    path = tmp_path / "lshd.log"
    before = os.umask(0o022)
    try:
        handler = PrivateLog(path, limit=200)
        handler.setFormatter(JsonFormatter())
        for number in range(5):
            message = f"{number}: Zürich, half a character \udcff, {'long ' * 20}"
            handler.emit(logging.LogRecord("lsh", logging.INFO, "", 0, message, None, None))
        handler.close()
    finally:
        os.umask(before)
    files = [path, tmp_path / "lshd.log.1"]
    assert [stat.S_IMODE(file.stat().st_mode) for file in files] == [0o600, 0o600]
    for file in files:
        assert (
            "Zürich, half a character \udcff"
            in json.loads(file.read_text(encoding="utf-8"))["message"]
        )
