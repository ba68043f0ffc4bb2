"""``lsh daemon db backup``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from lsh.commands.mode import MODE
from lsh.commands.output import emit_json, emit_text, note
from lsh.commands.progress import Progress
from lsh.commands.session import ledger
from lsh.commands.shown import size
from lsh.domain.errors import InvalidInput, NotAllowed
from lsh.paths import find_paths


def command(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="where the copy goes")],
    force: Annotated[bool, typer.Option("--force", "-f", help="replace the file")] = False,
) -> None:
    """Copy the database, whether the daemon runs or not: one moment of it, whole.

    Examples:
        lsh daemon db backup lsh-backup.db
        lsh daemon db backup lsh-backup.db --force --quiet
    """
    from lsh.store.backup import back_up

    paths = find_paths()
    special = file.exists() and not file.is_file()  # a folder, or a device that would be replaced
    if special or not file.absolute().parent.is_dir():
        raise InvalidInput(f"{file} cannot be a file", hint="name a file in a folder that exists")
    if file.exists() and file.samefile(paths.database):
        raise InvalidInput(f"{file} is the database itself")
    if file.exists() and not force:
        raise NotAllowed(f"{file} exists already", hint="give --force to replace it")
    with ledger() as connection, Progress(f"copying to {file.name}") as progress:
        written = back_up(connection, file, progress.update)
    if MODE.json:
        emit_json({"path": str(file.absolute()), "bytes": written})
        return
    emit_text(str(file))
    note(f"{size(written)}; to restore: stop the daemon, copy it to {paths.database}")
