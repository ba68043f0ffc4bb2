"""Which dead letters are meant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import typer

from lsh.commands.session import ledger
from lsh.domain.errors import InvalidInput, NotFound
from lsh.store.sinks import dead_letters

SINK = "supabase"

Ids = Annotated[
    list[str] | None, typer.Argument(metavar="[ID...]", help="the numbers of dead letters")
]
All = Annotated[bool, typer.Option("--all", help="all of them")]


def chosen(ids: Sequence[str] | None, *, everything: bool) -> list[dict[str, Any]]:
    """The dead letters with these numbers, or all. Raises InvalidInput, NotFound."""
    if bool(ids) == everything:
        raise InvalidInput("say which: their numbers, or --all")
    with ledger() as connection:
        letters = {str(letter["id"]): letter for letter in dead_letters(connection, SINK)}
    if everything:
        return list(letters.values())
    unknown = [each for each in ids or () if each not in letters]
    if unknown:
        raise NotFound(
            f"no dead letter has the number {unknown[0]}", hint="lsh supabase dead-letter list"
        )
    return [letters[each] for each in dict.fromkeys(ids or ())]
