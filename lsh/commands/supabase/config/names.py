"""What may be configured: settings stand in config.toml, secrets never do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import NamedTuple

from lsh.domain.errors import InvalidInput
from lsh.domain.nearest import did_you_mean
from lsh.setting_tables import SupabaseSettings
from lsh.sinks.supabase.target import (
    ANON_VARIABLE,
    KEY_VARIABLES,
    SECRET_ANON_KEY,
    SECRET_KEY,
    SECRET_TOKEN,
    TOKEN_VARIABLE,
)


class SecretName(NamedTuple):
    """A secret: its name in the store, the variables that go before it, and what people call it."""

    stored: str
    variables: tuple[str, ...]
    title: str


SECRETS: Mapping[str, SecretName] = {
    "key": SecretName(SECRET_KEY, KEY_VARIABLES, "service_role or secret key"),
    "anon_key": SecretName(SECRET_ANON_KEY, (ANON_VARIABLE,), "anon or publishable key"),
    "token": SecretName(SECRET_TOKEN, (TOKEN_VARIABLE,), "access token of a user"),
}
SETTINGS: Mapping[str, object] = {item.name: item.default for item in fields(SupabaseSettings)}


def checked_name(name: str) -> str:
    """``name`` as it is spelt in the tables; ``anon-key`` is understood. Raises InvalidInput."""
    wanted = name.strip().lower().replace("-", "_")
    known = [*SETTINGS, *SECRETS]
    if wanted in known:
        return wanted
    hint = did_you_mean(wanted, known)
    raise InvalidInput(f"{name!r} is no setting of Supabase", hint=hint)


def said(value: object) -> str:
    """A setting's value as people read it, and may type it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:g}"
    return "" if value is None else str(value)
