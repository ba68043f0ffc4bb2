"""``lsh cron templates validate``."""

from __future__ import annotations

from typing import Annotated

import typer

from lsh.commands.mode import MODE
from lsh.commands.output import emit_json, emit_text
from lsh.commands.reading import document
from lsh.commands.templates.library import library
from lsh.domain.errors import InvalidInput


def command(
    file: Annotated[
        str, typer.Argument(metavar="FILE|TEMPLATE|-", help="a file, a template's id, or stdin")
    ],
) -> None:
    """Check a template: everything that is wrong with it, a line each. Exit code 2 if anything is.

    Examples:
        lsh cron templates validate custom-backup.toml
        lsh cron templates validate - < custom-backup.json
    """
    from pathlib import Path

    shelf = library()
    known = file == "-" or Path(file).exists()
    problems = shelf.validate(document(file) if known else shelf.path(file))
    if MODE.json:
        shown = [{"where": p.where, "message": p.message, "hint": p.hint} for p in problems]
        emit_json({"valid": not problems, "problems": shown})
    elif not problems:
        emit_text(f"{file} is in order")
    for problem in () if MODE.json else problems:
        emit_text(str(problem))
    if problems:
        raise InvalidInput(f"{file} is not a valid template", hint=problems[0].hint)
