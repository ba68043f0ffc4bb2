"""Where the URL of the project's database comes from: a flag, a pipe, a question, a variable."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from lsh.commands.asking import typed_unseen
from lsh.commands.mode import MODE
from lsh.commands.output import note
from lsh.commands.reading import first_line
from lsh.domain.errors import InvalidInput

VARIABLE = "SUPABASE_DB_URL"

DatabaseUrl = Annotated[
    str | None,
    typer.Option(
        "--db-url",
        metavar="URL",
        help=f"the project's database; '-' reads it from stdin (also: {VARIABLE})",
    ),
]


def database_url(flag: str | None) -> str | None:
    """The URL that is meant, or None when none was given. Raises InvalidInput for an empty one."""
    if flag is None:
        return os.environ.get(VARIABLE) or None
    if flag != "-":
        from lsh.store.remote.applying import holds_password

        if holds_password(flag):
            note(f"others may see that password in the process list; '-' or {VARIABLE} hides it")
        return flag
    url = typed_unseen("Database URL (not shown): ") if MODE.may_ask else first_line()
    if not url:
        raise InvalidInput("stdin held no URL", hint='echo "$URL" | lsh supabase init --db-url -')
    return url
