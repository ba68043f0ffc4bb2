"""Migrations as files, where the Supabase command line looks for them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from lsh.domain.errors import ConfigurationError

FOLDER = Path("supabase", "migrations")
_SUFFIX = "_lsh.sql"


def write_migration(root: Path, text: str, now: datetime) -> tuple[Path, bool]:
    """Write ``text`` below ``root`` as ``supabase/migrations/YYYYMMDDHHMMSS_lsh.sql``; its path.

    A file with the same text stays the only one: then it is that file's path, and False. Raises
    ConfigurationError when the file cannot be written.
    """
    folder = root / FOLDER
    try:
        for path in sorted(folder.glob(f"*{_SUFFIX}"), reverse=True):
            if path.read_text(encoding="utf-8", errors="replace") == text:
                return path, False
        folder.mkdir(parents=True, exist_ok=True)
        path = _free(folder, now)
        _write_whole(path, text)
    except OSError as error:
        raise ConfigurationError(
            f"{error.filename or folder}: {error.strerror}",
            hint="go to the folder of your Supabase project, or see the text with --print",
        ) from None
    return path, True


def _free(folder: Path, now: datetime) -> Path:
    moment = now.astimezone(UTC)
    taken = {path.name.partition("_")[0] for path in folder.glob("*.sql")}
    # the Supabase command line takes two files of one second for one
    while (stamp := moment.strftime("%Y%m%d%H%M%S")) in taken:
        moment += timedelta(seconds=1)
    return folder / f"{stamp}{_SUFFIX}"


def _write_whole(path: Path, text: str) -> None:
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
