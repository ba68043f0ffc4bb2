"""Where lsh keeps its files.

``LSH_HOME`` moves everything under one folder. Otherwise config, data, state, runtime and logs go
where the platform keeps such files. Every short command needs this and few need the settings: they
stand apart, since making their classes takes a twentieth of such a command's time.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from lsh.domain.errors import ConfigurationError

RUNS_A_FOLDER = 1000
SOCKET_PATH_LIMIT = 100  # sun_path holds 104 bytes on macOS, 108 on Linux


@dataclass(frozen=True, slots=True)
class Paths:
    """Every file and folder of one home."""

    config: Path
    data: Path
    state: Path
    runtime: Path
    logs: Path

    @classmethod
    def below(cls, root: Path) -> Paths:
        """All in one folder."""
        return cls(root / "config", root / "data", root / "state", root / "run", root / "log")

    @property
    def home(self) -> Path:
        """The folder that ``LSH_HOME`` names; the data folder where none holds all the others."""
        root = self.data.parent
        return root if self == Paths.below(root) else self.data

    @property
    def config_file(self) -> Path:
        """Settings, written by a person."""
        return self.config / "config.toml"

    @property
    def templates(self) -> Path:
        """A person's own templates."""
        return self.config / "templates"

    @property
    def database(self) -> Path:
        """The ledger."""
        return self.data / "lsh.db"

    @property
    def lock(self) -> Path:
        """Held by the engine, or by a command that writes while no engine runs."""
        return self.state / "engine.lock"

    @property
    def socket(self) -> Path:
        """The one door to the engine."""
        return self.runtime / "lshd.sock"

    @property
    def spawner_socket(self) -> Path:
        """Between engine and spawner."""
        return self.runtime / "spawner.sock"

    @property
    def journal(self) -> Path:
        """What the spawner started and saw end, until the ledger has it."""
        return self.state / "spawner.journal"

    @property
    def spool(self) -> Path:
        """What interactive shells record, until the ledger has it. Made by the hook."""
        return self.state / "spool"

    @property
    def daemon_log(self) -> Path:
        """What the daemon says."""
        return self.logs / "lshd.log"

    @property
    def runs(self) -> Path:
        """The output of runs."""
        return self.logs / "runs"

    def run_log(self, run_id: int, attempt: int) -> Path:
        """The output of one attempt; folders hold a thousand runs each."""
        # one path from text, not three joined: a sync asks for thousands
        return Path(f"{self.logs}/runs/{run_id // RUNS_A_FOLDER:06d}/{run_id}.{attempt}.log")

    def folders(self) -> tuple[Path, ...]:
        """All folders, each private to the user."""
        return (self.config, self.data, self.state, self.runtime, self.logs, self.runs)


def find_paths(environ: Mapping[str, str] = os.environ) -> Paths:
    """The paths of this user's home, or of ``LSH_HOME``. Makes nothing."""
    home = environ.get("LSH_HOME")
    if home:
        return Paths.below(Path(home).expanduser().absolute())
    return _platform_paths(environ)


def _platform_paths(environ: Mapping[str, str]) -> Paths:
    # platformdirs costs 5 ms of a 60 ms command; on Linux its answer is five lines of the XDG rules
    import sys

    if sys.platform != "linux":
        from platformdirs import PlatformDirs

        dirs = PlatformDirs("lsh")
        return Paths(
            Path(dirs.user_config_path),
            Path(dirs.user_data_path),
            Path(dirs.user_state_path),
            Path(dirs.user_runtime_path),
            Path(dirs.user_log_path),
        )
    home = Path(environ.get("HOME") or Path("~").expanduser())
    state = _xdg(environ, "XDG_STATE_HOME", home / ".local/state")
    given = environ.get("XDG_RUNTIME_DIR", "")
    # never /tmp by a guessable name
    runtime = Path(given) / "lsh" if given.startswith("/") else state / "run"
    return Paths(
        _xdg(environ, "XDG_CONFIG_HOME", home / ".config"),
        _xdg(environ, "XDG_DATA_HOME", home / ".local/share"),
        state,
        runtime,
        state / "log",
    )


def _xdg(environ: Mapping[str, str], name: str, otherwise: Path) -> Path:
    value = environ.get(name)
    return (Path(value) if value and value.startswith("/") else otherwise) / "lsh"


def make_folders(paths: Paths) -> None:
    """Make every folder, private from birth or from now on. Raises ConfigurationError."""
    for folder in paths.folders():
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise ConfigurationError(
                f"the folder {folder} cannot be made: {error.strerror}",
                hint="check its owner and mode, or point LSH_HOME elsewhere",
            ) from error
        _make_private(folder)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise ConfigurationError(
                f"the folder {folder} is not writable",
                hint="check its owner and mode, or point LSH_HOME elsewhere",
            )
    if len(bytes(paths.spawner_socket)) > SOCKET_PATH_LIMIT:
        raise ConfigurationError(
            f"the path of the socket is too long for the system: {paths.spawner_socket}",
            hint="point LSH_HOME (or XDG_RUNTIME_DIR) at a shorter path",
        )


def _make_private(folder: Path) -> None:
    """Take the others' rights to a folder that was there, as far as it is ours to take them."""
    with suppress(OSError):
        if folder.stat().st_mode & 0o077:
            folder.chmod(0o700)
