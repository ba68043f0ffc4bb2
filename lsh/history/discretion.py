"""What of a command line is kept: not at all, masked, or as it is."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fnmatch import fnmatchcase

from lsh.schema.masking import MASK, REFERENCE, is_secret_name, mask_text

NEVER = ("lsh supabase config set*", "lsh --* supabase config set*")
"""Patterns of lines that are never recorded, whatever is configured."""

_VALUE = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s;&|"'])+"""
# NAME=value, as the shell reads it: quotes and blanks within them belong to the value
_ASSIGNMENT = re.compile(rf"(?<![\w-])(-{{0,2}}[A-Za-z_][\w-]{{0,63}})(\+?=)({_VALUE})", re.DOTALL)
# --password value, --token 'a value'
_OPTION = re.compile(rf"(?<![\w-])(--[a-z][\w-]{{0,63}})(\s+)(?!-)({_VALUE})", re.I | re.DOTALL)
# fish: set -gx NAME value
_SET = re.compile(
    rf"(\bset\s+(?:-\S{{1,20}}\s+){{0,4}})([A-Za-z_]\w{{0,63}})(\s+)({_VALUE})", re.DOTALL
)
_TOOLS: tuple[re.Pattern[str], ...] = (
    re.compile(rf"(\bcurl\b[^\n;|]{{0,500}}?\s(?:-u|--user|--proxy-user)[ =]?[^\s:]{{1,100}}:)({_VALUE})"),
    re.compile(rf"(\bmysql\w{{0,10}}\b[^\n;|]{{0,500}}?\s-p)(?!\s)({_VALUE})"),
    re.compile(rf"(\b(?:sshpass|redis-cli|sqlcmd|smbclient)\b[^\n;|]{{0,500}}?\s-[paPU]\s?)({_VALUE})"),
)  # fmt: skip


def is_ignored(command: str, patterns: Sequence[str]) -> bool:
    """Whether the whole line matches one of the shell patterns, or one of ``NEVER``."""
    return any(fnmatchcase(command, pattern) for pattern in (*NEVER, *patterns))


def mask_command(command: str) -> str:
    """The line without what looks like a secret in it; a net, not a wall, as ``schema.masking``."""
    command = _ASSIGNMENT.sub(_hide_assigned, command)
    command = _OPTION.sub(_hide_option, command)
    command = _SET.sub(_hide_set, command)
    for pattern in _TOOLS:
        command = pattern.sub(rf"\1{MASK}", command)
    return mask_text(command)


def _hide_assigned(match: re.Match[str]) -> str:
    name, sign, value = match.groups()
    return f"{name}{sign}{MASK}" if _hides(name, value) else match[0]


def _hide_option(match: re.Match[str]) -> str:
    name, gap, value = match.groups()
    return f"{name}{gap}{MASK}" if _hides(name, value) else match[0]


def _hide_set(match: re.Match[str]) -> str:
    before, name, gap, value = match.groups()
    return f"{before}{name}{gap}{MASK}" if _hides(name, value) else match[0]


def _hides(name: str, value: str) -> bool:
    """Whether a value is a secret of its own, and neither a reference nor a variable's name."""
    plain = value.strip("\"'")
    open_value = plain.startswith((REFERENCE, "$(")) or re.fullmatch(r"\$\{?\w+\}?", plain)
    return bool(plain) and not open_value and is_secret_name(name.lstrip("-"))
