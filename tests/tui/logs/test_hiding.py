"""Secrets in a log are not shown."""

from __future__ import annotations

from pathlib import Path

from lsh.tui.logs.hiding import Hider
from lsh.tui.logs.lines import Lines
from lsh.tui.logs.sheet import Sheet
from lsh.tui.logs.stretch import LogFile

BODY = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC"


def shown(tmp_path: Path, *printed: str) -> list[str]:
    path = tmp_path / "log"
    path.write_text("\n".join(printed) + "\n")
    lines = Lines(LogFile(path))
    return Sheet(lines, Hider({"DB_PASSWORD": "correct horse", "PLACE": "staple"})).texts(
        0, lines.end
    )


def test_what_the_job_was_given_and_what_looks_like_one(tmp_path: Path) -> None:
    assert shown(tmp_path, "using correct horse at staple", "--token=abcdef now", "fine") == [
        "using [masked] at staple",
        "--token=[masked] now",
        "fine",
    ]


def test_a_private_key_over_many_lines(tmp_path: Path) -> None:
    """Each line is drawn alone, and the lines of a key say nothing of what they are."""
    begin, end = "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----"
    found = shown(tmp_path, BODY, begin, BODY, BODY, end, BODY)
    assert [BODY in line for line in found] == [True, False, False, False, False, True]
    assert found[2] == "[masked]"
