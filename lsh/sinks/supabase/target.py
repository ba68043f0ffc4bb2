"""Which project, with which key, as whom: found in the environment, the settings and the secrets."""

from __future__ import annotations

import base64
import binascii
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, urlsplit

from lsh.paths import Paths
from lsh.settings import Settings
from lsh.sinks.supabase.errors import NotConfigured

SECRET_KEY = "supabase_key"
SECRET_ANON_KEY = "supabase_anon_key"
SECRET_TOKEN = "supabase_token"
KEY_VARIABLES = ("SUPABASE_SERVICE_ROLE_KEY", "SUPABASE_KEY")
ANON_VARIABLE = "SUPABASE_ANON_KEY"
TOKEN_VARIABLE = "SUPABASE_ACCESS_TOKEN"
URL_VARIABLE = "SUPABASE_URL"
_ROLES = {"sb_secret_": "service_role", "sb_publishable_": "anon"}
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_SHOWN = 24  # a key shorter than this is shown as dots alone


@dataclass(frozen=True, slots=True)
class Target:
    """A project and the right to use it. Neither ``repr`` nor any message shows key or token."""

    url: str  # without a slash at the end
    key: str = field(repr=False)
    key_source: str  # a variable's name, "keyring" or "encrypted file"
    role: str  # the Postgres role that requests run as: service_role, anon, authenticated
    token: str | None = field(default=None, repr=False)  # a user's JWT, sent instead of the key's
    user_id: str | None = None
    key_role: str = ""
    token_source: str = ""

    @property
    def project(self) -> str:
        """The project as messages name it."""
        return self.url

    @property
    def host(self) -> str:
        """The name or address that is connected to."""
        return urlsplit(self.url).hostname or ""

    @property
    def port(self) -> int:
        """The port that is connected to."""
        parts = urlsplit(self.url)
        return parts.port or (443 if parts.scheme == "https" else 80)

    @property
    def shown_key(self) -> str:
        """The key in use, masked: ``service_role key eyJh…4x7Q (SUPABASE_KEY)``."""
        return f"{self.key_role or self.role} key {masked(self.key)} ({self.key_source})"

    @property
    def shown_token(self) -> str | None:
        """The user's token in use, masked, or None."""
        if self.token is None:
            return None
        return f"token of user {self.user_id or '(unknown)'} {masked(self.token)} ({self.token_source})"


def find_target(
    paths: Paths, settings: Settings, environ: Mapping[str, str] = os.environ
) -> Target:
    """The project and key to use. Raises NotConfigured saying what is missing or wrong."""
    url = find_url(settings, environ)
    lookup = Lookup(paths, environ)
    found = find_key(lookup)
    if found is None:
        raise NotConfigured(
            f"no key is set for the Supabase project {url}",
            hint="lsh supabase config set key, or set SUPABASE_SERVICE_ROLE_KEY",
        )
    key, source = found
    key_role = role_of(key, source)
    token, token_source = lookup.find(TOKEN_VARIABLE, SECRET_TOKEN) or (None, "")
    if token is not None:
        _check_characters(token, f"the access token ({token_source})")
    claims = claims_of(token if token is not None else key)
    role = str(claims.get("role") or "authenticated") if token is not None else key_role
    subject = claims.get("sub")
    return Target(
        url,
        key,
        source,
        role,
        token,
        str(subject) if subject else None,
        key_role=key_role,
        token_source=token_source,
    )


def find_anon_key(paths: Paths, environ: Mapping[str, str] = os.environ) -> str | None:
    """The anon or publishable key, if one is known: to see that it sees nothing."""
    found = Lookup(paths, environ).find(ANON_VARIABLE, SECRET_ANON_KEY)
    return found[0] if found else None


def find_url(settings: Settings, environ: Mapping[str, str] = os.environ) -> str:
    """The project's URL, checked. Raises NotConfigured."""
    named = environ.get(URL_VARIABLE)
    url = named or settings.supabase.url
    if not url:
        raise NotConfigured(
            "no Supabase project is set",
            hint="lsh supabase config set url https://PROJECT.supabase.co, or set SUPABASE_URL",
        )
    return check_url(url, URL_VARIABLE if named else "config.toml, [supabase] url")


def check_url(url: str, source: str = "url") -> str:
    """``url`` as ``https://HOST[:PORT]``. Raises NotConfigured when it cannot be a project's."""
    text = url.strip()
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise _wrong_url(source, "is no URL") from None
    trouble = _url_trouble(text, parts)
    if trouble:
        raise _wrong_url(source, trouble)
    host = f"[{parts.hostname}]" if ":" in str(parts.hostname) else parts.hostname
    return f"{parts.scheme}://{host}{f':{port}' if port else ''}"


