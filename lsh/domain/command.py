"""From a job's command to the argument vector of its process."""

from __future__ import annotations

import re

SHELL = "/bin/sh"

# Anything that a shell would treat as more than letters of a word. As make does, a command without
# them needs no shell (GNU make's job.c keeps such a list); quotes are left to the shell too.
_SHELL_SYNTAX = re.compile(r"[|&;<>()$`\\\"'*?\[\]#~{}!^\n\r]")
_ASSIGNMENT = re.compile(r"[A-Za-z_][A-Za-z0-9_]*=")

_BLANKS = re.compile(r"[ \t]+")  # not str.split(): a no-break space is a letter to every shell

# Builtins and keywords of POSIX shells and of bash, which is /bin/sh on many machines: their meaning is
# the shell's, even where a program of that name exists.
_BUILTINS = frozenset(
    (
        ".", ":", "alias", "bg", "bind", "break", "builtin", "caller", "case", "cd", "command",
        "compgen", "complete", "compopt", "continue", "coproc", "declare", "dirs", "disown",
        "do", "done", "echo", "elif", "else", "enable", "esac", "eval", "exec", "exit", "export",
        "false", "fc", "fg", "fi", "for", "function", "getopts", "hash", "help", "history", "if",
        "in", "jobs", "kill", "let", "local", "logout", "mapfile", "popd", "printf", "pushd",
        "pwd", "read", "readarray", "readonly", "return", "select", "set", "shift", "shopt",
        "source", "suspend", "test", "then", "time", "times", "trap", "true", "type", "typeset",
        "ulimit", "umask", "unalias", "unset", "until", "wait", "while",
    )
)  # fmt: skip


def argument_vector(command: str, argv: list[str] | None = None) -> list[str]:
    """What to execute: ``argv`` as it is, a plain command directly, anything else by ``/bin/sh -c``.

    A plain command has no shell syntax and does not begin with a builtin or an assignment, so that
    splitting it at blanks is exactly what a shell would do.
    """
    if argv is not None:
        return list(argv)
    words = _BLANKS.split(command.strip(" \t"))
    if words[0] and not _needs_shell(command, words[0]):
        return words
    return [SHELL, "-c", command]


def _needs_shell(command: str, first: str) -> bool:
    return bool(_SHELL_SYNTAX.search(command) or first in _BUILTINS or _ASSIGNMENT.match(first))
