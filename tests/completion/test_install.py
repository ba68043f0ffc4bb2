"""``lsh completion``: into the shell's own folder, never over what is not lsh's, never into an rc file."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lsh.cli import run
from lsh.completion.installed import SHELLS, is_ours, shipped, system_place
from tests.support.daemon import Home
from tests.support.terminal import Terminal

USUAL = {
    "bash": ".local/share/bash-completion/completions/lsh",
    "zsh": ".local/share/zsh/site-functions/_lsh",
    "fish": ".config/fish/completions/lsh.fish",
}
OLD = "# bash completion for lsh. Rendered by scripts/render-completions; do not edit.\nold\n"


@pytest.fixture
def person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home folder with nothing in it; the umask of most people."""
    for name in (
        "XDG_DATA_HOME",
        "XDG_CONFIG_HOME",
        "ZDOTDIR",
        "FPATH",
        "BASH_COMPLETION_USER_DIR",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("SHELL", "/bin/bash")
    before = os.umask(0o022)
    yield tmp_path
    os.umask(before)


def installed(capsys: pytest.CaptureFixture[str], *words: str) -> dict[str, Any]:
    assert run(["completion", "install", *words, "--json"]) == 0
    answer: dict[str, Any] = json.loads(capsys.readouterr().out)
    return answer


@pytest.mark.parametrize("shell", SHELLS)
def test_it_goes_where_the_shell_looks(
    shell: str, person: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = person / USUAL[shell]
    told = installed(capsys, shell, "--dry-run")
    assert (told["path"], told["changed"], told["dry_run"]) == (str(path), True, True)
    assert not list(person.iterdir())
    assert installed(capsys, shell)["changed"]
    assert path.read_text() == shipped(shell)
    assert not installed(capsys, shell)["changed"], "again is no change"
    assert [p for p in person.rglob("*") if p.is_file()] == [path], "and nothing else is written"
    assert path.stat().st_mode & 0o777 == 0o644


def test_folders_may_be_elsewhere(
    person: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(person / "data"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(person / "config"))
    assert installed(capsys, "zsh")["path"] == str(person / "data/zsh/site-functions/_lsh")
    assert installed(capsys, "fish")["path"] == str(person / "config/fish/completions/lsh.fish")
    monkeypatch.setenv("BASH_COMPLETION_USER_DIR", str(person / "own"))
    assert installed(capsys, "bash")["path"] == str(person / "own/completions/lsh")
    given = installed(capsys, "fish", "--dir", str(person / "here"))
    assert given["path"] == str(person / "here/lsh.fish")
    assert given["rc_line"] == f"source {person}/here/lsh.fish"


def test_the_shell_is_guessed_or_asked_for(
    person: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("SHELL", "/usr/bin/fish")
    assert installed(capsys)["shell"] == "fish"
    for shell, said in (("/bin/tcsh", "tcsh"), ("", "not known")):
        monkeypatch.setenv("SHELL", shell)
        assert run(["completion", "install"]) == 2
        assert said in capsys.readouterr().err
    assert run(["completion", "install", "tcsh"]) == 2
    assert "bash, zsh, fish" in capsys.readouterr().err


def test_what_a_person_adds_is_said_until_it_is_there(
    person: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = installed(capsys, "zsh")
    assert told["rc_file"] == str(person / ".zshrc")
    folder = person / ".local/share/zsh/site-functions"
    assert told["rc_line"] == f"fpath=({folder} $fpath); autoload -Uz compinit; compinit"
    (person / ".zshrc").write_text("fpath=(~/.local/share/zsh/site-functions $fpath)\n")
    assert installed(capsys, "zsh")["rc_line"] is None
    assert installed(capsys, "fish")["rc_line"] is None


def test_an_older_one_of_ours_is_replaced(person: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = person / USUAL["bash"]
    path.parent.mkdir(parents=True)
    path.write_text(OLD)
    assert installed(capsys, "bash")["changed"]
    assert path.read_text() == shipped("bash")


@pytest.mark.parametrize("command", ["install", "uninstall"])
@pytest.mark.parametrize("linked", [False, True])
def test_a_file_that_is_not_ours_is_left_alone(
    command: str, linked: bool, person: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = person / USUAL["bash"]
    path.parent.mkdir(parents=True)
    if linked:  # what keeps dotfiles in one place; what it points to may be anything
        (person / "mine").write_text(OLD)
        path.symlink_to(person / "mine")
    else:
        path.write_text("complete -W 'mine' lsh\n")
    before = path.read_text()
    assert run(["completion", command, "bash"]) == 2
    assert "--yes" in capsys.readouterr().err
    assert path.read_text() == before
    assert run(["completion", command, "bash", "--yes"]) == 0
    assert path.exists() == (command == "install")
    if linked:
        assert (person / "mine").read_text() == OLD


def test_a_person_is_asked(home: Home) -> None:
    path = home.root / "here" / "lsh"
    path.parent.mkdir()
    path.write_text("mine\n")
    with Terminal(home, "completion", "install", "bash", "--dir", str(path.parent)) as terminal:
        terminal.wait_for("[y/N]")
        terminal.enter("n")
        assert terminal.wait() == 130
    assert path.read_text() == "mine\n"


def test_uninstall_twice(person: Path, capsys: pytest.CaptureFixture[str]) -> None:
    installed(capsys, "fish")
    for changed in (True, False):
        assert run(["completion", "uninstall", "fish", "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["changed"] is changed
    assert not (person / USUAL["fish"]).exists()


def test_a_folder_that_cannot_be_written(person: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (person / ".config").write_text("a file where a folder would be")
    assert run(["completion", "install", "fish"]) == 78
    shown = capsys.readouterr()
    assert "cannot be written" in shown.err
    assert shown.out == ""


@pytest.mark.parametrize("shell", SHELLS)
def test_show(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["completion", "show", shell]) == 0
    assert capsys.readouterr().out == shipped(shell)
    assert run(["completion", "show", shell, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"shell": shell, "text": shipped(shell)}


def test_without_the_helper_it_says_so(
    person: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert any("lsh-complete" in message for message in installed(capsys, "bash")["messages"])


def test_what_is_ours_says_so_in_one_line() -> None:
    first, mark = OLD.splitlines()[0].split(". ", 1)
    assert is_ours(OLD)
    assert not is_ours(f"{first}\n# my own\n")
    assert not is_ours(f"# {mark}\n")
    assert not is_ours(f"\n\n\n{OLD}")


@pytest.mark.parametrize(
    ("shell", "place", "variable"),
    [
        ("fish", "share/fish/vendor_completions.d/lsh.fish", "XDG_DATA_DIRS"),
        ("zsh", "share/_lsh", "FPATH"),
    ],
)
def test_what_a_package_has_put_for_all(
    shell: str, place: str, variable: str, tmp_path: Path
) -> None:
    environ = {variable: f"{tmp_path / 'none'}:{tmp_path / 'share'}"}
    file = tmp_path / place
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(shipped(shell))
    found = system_place(shell, environ)
    assert found is not None
    assert (found.path, found.is_current, found.is_foreign) == (file, True, False)
