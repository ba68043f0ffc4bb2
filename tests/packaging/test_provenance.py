"""The commit that a version names: git's word for a checkout, nobody's for a mere folder."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from runpy import run_path

import pytest

from lsh import __version__, built
from lsh.cli import run
from lsh.provenance import Provenance, of_checkout

WHEN = "2026-03-01T12:00:00+02:00"
COMMIT = "0123456789abcdef0123456789abcdef01234567"


def git(root: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *arguments],
        cwd=root,
        env={"PATH": "/usr/bin:/bin", "GIT_COMMITTER_DATE": WHEN, "HOME": str(root)},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout.strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A repository with the least that is lsh, committed."""
    root = tmp_path / "a checkout"
    (root / "lsh").mkdir(parents=True)
    (root / "lsh/built.py").write_text("COMMIT = None\n")
    git(root, "init", "-q")
    git(root, "add", "lsh")
    git(root, "commit", "-q", "-m", "Begin")
    return root


def test_a_checkout_is_of_its_commit(checkout: Path) -> None:
    found = of_checkout(checkout)
    assert found == (git(checkout, "rev-parse", "HEAD"), "2026-03-01T10:00:00Z", False)


def test_what_git_is_told_to_show_besides_is_not_read(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ".gitconfig").write_text(
        "[log]\nshowSignature = true\n[color]\nui = always\n[status]\nbranch = true\n"
    )
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n none\n -----END PGP SIGNATURE-----"
    commit = git(checkout, "cat-file", "commit", "HEAD")
    signed = tmp_path / "signed"
    signed.write_text(commit.replace("\n\n", f"\n{signature}\n\n", 1) + "\n")
    git(checkout, "reset", "-q", git(checkout, "hash-object", "-w", "-t", "commit", str(signed)))
    head = git(checkout, "rev-parse", "HEAD")
    assert of_checkout(checkout) == (head, "2026-03-01T10:00:00Z", False)


@pytest.mark.parametrize(
    ("path", "changed"),
    [("lsh/built.py", True), ("lsh/new.py", True), ("notes.txt", False), ("tests.py", False)],
)
def test_a_change_counts_where_it_reaches_a_wheel(checkout: Path, path: str, changed: bool) -> None:
    (checkout / path).write_text("other\n")
    assert of_checkout(checkout).changed is changed


def test_git_hooks_variables_name_no_other_repository(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "elsewhere"))
    assert of_checkout(checkout).commit == git(checkout, "rev-parse", "HEAD")


def test_an_unpacked_sdist_in_a_strangers_repository_is_not_of_its_commit(checkout: Path) -> None:
    inside = checkout / "unpacked"
    (inside / "lsh").mkdir(parents=True)
    (inside / "lsh/built.py").touch()
    assert of_checkout(inside) == Provenance()
    (checkout / "lsh/built.py").unlink()
    git(checkout, "commit", "-q", "-a", "-m", "Become another project")
    assert of_checkout(checkout) == Provenance()


@pytest.mark.parametrize("path", ["nothing", "lsh"])
def test_a_folder_without_commits_is_of_none(tmp_path: Path, path: str) -> None:
    git(tmp_path, "init", "-q")
    assert of_checkout(tmp_path / path) == Provenance()
    assert of_checkout(tmp_path) == Provenance()


def test_without_git_nothing_is_claimed(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(checkout))
    assert of_checkout(checkout) == Provenance()


@pytest.mark.parametrize(
    ("commit", "changed", "shown"),
    [
        (COMMIT, False, "(0123456789ab of 2026-03-01)"),
        (COMMIT, True, "(0123456789ab of 2026-03-01, changed since)"),
    ],
)
def test_the_version_shows_what_was_built(
    commit: str,
    changed: bool,
    shown: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(built, "COMMIT", commit)
    monkeypatch.setattr(built, "COMMITTED_AT", "2026-03-01T10:00:00Z")
    monkeypatch.setattr(built, "CHANGED", changed)
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"lsh {__version__} {shown}\n"
    for words in (["--version", "--json"], ["--json", "--version"]):
        assert run(words) == 0
        assert json.loads(capsys.readouterr().out) == {
            "version": __version__,
            "commit": commit,
            "committed_at": "2026-03-01T10:00:00Z",
            "changed": changed,
        }


def test_an_unknown_commit_is_said_to_be_unknown(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(built, "__file__", str(tmp_path / "lsh/built.py"))
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"lsh {__version__} (commit unknown)\n"


@pytest.mark.parametrize("lines", [[], ["COMMITTED_AT: str | None = None"] * 2])
def test_a_module_of_another_shape_is_not_packed(checkout: Path, lines: list[str]) -> None:
    shutil.copy(Path(built.__file__).with_name("provenance.py"), checkout / "lsh")
    source = ["COMMIT: str | None = None", *lines, "CHANGED: bool | None = None", ""]
    (checkout / "lsh/built.py").write_text("\n".join(source))
    hook = run_path(str(Path(built.__file__).parents[1] / "hatch_build.py"))["CommitHook"]
    packing = hook(str(checkout), {}, None, None, str(checkout / "dist"), "wheel")
    with pytest.raises(RuntimeError, match="has no line for COMMITTED_AT"):
        packing.initialize("standard", {"force_include": {}})
    packing.finalize("standard", {}, "")


def test_a_module_as_it_is_names_the_commit(checkout: Path) -> None:
    for name in ("provenance.py", "built.py"):
        shutil.copy(Path(built.__file__).with_name(name), checkout / "lsh")
    hook = run_path(str(Path(built.__file__).parents[1] / "hatch_build.py"))["CommitHook"]
    packing = hook(str(checkout), {}, None, None, str(checkout / "dist"), "wheel")
    files: dict[str, str] = {}
    packing.initialize("standard", {"force_include": files})
    ((source, place),) = files.items()
    assert place == "lsh/built.py"
    assert run_path(source)["COMMIT"] == git(checkout, "rev-parse", "HEAD")
    packing.finalize("standard", {}, "")
