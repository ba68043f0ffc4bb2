"""What the pages beside the site lead to is there, and the layers are told as the linter has them."""

from __future__ import annotations

import re
import tomllib

import pytest

from tests.docs.pages import DOCS, ROOT

BESIDE_THE_SITE = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")


@pytest.mark.parametrize("name", BESIDE_THE_SITE)
def test_what_it_links_to_is_there(name: str) -> None:
    text = (ROOT / name).read_text()
    links = re.findall(r"\]\((?!https?:|#)([^)#]+)", text)
    assert not [link for link in links if not (ROOT / link).exists()]


def test_the_layers_are_those_of_the_import_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    layers = next(each["layers"] for each in contracts["contracts"] if each["type"] == "layers")
    part = (
        (DOCS / "architecture.md").read_text().partition("\n## Layers\n")[2].partition("\n## ")[0]
    )
    cells = re.findall(r"^\| (`lsh/[^|]+`) \|", part, re.MULTILINE)
    told = [re.findall(r"`lsh/(\w+)(?:/|\.py)`", cell) for cell in cells]
    assert told == [[name.removeprefix("lsh.") for name in layer.split(" | ")] for layer in layers]
