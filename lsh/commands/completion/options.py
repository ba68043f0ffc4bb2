"""The argument and the option of all three commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

MaybeShell = Annotated[
    str | None,
    typer.Argument(metavar="[SHELL]", help="bash, zsh or fish; default: yours, by $SHELL"),
]
Folder = Annotated[
    Path | None,
    typer.Option("--dir", metavar="DIR", help="not the shell's own folder, but this one"),
]
