"""Whether a row fits into its remote table, as far as the columns' types tell. Needs no database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from math import isfinite
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Boolean, Column, Double, Integer, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from lsh.store.remote.tables import TABLES

_BY_NAME = {table.name: table for table in TABLES}


def misfit(table: str, row: Mapping[str, Any]) -> str | None:
    """What of ``row`` no column of ``table`` can hold, in a few words; None when all fits.

    It knows types and which columns must have a value; not what constraints and triggers ask for.
    """
    columns = _columns(table)
    for name, value in row.items():
        column = columns.get(name)
        if column is None:
            return f"{name}: there is no such column"
        if value is None:
            if not column.nullable:
                return f"{name}: a value is missing"
        elif not _fits(column, value):
            return f"{name}: no {column.type.__class__.__name__.lower()} of Postgres"
    return None


@cache
def _columns(table: str) -> dict[str, Column[Any]]:
    return {column.name: column for column in _BY_NAME[table].columns}


def _fits(column: Column[Any], value: Any) -> bool:
    tests: tuple[tuple[type[Any], Callable[[Any], bool]], ...] = (
        (BigInteger, lambda number: _is_whole(number, 63)),
        (Integer, lambda number: _is_whole(number, 31)),
        (Double, lambda number: isinstance(number, int | float) and isfinite(number)),
        (Boolean, lambda flag: isinstance(flag, bool)),
        (Text, _is_text),
        (Uuid, _is_uuid),
        (ARRAY, lambda texts: isinstance(texts, list) and all(map(_is_text, texts))),
        (JSONB, _is_document),
    )
    fits = next((test for kind, test in tests if isinstance(column.type, kind)), None)
    return fits is None or fits(value)


def _is_whole(value: Any, bits: int) -> bool:
    whole = isinstance(value, int) and not isinstance(value, bool)
    return whole and -(2**bits) <= value < 2**bits


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and "\0" not in value and _is_unicode(value)


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_uuid(value: Any) -> bool:
    try:
        UUID(value)
    except (ValueError, TypeError, AttributeError):
        return False
    return True


def _is_document(value: Any) -> bool:
    if isinstance(value, dict):
        return all(_is_text(name) and _is_document(each) for name, each in value.items())
    if isinstance(value, list):
        return all(map(_is_document, value))
    if isinstance(value, str):
        return _is_text(value)
    return value is None or (isinstance(value, int | float) and isfinite(value))
