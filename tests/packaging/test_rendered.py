"""What is rendered from the code is current, and the scripts that render notice when it is not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from rendering import keep
from tests.packaging.conftest import ROOT

SCRIPTS = sorted((ROOT / "scripts").glob("render-*"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_what_it_renders_is_current(script: Path) -> None:
    done = subprocess.run(
        [sys.executable, script, "--check"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_stale_files_are_named_and_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    same, other, gone, new = (tmp_path / name for name in ("same", "other", "gone", "new"))
    same.write_text("same")
    other.write_text("as it was")
    gone.write_text("of a command that is gone")
    wanted = {same: "same", other: "as it is", new: "of a new command"}

    monkeypatch.setattr(sys, "argv", ["scripts/render-it", "--check"])
    assert keep(wanted, tmp_path.iterdir()) == 1
    assert capsys.readouterr().err == "stale: gone, new, other; run scripts/render-it\n"
    assert gone.exists() and not new.exists() and other.read_text() == "as it was"

    monkeypatch.setattr(sys, "argv", ["scripts/render-it"])
    assert keep(wanted, tmp_path.iterdir()) == 0
    assert {path: path.read_text() for path in tmp_path.iterdir()} == wanted

    monkeypatch.setattr(sys, "argv", ["scripts/render-it", "--check"])
    assert keep(wanted, tmp_path.iterdir()) == 0
    assert capsys.readouterr().err == ""
