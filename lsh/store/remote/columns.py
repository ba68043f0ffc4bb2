"""Columns of the remote tables, by what they hold. Each call makes a new one, as SQLAlchemy wants it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Boolean, Column, DateTime, Double, Integer, Text, Uuid
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field


def _column(kind: Any, *, required: bool, default: str | None, older: str | None = None) -> Any:
    # ``older`` is what rows get that were there before the column was
    info = {"older": older} if older else {}
    server_default = sql(default) if default is not None else None
    return Field(
        default=None,
        sa_column=Column(kind, nullable=not required, server_default=server_default, info=info),
    )


def key() -> Any:
    """The primary key of a row that a person may insert too."""
    default = sql("gen_random_uuid()")
    return Field(default=None, sa_column=Column(Uuid, primary_key=True, server_default=default))


def owner() -> Any:
    """Whose row it is: the user of the request; null for what the service key writes."""
    return _column(Uuid, required=False, default="auth.uid()")


def uuid() -> Any:
    """A reference by UUID, without a foreign key: rows arrive in any order."""
    return _column(Uuid, required=False, default=None)


def words(*, required: bool = False, default: str | None = None, older: str = "''") -> Any:
    """Text."""
    return _column(Text, required=required, default=default, older=older)


def word_list(*, required: bool = False) -> Any:
    """An array of texts."""
    return _column(ARRAY(Text), required=required, default="'{}'" if required else None)


def number(*, required: bool = False, default: str | None = None) -> Any:
    """A small whole number."""
    return _column(Integer, required=required, default=default)


def big(*, required: bool = False, default: str | None = None) -> Any:
    """A whole number that grows: ids, bytes, milliseconds."""
    return _column(BigInteger, required=required, default=default)


def real() -> Any:
    """A measured quantity."""
    return _column(Double, required=False, default=None)


def flag(default: bool) -> Any:
    """Yes or no."""
    return _column(Boolean, required=True, default=str(default).lower())


def document(*, required: bool = False) -> Any:
    """JSON."""
    return _column(JSONB, required=required, default="'{}'" if required else None)


def instant(*, required: bool = False, default: str | None = None, older: str = "now()") -> Any:
    """A moment."""
    return _column(DateTime(timezone=True), required=required, default=default, older=older)


def stamp() -> Any:
    """When the row was written, by the server's clock."""
    return instant(required=True, default="now()")


def version() -> Any:
    """A number that is given, never made up."""
    return Field(default=None, sa_column=Column(Integer, primary_key=True, autoincrement=False))