def _url_trouble(text: str, parts: SplitResult) -> str | None:
    if not text.isascii() or not text.isprintable() or " " in text:
        return "is no URL"
    if not parts.hostname or not _is_host(parts.hostname):
        return "is no URL"
    if parts.username is not None or parts.password is not None:
        return "must hold no user or password"
    if parts.scheme not in {"https", "http"}:
        return "must begin with https://"
    if parts.scheme == "http" and parts.hostname not in LOOPBACK:
        return "must begin with https:// (http is for this machine only): the key would be readable"
    if parts.path.strip("/") or parts.query or parts.fragment:
        return "must be the project's address alone, without a path"
    return None


def _is_host(name: str) -> bool:
    """Whether it can be looked up at all: else each row that is sent there would seem to be at fault."""
    try:
        return bool(name.encode("idna").decode("idna"))
    except UnicodeError:
        return False


def _wrong_url(source: str, trouble: str) -> NotConfigured:
    # the text itself is not shown: it may hold a password
    return NotConfigured(
        f"the Supabase URL ({source}) {trouble}",
        hint="it looks like https://PROJECT.supabase.co; the dashboard shows it under Data API",
    )


class Lookup:
    """Secrets by variable or by name; the store is opened only when the variables do not say."""

    def __init__(self, paths: Paths, environ: Mapping[str, str] = os.environ) -> None:
        self._paths = paths
        self._environ = environ

    def variable(self, name: str) -> tuple[str, str] | None:
        """The value of a variable that is set and not empty, and the variable's name."""
        value = self._environ.get(name, "").strip()
        return (value, name) if value else None

    def stored(self, name: str) -> tuple[str, str] | None:
        """The value of a stored secret, and where it is stored. Raises ConfigurationError."""
        from lsh.secrets import open_secrets

        store = open_secrets(self._paths, self._environ)
        value = store.get(name)
        return (value, store.place_of(name) or store.where) if value else None

    def find(self, variable: str, name: str) -> tuple[str, str] | None:
        """The variable's value, else the stored one's, and where it is from."""
        return self.variable(variable) or self.stored(name)


def find_key(lookup: Lookup) -> tuple[str, str] | None:
    """The key in use and where it is from: the mightier first, variables before what is stored."""
    ways: list[Callable[[], tuple[str, str] | None]] = [
        *((lambda name=name: lookup.variable(name)) for name in KEY_VARIABLES),
        lambda: lookup.stored(SECRET_KEY),
        lambda: lookup.variable(ANON_VARIABLE),
        lambda: lookup.stored(SECRET_ANON_KEY),
    ]
    return next((found for way in ways if (found := way())), None)


def role_of(key: str, source: str = "key") -> str:
    """The role that a key stands for. Raises NotConfigured for what is no key of Supabase."""
    _check_characters(key, f"the key ({source})")
    for prefix, role in _ROLES.items():
        if key.startswith(prefix) and len(key) > len(prefix):
            return role
    claimed = claims_of(key).get("role")
    if not isinstance(claimed, str) or not claimed:
        raise NotConfigured(
            f"the key ({source}) is no key of a Supabase project",
            hint="it begins with sb_secret_, sb_publishable_ or eyJ; see API Keys in the dashboard",
        )
    return claimed


def claims_of(token: str | None) -> dict[str, Any]:
    """The claims of a JWT, unverified: only the server can tell whether they are true."""
    parts = (token or "").split(".")
    if len(parts) != 3:
        return {}
    try:
        text = base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4))
        claims = json.loads(text)
    except (binascii.Error, ValueError):
        return {}
    return claims if isinstance(claims, dict) else {}


def masked(secret: str) -> str:
    """Enough of a secret to tell it from another, too little to use it."""
    if len(secret) < _SHOWN:
        return "…"
    for prefix in _ROLES:
        if secret.startswith(prefix):
            return f"{prefix}…{secret[-4:]}"
    return f"{secret[:4]}…{secret[-4:]}"


def _check_characters(secret: str, what: str) -> None:
    if not secret.isascii() or not secret.isprintable() or " " in secret:
        raise NotConfigured(
            f"{what} holds a space, a line end or another character that no key has",
            hint="copy it again, whole and without quotation marks",
        )
