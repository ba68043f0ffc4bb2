"""The completions' files: those that come with lsh, and where a shell looks for a person's own."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from lsh.domain.errors import ConfigurationError, InvalidInput

_FILES = {"bash": "lsh.bash", "zsh": "_lsh", "fish": "lsh.fish"}
_INSTALLED = {"bash": "lsh", "zsh": "_lsh", "fish": "lsh.fish"}
SHELLS = tuple(_FILES)
_MARK = "Rendered by scripts/render-completions; do not edit."
_LOADERS = (  # what makes bash look into its users' folders
    "/usr/share/bash-completion/bash_completion",
    "/usr/local/share/bash-completion/bash_completion",
    "/opt/homebrew/share/bash-completion/bash_completion",
    "/etc/bash_completion",
)
_SHARES = "/usr/local/share:/usr/share"  # unless XDG_DATA_DIRS says otherwise
_SYSTEM = {
    "bash": "bash-completion/completions",
    "zsh": "zsh/site-functions",
    "fish": "fish/vendor_completions.d",
}


@dataclass(frozen=True, slots=True)
class Place:
    """The file of one shell for one user. ``environ`` tells whose."""

    shell: str
    path: Path
    environ: Mapping[str, str]

    @property
    def text(self) -> str | None:
        """What the file holds; None without one. Raises ConfigurationError when it cannot be read."""
        try:
            return self.path.read_text(encoding="utf-8", errors="replace")
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise _unusable(self.path, "read", error) from error

    @property
    def is_current(self) -> bool:
        """Whether the file is the one that this lsh brings."""
        return self.text == shipped(self.shell)

    @property
    def is_foreign(self) -> bool:
        """Whether there is a file that lsh did not put there."""
        text = self.text
        return self.path.is_symlink() or (text is not None and not is_ours(text))

    def write(self) -> None:
        """Put the file there whole. Raises ConfigurationError."""
        draft = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_text(shipped(self.shell), encoding="utf-8")
            draft.replace(self.path)
        except OSError as error:
            with suppress(OSError):
                draft.unlink()
            raise _unusable(self.path, "written", error) from error

    def remove(self) -> None:
        """Take the file away. Raises ConfigurationError."""
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise _unusable(self.path, "removed", error) from error

    def rc_lines(self) -> tuple[Path, str] | None:
        """The rc file and what is to be added to it, or None where the shell finds the file by itself."""
        home = Path(self.environ.get("HOME") or Path("~").expanduser())
        folder = self.path.parent
        if self.shell == "fish":
            usual = _config(self.environ) / "fish" / "completions"
            config = _config(self.environ) / "fish" / "config.fish"
            return None if folder == usual else (config, f"source {_quoted(self.path)}")
        if self.shell == "bash":
            rc, line = home / ".bashrc", f". {_quoted(self.path)}"
            usual = _folder("bash", self.environ)
            if folder == usual and _has_loader():
                return None
        else:
            rc = Path(self.environ.get("ZDOTDIR") or home) / ".zshrc"
            line = f"fpath=({_quoted(folder)} $fpath); autoload -Uz compinit; compinit"
            if str(folder) in self.environ.get("FPATH", "").split(":"):
                return None
        return None if _mentions(rc, self.path if self.shell == "bash" else folder) else (rc, line)


def place_of(shell: str, environ: Mapping[str, str], folder: Path | None = None) -> Place:
    """Where ``shell`` looks for a user's own completions, or the file in ``folder``. Raises InvalidInput."""
    _check(shell)
    return Place(shell, (folder or _folder(shell, environ)) / _INSTALLED[shell], environ)


def shipped(shell: str) -> str:
    """The completion that comes with this lsh. Raises InvalidInput, ConfigurationError."""
    _check(shell)
    path = _shipped_folder() / _FILES[shell]
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise _unusable(path, "read", error, "install lsh again") from error


def is_ours(text: str) -> bool:
    """Whether a file's head says that lsh's build wrote it."""
    return any("completion for lsh" in line and _MARK in line for line in text.splitlines()[:3])


def guess_shell(environ: Mapping[str, str]) -> str:
    """The shell that the person has. Raises InvalidInput when it is none that lsh knows."""
    name = Path(environ.get("SHELL", "")).name
    if name not in SHELLS:
        raise InvalidInput(
            f"your shell ($SHELL) is {name!r}, which lsh does not complete"
            if name
            else "which shell you use is not known ($SHELL)",
            hint=f"name one of {', '.join(SHELLS)}",
        )
    return name


def system_place(shell: str, environ: Mapping[str, str]) -> Place | None:
    """The file that a package has put where the shells of all users look; None where there is none."""
    for folder in _shared_folders(shell, environ):
        path = folder / _INSTALLED[shell]
        if path.exists():
            return Place(shell, path, environ)
    return None


def _shared_folders(shell: str, environ: Mapping[str, str]) -> list[Path]:
    """Where ``shell`` looks without being told. An environment's own share/ is not among them."""
    if shell == "bash" and not _has_loader():
        return []
    shares = (environ.get("XDG_DATA_DIRS") or _SHARES).split(":")
    if shell != "zsh":
        return [Path(share) / _SYSTEM[shell] for share in shares if share]
    usual = [Path(share) / _SYSTEM["zsh"] for share in _SHARES.split(":")]
    return [Path(folder) for folder in environ.get("FPATH", "").split(":") if folder] + usual


def _has_loader() -> bool:
    """Whether bash-completion is installed; bash itself looks into no folder."""
    return any(Path(loader).exists() for loader in _LOADERS)


def _shipped_folder() -> Path:
    """Inside an installed package, beside it in a checkout."""
    package = Path(__file__).parents[1]
    packaged = package / "data" / "completions"
    return packaged if packaged.is_dir() else package.parent / "completions"


def _folder(shell: str, environ: Mapping[str, str]) -> Path:
    if shell == "fish":
        return _config(environ) / "fish" / "completions"
    if shell == "zsh":
        return _data(environ) / "zsh" / "site-functions"
    own = environ.get("BASH_COMPLETION_USER_DIR", "").split(":")[0]
    return (Path(own) if own else _data(environ) / "bash-completion") / "completions"


def _data(environ: Mapping[str, str]) -> Path:
    return _xdg(environ, "XDG_DATA_HOME", ".local/share")


def _config(environ: Mapping[str, str]) -> Path:
    return _xdg(environ, "XDG_CONFIG_HOME", ".config")


def _xdg(environ: Mapping[str, str], name: str, usual: str) -> Path:
    value = environ.get(name, "")
    home = Path(environ.get("HOME") or Path("~").expanduser())
    return Path(value) if value.startswith("/") else home / usual


def _mentions(rc: Path, path: Path) -> bool:
    """Whether the rc file names the path, in full or from the home folder."""
    try:
        text = rc.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return False
    short = str(path).removeprefix(str(rc.parent))
    return str(path) in text or f"~{short}" in text or f"$HOME{short}" in text


def _quoted(path: Path) -> str:
    from shlex import quote

    return quote(str(path))


def _check(shell: str) -> None:
    if shell not in SHELLS:
        raise InvalidInput(
            f"lsh does not complete in {shell!r}", hint=f"name one of {', '.join(SHELLS)}"
        )


def _unusable(path: Path, verb: str, error: OSError, hint: str = "") -> ConfigurationError:
    return ConfigurationError(
        f"{path} cannot be {verb}: {error.strerror}", hint=hint or "check its owner and mode"
    )
