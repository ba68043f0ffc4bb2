"""The keys of the TUI, by who answers them, with the names that a keymap uses."""

from __future__ import annotations

from textual.binding import Binding
from textual.keys import format_key

from lsh.tui import keymap
from lsh.tui.app import LshApp
from referencing.markdown import code, page, table

_TITLES = {
    "LshApp": "Everywhere",
    "Place": "On every screen",
    "FilteredPlace": "Where there is a filter",
    "ListPlace": "Where the order can be chosen",
    "Table": "In every table",
    "JobActions": "On a job",
    "FieldInput": "In a field of a form",
    "LogPane": "Searching a log",
    "LogView": "In a log",
}


def pages() -> dict[str, str]:
    """The page of the keys."""
    parts = []
    for owner in keymap.owners(LshApp):
        rows = [_row(binding) for binding in keymap.own(owner) if binding.id]
        if rows:
            parts.append(f"## {_title(owner)}")
            parts.append(table(("Key", "What it does", "Name in a keymap"), rows))
    return {
        "keys.md": page(
            "Keys of the TUI",
            "`?` shows those that work where you are. A table `[tui]` in the configuration gives"
            '\nothers, by the names of this page: `keymap = {"jobs.pause" = "f5"}`.',
            *parts,
        )
    }


def _title(owner: type) -> str:
    """What stands above its keys. Raises KeyError for one that nobody has put into words."""
    own = owner.__dict__.get("title_text")
    return own if isinstance(own, str) else _TITLES[owner.__name__]


def _row(binding: Binding) -> tuple[str, str, str]:
    keys = " ".join(code(_shown(key)) for key in binding.key.split(","))
    return keys, binding.description, code(binding.id or "")


def _shown(key: str) -> str:
    if "+" in key:
        return key
    return key if len(key) > 1 and format_key(key) == key.upper() else format_key(key)
