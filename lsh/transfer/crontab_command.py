"""The command of a crontab entry: its percent signs, and a short name for it."""

from __future__ import annotations

import re
import shlex
from collections.abc import Sequence

_SEPARATORS = re.compile(r"\s*(?:&&|\|\||[;|&\n])\s*")
_PLAIN = re.compile(r"[\w./=,:@+\-'\" ]+")
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
_PREPARATIONS = frozenset({"cd", "test", "[", "export", "set", ".", "source", "umask", "sleep"})
# programs that run another one: which of their options take a value, and how many words come before
_WRAPPERS = {
    "chronic": ("", 0),
    "chrt": ("", 1),
    "doas": ("u", 0),
    "env": ("u", 0),
    "exec": ("", 0),
    "flock": ("wE", 1),
    "ionice": ("cn", 0),
    "nice": ("n", 0),
    "nohup": ("", 0),
    "setsid": ("", 0),
    "sudo": ("ug", 0),
    "taskset": ("", 1),
    "time": ("", 0),
    "timeout": ("ks", 1),
}
_INTERPRETER = re.compile(r"(?:python|perl|ruby|php|node|bash|dash|zsh|sh)[0-9.]*")
_NAME_LIMIT = 60


def split_percent(written: str) -> tuple[str, str | None]:
    """The command, and what it gets as standard input (None: nothing).

    As in cronie's ``child_process``: the first ``%`` without a backslash ends the command, later
    ones are newlines, ``\\%`` is a percent sign, and the input ends with a newline.
    """
    command, position = _until_percent(written, pairs=True)
    if position is None:
        return command, None
    lines: list[str] = []
    while position is not None:
        line, step = _until_percent(written[position:], pairs=False)
        lines.append(line)
        position = None if step is None else position + step
    text = "\n".join(lines)
    return command, (text if text.endswith("\n") else f"{text}\n") if text else None


def _until_percent(text: str, *, pairs: bool) -> tuple[str, int | None]:
    """The text before the first unescaped ``%``, and where the rest begins.

    With ``pairs`` a backslash escapes the next one, so that ``\\\\%`` ends the text; cronie reads
    commands so, but in the input each ``\\%`` is a percent sign, whatever stands before it.
    """
    found: list[str] = []
    escaped = False
    for index, character in enumerate(text):
        if escaped and character == "%":
            found[-1] = "%"
        elif character == "%":
            return "".join(found), index + 1
        else:
            found.append(character)
        escaped = character == "\\" and not (pairs and escaped)
    return "".join(found), None


def with_input(command: str, text: str) -> str:
    """``command`` for a shell, with ``text`` (ending in a newline) as its standard input."""
    lines = " ".join(shlex.quote(line) for line in text[:-1].split("\n"))
    fed = command if _PLAIN.fullmatch(command) else f"{{\n{command}\n}}"
    return f"printf '%s\\n' {lines} | {fed}"


def short_name(command: str) -> str:
    """What a person would call the command: its program, without folders, wrappers and options."""
    parts = [words for part in _SEPARATORS.split(command) if (words := _words(part))]
    telling = [words for words in parts if words[0] not in _PREPARATIONS]
    words = _unwrapped((telling or parts or [[command]])[0])
    program = _basename(words[0])
    if _INTERPRETER.fullmatch(program) and len(words) > 1:
        program = _script(words) or program
    if program == "run-parts":
        program = f"{program} {_basename(words[-1])}"
    return program[:_NAME_LIMIT] or "job"


def _words(part: str) -> list[str]:
    try:
        words = shlex.split(part.strip("(){} "))
    except ValueError:  # quotes that the split at ; and | has torn apart
        words = part.split()
    while words and _ASSIGNMENT.match(words[0]):
        words = words[1:]
    return [word for word in words if word.isprintable()]


def _unwrapped(words: list[str]) -> list[str]:
    """The words after nice, sudo, flock and the like."""
    rest = words
    while rest and _basename(rest[0]) in _WRAPPERS:
        valued, positional = _WRAPPERS[_basename(rest[0])]
        rest = rest[1:]
        while rest and (rest[0].startswith("-") or _ASSIGNMENT.match(rest[0])):
            takes_value = len(rest[0]) == 2 and rest[0][1] in valued
            rest = rest[2 if takes_value else 1 :]
        rest = rest[positional:]
    return rest or words


def _script(words: Sequence[str]) -> str | None:
    """The script that an interpreter runs, or the module of ``-m``."""
    for index, word in enumerate(words[1:], start=1):
        if word == "-m" and index + 1 < len(words):
            return words[index + 1]
        if word.startswith("-c"):
            return None
        if not word.startswith("-"):
            return _basename(word)
    return None


def _basename(word: str) -> str:
    return word.rstrip("/").rsplit("/", 1)[-1] or word
