"""Words of the tables in Supabase, which need no network: lsh knows its own schema."""

from lsh.store.remote.relations import TABLES, VIEWS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from lsh.completion import Word


def words(kind: str, typed: "list[str]") -> "Iterator[Word]":
    """The columns of the table or view among ``typed``; of kind condition with a ``=`` to go on from."""
    known = TABLES | VIEWS
    table = next((word for word in typed if word in known), "")
    for column in known.get(table, ()):
        yield (
            (f"{column}=", f"{table}; also != > >= < <= ~")
            if kind == "condition"
            else (column, table)
        )
