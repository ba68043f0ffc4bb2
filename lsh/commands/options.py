"""Options and arguments that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

Job = Annotated[str, typer.Argument(metavar="JOB", help="id, unique prefix or name")]
Jobs = Annotated[list[str], typer.Argument(metavar="JOB...", help="ids, unique prefixes or names")]
MaybeJob = Annotated[
    str | None, typer.Option("--job-id", "--job", "-j", metavar="JOB", help="of this job only")
]
Limit = Annotated[
    int | None, typer.Option("--limit", "-l", min=1, metavar="N", help="at most N of them")
]
