"""The script that takes the TUI's pictures, and the pictures as they were taken last."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

_ROOT = Path(__file__).parents[2]
_KEPT = _ROOT / "docs" / "pictures"


def words(picture: Path) -> str:
    """What stands in a picture, which asks nothing of the web."""
    text = picture.read_text()
    assert "url(" not in text.replace("url(#", "")
    said = "".join(ElementTree.fromstring(text).itertext())
    return said.replace("\xa0", " ")


def test_the_script_takes_those_that_are_kept(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, _ROOT / "scripts" / "picture", tmp_path], check=True, timeout=300
    )
    taken = {path.name: words(path) for path in tmp_path.iterdir()}
    assert taken.keys() == {path.name for path in _KEPT.iterdir()}
    assert all("daemon runs" in said and "9System" in said for said in taken.values())
    assert "▶ running" in taken["tui.svg"] and "‖ paused" in taken["tui.svg"]


def test_those_that_are_kept_are_whole() -> None:
    assert "Database backup" in words(_KEPT / "tui.svg")
