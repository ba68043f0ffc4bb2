"""CONTRIBUTING.md leads to every part of the house, and to none that is gone."""

from __future__ import annotations

import re
import subprocess
import tomllib

import pytest

from tests.packaging.conftest import ROOT

PAGE = (ROOT / "CONTRIBUTING.md").read_text()
MAP = PAGE.partition("## The map of the house")[2].partition("\n## ")[0]


def named() -> set[str]:
    """What the first column of the map's tables names."""
    cells = re.findall(r"^\| (`[^|]+`) \|", MAP, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


def test_each_part_of_lsh_is_named() -> None:
    folders = {f"lsh/{path.parent.name}/" for path in (ROOT / "lsh").glob("*/__init__.py")}
    modules = {f"lsh/{path.name}" for path in (ROOT / "lsh").glob("*.py") if path.name[0] != "_"}
    assert {name for name in named() if name.startswith("lsh/")} == folders | modules


def kept() -> set[str]:
    """The names at the top of the repository, of folders with a slash."""
    try:
        listed = subprocess.run(
            ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.splitlines()
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("what belongs to the source is known where there is git")
    return {name.partition("/")[0] + "/" * ("/" in name) for name in listed}


def test_what_is_beside_lsh_is_named() -> None:
    folders = {name for name in kept() if name.endswith("/")} - {"lsh/"}
    assert folders | {"hatch_build.py"} == {name for name in named() if not name.startswith("lsh/")}


def test_an_sdist_has_all_but_what_guards_the_repository() -> None:
    hatch = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]
    included = set(hatch["build"]["targets"]["sdist"]["only-include"])
    by_itself = {"pyproject.toml", "README.md", "LICENSE", ".gitignore"}
    assert {name.rstrip("/") for name in kept()} - included == by_itself | {".ci"}


def test_every_path_that_it_names_is_there() -> None:
    paths = re.findall(r"`((?:lsh|scripts|tests|docs|templates|\./scripts)/[\w./]*)[ `]", PAGE)
    assert len(paths) > 30
    missing = {path for path in paths if "NAME" not in path and not (ROOT / path).exists()}
    assert not missing


def test_every_script_that_renders_is_named() -> None:
    scripts = {path.name for path in (ROOT / "scripts").glob("render-*")}
    assert scripts == set(re.findall(r"render-\w+", PAGE))


def test_the_pythons_that_must_pass_are_those_that_are_promised() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    promised = {
        line.rpartition(" ")[2] for line in project["classifiers"] if re.search(r":: 3\.\d+$", line)
    }
    (pythons,) = re.findall(r"\((3\.[\d., and]+) must pass\)", PAGE)
    assert set(re.findall(r"3\.\d+", pythons)) == promised
    assert project["requires-python"] == f">={min(promised)}"
