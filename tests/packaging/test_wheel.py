"""What is in a wheel and an sdist, and that the same source always gives the same bytes."""

from __future__ import annotations

import shutil
import stat
import tarfile
import zipfile
from pathlib import Path

from tests.packaging.conftest import ROOT, Checkout, build

SHARED = {
    "share/bash-completion/completions/lsh": "completions/lsh.bash",
    "share/zsh/site-functions/_lsh": "completions/_lsh",
    "share/fish/vendor_completions.d/lsh.fish": "completions/lsh.fish",
} | {f"share/man/man1/{page.name}": f"man/{page.name}" for page in (ROOT / "man").iterdir()}
"""Where an installation has what shells and man look for, and where it is in the source."""


def test_a_wheel_has_what_lsh_needs_and_no_more(wheel: Path, checkout: Checkout) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        data = wheel.name.partition("-py3")[0] + ".data/data/"
        wanted = {data + target: source for target, source in SHARED.items()}
        for kind in ("templates", "completions"):
            for path in (checkout.root / kind).iterdir():
                wanted[f"lsh/data/{kind}/{path.name}"] = f"{kind}/{path.name}"
        for name, source in wanted.items():
            assert archive.read(name) == (checkout.root / source).read_bytes()
    modules = {
        str(path.relative_to(checkout.root))
        for path in (checkout.root / "lsh").rglob("*")
        if path.is_file() and path.name != "ruff.toml"
    }
    rest = names - modules - wanted.keys()
    assert modules <= names
    assert {Path(name).name for name in rest} == {
        "METADATA", "WHEEL", "RECORD", "entry_points.txt", "LICENSE",
    }  # fmt: skip


def test_a_wheel_from_an_unpacked_sdist_is_the_same_to_the_byte(
    wheel: Path, checkout: Checkout, tmp_path: Path
) -> None:
    with tarfile.open(checkout.build("sdist", tmp_path / "sdist")) as archive:
        # Python before 3.11.4 knows no filters; an attribute it does not know does not harm it
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        archive.extractall(tmp_path)
    (unpacked,) = tmp_path.glob("lsh-*")
    assert f'"{checkout.commit}"' in (unpacked / "lsh/built.py").read_text()
    again = build(unpacked, "wheel", tmp_path / "wheel")
    assert again.name == wheel.name
    assert again.read_bytes() == wheel.read_bytes()


def test_what_was_not_committed_is_said_in_the_wheel(checkout: Checkout, tmp_path: Path) -> None:
    edited = Checkout(tmp_path / "edited")
    shutil.copytree(checkout.root, edited.root)
    (edited.root / "templates/mine.toml").write_text("")
    with zipfile.ZipFile(edited.build("wheel", tmp_path / "wheel")) as archive:
        built = archive.read("lsh/built.py").decode()
    assert f'COMMIT: str | None = "{checkout.commit}"' in built
    assert "CHANGED: bool | None = True" in built


def test_programs_that_are_run_as_files_stay_readable(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        modes = {entry.external_attr >> 16 for entry in archive.infolist()}
    assert all(mode & stat.S_IROTH for mode in modes if mode)
