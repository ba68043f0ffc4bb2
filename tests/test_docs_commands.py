"""Every command that the pages show is run, in order, each page in a home of its own."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
ELSEWHERE = {"supabase.md"}  # two machines before a project: tests/supabase/test_docs.py
SECONDS = 60


def commands_in(page: Path) -> list[str]:
    """The lines of the page's bash blocks, joined where one goes on; installation is the test's."""
    blocks = re.findall(r"^```bash\n(.*?)^```$", page.read_text(), re.MULTILINE | re.DOTALL)
    lines = "".join(blocks).replace("\\\n", "").splitlines()
    shown = [line for line in lines if line.strip() and not line.startswith("#")]
    return [line for line in shown if not line.startswith("pip install")]


@pytest.fixture
def environment() -> Iterator[dict[str, str]]:
    home = tempfile.mkdtemp(prefix="lshd")
    bin_folder = str(Path(sys.executable).parent)
    path = f"{bin_folder}:{os.environ['PATH']}"
    variables = {**os.environ, "LSH_HOME": home, "PATH": path, "NO_COLOR": "1"}
    yield variables
    subprocess.run(
        ["lsh", "daemon", "stop", "--kill"], env=variables, capture_output=True, check=False
    )
    shutil.rmtree(home, ignore_errors=True)


@pytest.mark.parametrize(
    "page",
    [page for page in PAGES if commands_in(page) and page.name not in ELSEWHERE],
    ids=lambda page: page.name,
)
def test_the_commands_of_a_page_work(page: Path, environment: dict[str, str]) -> None:
    for command in commands_in(page):
        done = subprocess.run(
            ["/bin/bash", "-c", command],
            env=environment,
            cwd=environment["LSH_HOME"],
            capture_output=True,
            text=True,
            timeout=SECONDS,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"


def test_the_readme_shows_commands() -> None:
    assert len(commands_in(ROOT / "README.md")) >= 8


def named_in(page: Path) -> set[str]:
    """Commands that a page names in running text: the words before the first option or argument."""
    inline = re.findall(r"`(?:[^`|]*\| ?)?(lsh [^`]+)`", page.read_text().replace("\\|", "|"))
    commands = (re.match(r"lsh(?: [a-z][a-z-]+)+", text) for text in inline)
    return {match.group() for match in commands if match}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_commands_that_a_page_names_exist(page: Path, environment: dict[str, str]) -> None:
    for command in named_in(page):
        done = subprocess.run(
            [*command.split(), "--help"],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{command}: {done.stderr}"
        assert "Usage: " + " ".join(command.split()[:3]) in done.stdout
