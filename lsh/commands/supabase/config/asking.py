"""Reading a secret: from a person without showing it, or from a pipe; and seeing what it is."""

from __future__ import annotations

import sys
import time

from lsh.commands.asking import typed_unseen
from lsh.commands.mode import MODE
from lsh.commands.output import warn
from lsh.commands.reading import standard_input
from lsh.commands.supabase.config.names import SECRETS
from lsh.domain.errors import InvalidInput, LshError
from lsh.sinks.supabase.target import claims_of, role_of

_LONGEST = 64 * 1024  # bytes of stdin that are looked at


def ask(name: str) -> str:
    """The secret that ``name`` means, checked. Raises InvalidInput."""
    return _checked(name, _read(name))


def refuse_argument(name: str) -> InvalidInput:
    """Why a secret is no argument."""
    return InvalidInput(
        f"{name} is a secret: as an argument it would be seen in the process list and in history",
        hint=f"'lsh supabase config set {name}' asks for it; '… set {name} < FILE' reads it",
    )


def _read(name: str) -> str:
    if not sys.stdin.isatty():
        text = standard_input(_LONGEST).strip()
        if not text:
            raise InvalidInput(f"stdin holds no {SECRETS[name].title}")
        return text
    if MODE.no_input:
        raise InvalidInput(f"nobody is here to be asked for {name}", hint="give it on stdin")
    text = typed_unseen(f"{SECRETS[name].title} (not shown): ")
    if not text:
        raise InvalidInput("nothing was typed; nothing is changed")
    return text


def _checked(name: str, secret: str) -> str:
    if name == "token":
        return _checked_token(secret)
    try:
        role = role_of(secret, "given")
    except LshError as error:
        raise InvalidInput(error.message, hint=error.hint) from None
    if name == "anon_key" and role != "anon":
        raise InvalidInput(
            f"that is a {role} key, not an anon or publishable one",
            hint="'lsh supabase config set key' keeps it",
        )
    if name == "key" and role == "anon":
        warn("that is an anon key: it may neither read nor write what lsh keeps")
    if name == "key" and role not in {"anon", "service_role"}:
        warn(f"that is a token of the role {role}: 'config set token' keeps it beside a key")
    _warn_of_end(secret)
    return secret


def _checked_token(secret: str) -> str:
    if not claims_of(secret).get("sub") or not secret.isascii() or len(secret.split()) != 1:
        raise InvalidInput(
            "that is no access token of a user",
            hint="it is a JWT (eyJ…) with a subject, as signing in to the project gives it",
        )
    _warn_of_end(secret)
    return secret


def _warn_of_end(secret: str) -> None:
    ends = claims_of(secret).get("exp")
    if isinstance(ends, int | float) and ends < time.time():
        warn("it has expired: the project will not accept it")
