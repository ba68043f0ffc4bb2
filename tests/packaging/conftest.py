"""A checkout, a wheel and an installation, made once for all tests by whichever worker is first."""

from __future__ import annotations

import fcntl
import os
import shutil
import site
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from lsh.provenance import SOURCES

ROOT = Path(__file__).parents[2]
_COPIED = (*SOURCES, "LICENSE", "CHANGELOG.md", "CONTRIBUTING.md", ".gitignore")
_PATIENCE = 180.0


@dataclass(frozen=True)
class Checkout:
    """A copy of this source as a repository of its own: nobody edits or commits while it is built."""

    root: Path

    @property
    def commit(self) -> str:
        return self.git("rev-parse", "HEAD")

    def git(self, *arguments: str) -> str:
        author = ("-c", "user.name=A", "-c", "user.email=a@example.org")
        return run(["git", *author, *arguments], self.root, {"HOME": str(self.root)}).strip()

    def build(self, kind: str, folder: Path) -> Path:
        """The wheel or the sdist."""
        return build(self.root, kind, folder)


@dataclass(frozen=True)
class Installation:
    """A virtual environment with the wheel in it; the libraries are those of the tests' environment."""

    prefix: Path

    def program(self, name: str) -> str:
        return str(self.prefix / "bin" / name)


def run(words: list[str], folder: Path, environment: Mapping[str, str]) -> str:
    """What a program prints that must succeed, and that inherits nothing but PATH."""
    done = subprocess.run(
        words, cwd=folder, env={"PATH": os.environ["PATH"], **environment},
        capture_output=True, text=True, timeout=_PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
    return done.stdout


def build(source: Path, kind: str, folder: Path) -> Path:
    """Build with hatchling alone: no environment is made for it, and nothing is fetched."""
    folder.mkdir(parents=True)
    run([sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(folder)], source, {})
    (built,) = folder.iterdir()
    return built


Once = Callable[[str, Callable[[Path], None]], Path]


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Once:
    """Fills a folder of a name, once for all workers of a session."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def make(name: str, fill: Callable[[Path], None]) -> Path:
        folder, done = shared / name, shared / f"{name}.done"
        with (shared / f"{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                fill(folder)
                done.touch()
        return folder

    return make


@pytest.fixture(scope="session")
def checkout(once: Once) -> Checkout:
    return Checkout(once("checkout", _copy))


@pytest.fixture(scope="session")
def wheel(once: Once, checkout: Checkout) -> Path:
    (made,) = once("wheel", lambda folder: _build_into(checkout, folder)).iterdir()
    return made


@pytest.fixture(scope="session")
def installation(once: Once, wheel: Path) -> Installation:
    return Installation(once("installation", lambda folder: _install(wheel, folder)))


def _copy(folder: Path) -> None:
    unwanted = shutil.ignore_patterns("__pycache__", ".ruff_cache")
    for name in _COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=unwanted)
        elif (ROOT / name).exists():
            shutil.copy(ROOT / name, folder / name)
    made = Checkout(folder)
    made.git("init", "-q")
    made.git("add", ".")
    made.git("commit", "-q", "-m", "All")


def _build_into(checkout: Checkout, folder: Path) -> None:
    folder.rmdir()
    checkout.build("wheel", folder)


def _install(wheel: Path, folder: Path) -> None:
    run([sys.executable, "-m", "venv", "--without-pip", str(folder)], folder, {})
    python = str(folder / "bin/python")
    pip = ["-m", "pip", "--disable-pip-version-check", "--python", python, "install"]
    run([sys.executable, *pip, "--quiet", "--no-deps", "--no-index", str(wheel)], folder, {})
    paths = sysconfig.get_paths(vars={"base": str(folder), "platbase": str(folder)})
    libraries = Path(paths["purelib"]) / "libraries.pth"
    libraries.write_text("".join(f"{path}\n" for path in site.getsitepackages()))
