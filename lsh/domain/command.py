"""From a job's command to the argument vector of its process."""

from __future__ import annotations

import re

SHELL = "/bin/sh"

# Anything that a shell would treat as more than letters of a word. As make does, a command without
# them needs no shell (GNU make's job.c keeps such a list); quotes are left to the shell too.
_SHELL_SYNTAX = re.compile(r"[|&;<>()$`\\\"'*?\[\]#~{}!^\n\r]")
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")

# POSIX shell builtins and keywords: their meaning is the shell's, even where a program of that name exists.
_BUILTINS = frozenset(
    [
        ".",
        ":",
        "alias",
        "bg",
        "break",
        "case",
        "cd",
        "command",
        "continue",
        "do",
        "done",
        "echo",
        "elif",
        "else",
        "esac",
        "eval",
        "exec",
        "exit",
        "export",
        "false",
        "fc",
        "fg",
        "fi",
        "for",
        "getopts",
        "hash",
        "if",
        "in",
        "jobs",
        "kill",
        "local",
        "printf",
        "pwd",
        "read",
        "readonly",
        "return",
        "set",
        "shift",
        "test",
        "then",
        "time",
        "times",
        "trap",
        "true",
        "type",
        "ulimit",
        "umask",
        "unalias",
        "unset",
        "until",
        "wait",
        "while",
    ]
)


def argument_vector(command: str, argv: list[str] | None = None) -> list[str]:
    """What to execute: ``argv`` as it is, a plain command directly, anything else by ``/bin/sh -c``.

    A plain command has no shell syntax and does not begin with a builtin or an assignment, so that
    splitting it at blanks is exactly what a shell would do.
    """
    if argv is not None:
        return list(argv)
    words = command.split()
    if words and not _needs_shell(command, words[0]):
        return words
    return [SHELL, "-c", command]


def _needs_shell(command: str, first: str) -> bool:
    return bool(_SHELL_SYNTAX.search(command) or first in _BUILTINS or _ASSIGNMENT.match(first))
