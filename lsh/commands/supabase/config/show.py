"""``lsh supabase config show``."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, TypeVar

from lsh.commands.kinds import long
from lsh.commands.mode import MODE
from lsh.commands.output import emit_json, emit_pairs, emit_table, emit_text, note
from lsh.commands.supabase.config.file import written
from lsh.commands.supabase.config.names import SETTINGS, said
from lsh.domain.errors import LshError
from lsh.paths import Paths, find_paths
from lsh.settings import Settings, load_settings
from lsh.sinks.supabase.target import (
    ANON_VARIABLE,
    SECRET_ANON_KEY,
    SECRET_TOKEN,
    TOKEN_VARIABLE,
    URL_VARIABLE,
    Lookup,
    claims_of,
    find_key,
    find_target,
    masked,
    role_of,
)

Found = tuple[str, str] | None
T = TypeVar("T")
_YEAR_10000 = 253_402_300_800  # seconds since 1970


@long
def command() -> None:
    """Show which project is synced with, with which key, and every setting with where it is from.

    Examples:
        lsh supabase config show
        lsh supabase config show --json
    """
    shown = configuration(find_paths())
    if MODE.json:
        emit_json(shown)
    else:
        _show(shown)


def configuration(paths: Paths) -> dict[str, Any]:
    """Everything that is configured; secrets masked. Raises ConfigurationError for a broken file."""
    settings = load_settings(paths)
    in_file = written(paths)
    lookup = Lookup(paths)
    trouble = _Trouble()
    target = trouble.over(lambda: find_target(paths, settings))
    rows = [_setting(name, settings, in_file) for name in SETTINGS]
    return {
        "target": target.project if target else None,
        "configured": target is not None,
        "key": _secret(trouble.over(lambda: find_key(lookup))),
        "anon_key": _secret(trouble.over(lambda: lookup.find(ANON_VARIABLE, SECRET_ANON_KEY))),
        "token": _secret(trouble.over(lambda: lookup.find(TOKEN_VARIABLE, SECRET_TOKEN))),
        "runs_as": target.role if target else None,
        "user_id": target.user_id if target else None,
        "secrets": trouble.over(lambda: _store(paths)),
        "config_file": str(paths.config_file),
        "trouble": trouble.message,
        "hint": trouble.hint,
        "settings": rows,
    }


class _Trouble:
    """The first thing that is wrong; what it concerns is shown as missing, the rest as it is."""

    def __init__(self) -> None:
        self.message: str | None = None
        self.hint: str | None = None

    def over(self, look: Callable[[], T]) -> T | None:
        try:
            return look()
        except LshError as error:
            if self.message is None:
                self.message, self.hint = error.message, error.hint
            return None


def _store(paths: Paths) -> str:
    from lsh.secrets import open_secrets

    return open_secrets(paths).where


def _secret(found: Found) -> dict[str, Any] | None:
    if found is None:
        return None
    secret, source = found
    claims = claims_of(secret)
    try:
        role: str | None = role_of(secret)
    except LshError:
        role = None
    return {
        "shown": masked(secret),
        "role": role,
        "source": source,
        "user_id": claims.get("sub"),
        "expires_at": _expiry(claims.get("exp")),
    }


def _expiry(seconds: Any) -> str | None:
    if not isinstance(seconds, int | float) or not 0 < seconds < _YEAR_10000:
        return None
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def _setting(name: str, settings: Settings, in_file: dict[str, Any]) -> dict[str, Any]:
    value = getattr(settings.supabase, name)
    source = "config.toml" if name in in_file else "default"
    if name == "url" and os.environ.get(URL_VARIABLE):
        value, source = _checked(os.environ[URL_VARIABLE]), "environment"
    elif name == "url" and value is not None:
        value = _checked(value)
    return {"name": name, "value": value, "source": source}


def _checked(url: str) -> str:
    """The URL, unless it is none: then it may hold a password."""
    from lsh.sinks.supabase.target import check_url

    try:
        return check_url(url)
    except LshError:
        return "(not usable)"


def _show(shown: dict[str, Any]) -> None:
    emit_pairs(
        [
            ("project", shown["target"] or "not configured"),
            ("key", _line(shown["key"], "key")),
            ("anon key", _line(shown["anon_key"], "key")),
            ("token", _line(shown["token"], "token")),
            ("runs as", _as(shown)),
            ("secrets", f"kept in the {shown['secrets']}" if shown["secrets"] else ""),
            ("settings", shown["config_file"]),
            ("trouble", shown["trouble"] or ""),
        ]
    )
    if not MODE.plain:
        emit_text("")
    emit_table(
        ("SETTING", "VALUE", "FROM"),
        [(row["name"], said(row["value"]), row["source"]) for row in shown["settings"]],
    )
    if shown["hint"]:
        note(f"hint: {shown['hint']}")


def _as(shown: dict[str, Any]) -> str:
    if not shown["runs_as"]:
        return ""
    return f"{shown['runs_as']}{' ' + shown['user_id'] if shown['user_id'] else ''}"


def _line(secret: dict[str, Any] | None, noun: str) -> str:
    if secret is None:
        return "not set"
    role = f"{secret['role']} " if secret["role"] else ""
    ends = secret["expires_at"]
    until = f", until {ends[:10]}" if ends else ""
    return f"{role}{noun} {secret['shown']} ({secret['source']}{until})"
