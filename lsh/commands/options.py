"""Options and arguments that several commands share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import typer

from lsh.domain.errors import InvalidInput

_MOST = 1_000_000_000  # far more than there is, and no more than the database can count


def bounded(limit: int | None) -> int | None:
    """``limit``, unless no ledger could count so far. Raises InvalidInput."""
    if limit is not None and limit > _MOST:
        raise InvalidInput(f"--limit is at most {_MOST:,}")
    return limit


Job = Annotated[str, typer.Argument(metavar="JOB", help="id, unique prefix or name")]
Jobs = Annotated[list[str], typer.Argument(metavar="JOB...", help="ids, unique prefixes or names")]
MaybeJob = Annotated[
    str | None, typer.Option("--job-id", "--job", "-j", metavar="JOB", help="of this job only")
]
Limit = Annotated[
    int | None,
    typer.Option("--limit", "-l", min=1, callback=bounded, metavar="N", help="at most N of them"),
]


def check_one_of(flag: str, value: str | None, known: Iterable[str]) -> None:
    """Raise InvalidInput unless ``value`` is one of ``known``, or was not given."""
    if value is not None and value not in known:
        from lsh.domain.nearest import did_you_mean

        raise InvalidInput(f"{flag}: {value!r} is unknown", hint=did_you_mean(value, known))
