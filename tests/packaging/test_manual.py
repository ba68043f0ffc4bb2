"""The manual pages: whole, and clean for a renderer."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from lsh.commands.tree import ROOT, leaves
from manual import roff

CHECKOUT = Path(__file__).parents[2]
PAGES = sorted((CHECKOUT / "man").glob("*.1"))


def test_there_is_a_page_for_lsh_and_for_each_word_after_it() -> None:
    assert {page.stem for page in PAGES} == {"lsh", *(f"lsh-{name}" for name in ROOT.commands)}


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not here")
def test_a_renderer_finds_nothing_to_complain_of_and_every_command() -> None:
    shown = ""
    for page in PAGES:
        done = subprocess.run(
            ["groff", "-man", "-Tutf8", "-ww", "-P-cbou", "-rLL=200n", str(page)],
            env={"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"},
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stderr == "", page.name
        shown += done.stdout
    plain = re.sub(r"\s+", " ", shown)
    missing = [" ".join(words) for words, _ in leaves() if f"lsh {' '.join(words)} " not in plain]
    assert not missing
    # what is copied from a page must be what was meant: no typographic quotes and dashes
    assert "lsh cron create --name greet --schedule '*/5 * * * *' --command 'echo hello'" in plain


def test_what_roff_would_read_as_its_own_is_kept() -> None:
    assert roff.escaped(".TH is 'x' \\fB -- é") == "\\&.TH is \\(aqx\\(aq \\efB \\-\\- \\[u00E9]"
