"""The site builds from the pages without a warning, and asks nothing of the network."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.pages import DOCS, ROOT

pytest.importorskip("properdocs")
WITH = {**os.environ, "PYTHON": sys.executable}
_WRITTEN_BY_OTHERS = shutil.ignore_patterns("__pycache__")  # while it is copied


def built(checkout: Path, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [checkout / "scripts/docs", folder],
        env=WITH, capture_output=True, text=True, check=False, timeout=300,
    )  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = built(ROOT, folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def fetched_by(text: str) -> Iterator[str]:
    """Addresses that a browser would load by itself for a page or a style sheet."""
    yield from re.findall(r"<(?:script|img|iframe|source|video|audio)[^>]*\ssrc=\"([^\"]*)", text)
    yield from re.findall(r"<link[^>]*\shref=\"([^\"]*)", text)
    yield from re.findall(r"url\(['\"]?([^)'\"]*)", text)
    yield from re.findall(r"@import\s+['\"]([^'\"]*)", text)


def test_every_page_is_in_the_site(site: Path) -> None:
    pages = {str(page.relative_to(DOCS).with_suffix(".html")) for page in DOCS.rglob("*.md")}
    assert pages <= {str(page.relative_to(site)) for page in site.rglob("*.html")}


def test_nothing_is_loaded_from_elsewhere(site: Path) -> None:
    files = [*site.rglob("*.html"), *site.rglob("*.css"), *site.rglob("*.svg")]
    outside = {
        f"{file.relative_to(site)}: {address}"
        for file in files
        for address in fetched_by(file.read_text())
        if re.match(r"([a-z]+:)?//", address)
    }
    assert not outside


def test_what_a_page_loads_is_there(site: Path) -> None:
    for page in site.rglob("*.html"):
        for address in fetched_by(page.read_text()):
            if not address.startswith(("data:", "#")):
                assert (page.parent / address).exists(), f"{page.name}: {address}"


def test_a_bar_in_a_cell_is_shown_without_its_escape(site: Path) -> None:
    shown = (site / "reference/cron.html").read_text()
    assert "<td><code>JOB|WHEN</code></td>" in shown
    pages = {page.name: page.read_text() for page in site.rglob("*.html")}
    assert not [name for name, text in pages.items() if re.search(r"<td>.*\\\|", text)]


@pytest.mark.parametrize("broken", ["[nowhere](nowhere.md)", "[no heading](tutorial.md#none)"])
def test_a_broken_link_fails_the_build(broken: str, tmp_path: Path) -> None:
    for folder in ("docs", "scripts"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=_WRITTEN_BY_OTHERS)
    shutil.copy(ROOT / "properdocs.yml", tmp_path)
    with (tmp_path / "docs/index.md").open("a") as page:
        page.write(f"\n{broken}\n")
    done = built(tmp_path, tmp_path / "site")
    assert done.returncode != 0
    assert broken.partition("(")[2].rstrip(")") in done.stderr
