"""Putting parameters' values into the fields of a template."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lsh.templates.shell_quoting import fill_command, fill_text, placeholders, unquotable

SHELL_FIELDS = ("command", "on_failure")


def filled(name: str, value: Any, values: dict[str, str]) -> Any:
    """The value of the field ``name`` with its placeholders filled: quoted where a shell reads it."""
    if isinstance(value, str):
        return fill_command(value, values) if name in SHELL_FIELDS else fill_text(value, values)
    if isinstance(value, list):
        return [filled("", item, values) for item in value]
    if isinstance(value, dict):
        return {key: filled("", item, values) for key, item in value.items()}
    return value


def unquotable_in(name: str, value: Any) -> list[tuple[str, str]]:
    """The placeholders of a field that stand where no value can be quoted, and where that is."""
    return unquotable(value) if name in SHELL_FIELDS and isinstance(value, str) else []


def names_in(value: Any) -> list[str]:
    """The names of all placeholders in a field's value."""
    if isinstance(value, str):
        return placeholders(value)
    if isinstance(value, list | dict):
        items = value.values() if isinstance(value, dict) else value
        return [name for item in items for name in names_in(item)]
    return []


def names_used(fields: Mapping[str, Any]) -> set[str]:
    """The names of all placeholders in ``fields``."""
    return {name for value in fields.values() for name in names_in(value)}
