"""``docs/reference.md`` lists the tables and views in Supabase as they are."""

from __future__ import annotations

from pathlib import Path

from lsh.store.remote.render import functions, note_of, views
from lsh.store.remote.tables import TABLES

TEXT = (Path(__file__).parents[2] / "docs" / "reference.md").read_text()
SECTION = TEXT.partition("\n## Supabase tables\n")[2].partition("\n## ")[0]


def test_every_table_and_view_is_listed_with_what_it_holds() -> None:
    rows = [line for line in SECTION.splitlines() if line.startswith("| `")]
    assert rows == [
        *(f"| `{table.name}` | {note_of(table)} |" for table in TABLES),
        *(f"| `{view.name}` | {view.note} |" for view in views()),
    ]


def test_every_function_for_callers_is_named() -> None:
    internal = {
        "lsh_touch",
        "lsh_fold",
        "lsh_definition",
        "lsh_shell_jobs_edit",
        "lsh_shell_jobs_queue",
    }
    for name in {signature.partition("(")[0] for signature in functions()} - internal:
        assert f"`{name}(" in SECTION
