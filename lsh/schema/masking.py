"""Hiding secrets in whatever leaves lsh: listings, events, exports, logs shown.

This is a net, not a wall: it knows names that promise a secret and texts that look like one. What
must never leak is kept as a reference (``secret:NAME``), which is no secret and shown as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

MASK = "[masked]"
REFERENCE = "secret:"
TEXTS = ("command", "description", "on_failure", "working_dir")
"""The fields of a definition that are text in which a secret may stand."""
_SHORTEST_SECRET = 6  # characters

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_SECRET_WORDS = frozenset(
    {
        "pass",
        "passwort",
        "pw",
        "pwd",
        "secrets",
        "credential",
        "credentials",
        "cookie",
        "dsn",
        "jwt",
    }
)
# also at the end of a word, as in PGPASSWORD
_SECRET_STEMS = ("password", "passwd", "passphrase", "secret", "token", "apikey")
# "auth" and "key" promise a secret only as the last word: SSH_AUTH_SOCK and KEY_TYPE hold none
_SECRET_ENDINGS = frozenset({"auth", "key", "keys", "bearer"})
# whatever comes before, these end the name of something that is told to everybody
_OPEN_ENDINGS = frozenset(
    {"file", "path", "dir", "folder", "url", "uri", "endpoint", "host", "port", "ttl", "timeout"}
    | {"length", "limit", "count", "id", "type", "algorithm", "expiry", "name", "user"}
)
_NO_SECRETS = frozenset({"PWD", "OLDPWD", "KEY"})

# no pattern may begin with an open repetition: text without a match must cost linear time
_NAMED = r"(?:password|passwd|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key)"
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    # a private key in PEM: all of its body
    (
        re.compile(r"(-----BEGIN [A-Z ]*PRIVATE KEY-----).*?(-----END|\Z)", re.DOTALL),
        rf"\1{MASK}\2",
    ),
    # the password in a URL: postgres://user:password@host
    (re.compile(r"(\b[a-z][a-z0-9+.-]{1,20}://[^\s:/@]*:)[^\s/@]+(?=@)", re.I), rf"\1{MASK}"),
    # HTTP headers
    (
        re.compile(
            r"(\bauthorization\s*[:=]\s*[\"']?(?:bearer|basic|token|apikey)\s+)[^\s\"',]+", re.I
        ),
        rf"\1{MASK}",
    ),
    (re.compile(r"(\b(?:x-api-key|apikey|cookie)\s*:\s*)[^\s\"',]+", re.I), rf"\1{MASK}"),
    (re.compile(r"(\bbearer\s+)[\w.~+/=-]{16,}", re.I), rf"\1{MASK}"),
    # options and assignments: --password=x, --token x, API_KEY=x, "secret": "x", ?token=x;
    # but not the reference secret:NAME
    (
        re.compile(rf"(--[\w-]{{0,40}}{_NAMED}[ =])(?!-)([\"']?)[^\s\"'&|;]+\2", re.I),
        rf"\1\2{MASK}\2",
    ),
    (
        re.compile(
            rf"((?!(?<![\w-])secret:\w){_NAMED}[\"']?\s*[=:]\s*)(?!\[masked\]|secret:|\$)([\"']?)[^\s\"',&;|]+\2",
            re.I,
        ),
        rf"\1\2{MASK}\2",
    ),
    # tokens that are known by their shape: JWT, AWS, GitHub, Slack, Stripe-like, Supabase
    (re.compile(r"(?<![\w-])eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*"), MASK),
    (re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"), MASK),
    (
        re.compile(r"\b(?:gh[pousr]_|github_pat_|glpat-|xox[abprs]-|sbp_|sb_secret_)[\w-]{10,}"),
        MASK,
    ),
    (re.compile(r"\b[rsp]k_(?:live|test)_\w{10,}"), MASK),
)
# whatever a pattern matches contains one of these: most texts need not be tried a dozen times
_HINTS = (
    *("key", "passw", "passphrase", "secret", "token", "://", "authorization", "cookie", "bearer"),
    *("eyj", "akia", "asia", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-"),
    *("xox", "sbp_", "k_live", "k_test"),
)


def is_secret_name(name: str) -> bool:
    """Whether a variable of this name is likely to hold a secret: ``DB_PASSWORD``, ``apiKey``."""
    words = [word.lower() for word in _WORD.findall(name)]
    if not words or name in _NO_SECRETS or words[-1] in _OPEN_ENDINGS or "public" in words:
        return False
    if _SECRET_WORDS & set(words) or words[-1] in _SECRET_ENDINGS:
        return True
    return any(word.endswith(_SECRET_STEMS) for word in words)


def mask_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The variables with the values of secret ones hidden; references to secrets stay."""
    return {name: _mask_value(name, value) for name, value in environment.items()}


def mask_text(text: str) -> str:
    """``text`` without what looks like a secret in it."""
    folded = text.casefold()
    for hint in _HINTS:
        if hint in folded:
            break
    else:
        return text
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text


def mask_output(text: str, environment: Mapping[str, str]) -> str:
    """What a run printed, without what looks like a secret and without the secrets that it was given."""
    for value in _secret_values(environment):
        text = text.replace(value, MASK)
    return mask_text(text)


def _secret_values(environment: Mapping[str, str]) -> list[str]:
    """The values of variables with a secret's name, the longest first. Short ones are words of any text."""
    values = {
        value
        for name, value in environment.items()
        if len(value) >= _SHORTEST_SECRET
        and is_secret_name(name)
        and not value.startswith(REFERENCE)
    }
    return sorted(values, key=len, reverse=True)


def mask_arguments(argv: Sequence[str]) -> list[str]:
    """An argument vector without what looks like a secret; ``--password`` hides what follows it."""
    masked = [mask_text(argument) for argument in argv]
    for index, option in enumerate(argv[:-1]):
        if option.startswith("-") and "=" not in option and is_secret_name(option.strip("-")):
            masked[index + 1] = MASK
    return masked


def mask_definition(definition: Mapping[str, Any]) -> dict[str, Any]:
    """A job in wire form, or some of its fields, with what looks like a secret hidden in all of them."""
    masked = dict(definition)
    for name in TEXTS:
        if masked.get(name):
            masked[name] = mask_text(masked[name])
    if masked.get("argv"):
        masked["argv"] = mask_arguments(masked["argv"])
    if masked.get("environment"):
        masked["environment"] = mask_environment(masked["environment"])
    return masked


def is_masked(text: str) -> bool:
    """Whether something in ``text`` was hidden, so that it cannot be used again."""
    return MASK in text


def _mask_value(name: str, value: str) -> str:
    if value.startswith(REFERENCE) or not value:
        return value
    return MASK if is_secret_name(name) else mask_text(value)
