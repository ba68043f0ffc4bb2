"""Documents named on the command line."""

from __future__ import annotations

import sys
from pathlib import Path

from lsh.domain.errors import InvalidInput


def document(name: str) -> Path | str:
    """The file of that name, or for ``-`` the text on stdin."""
    if name != "-":
        return Path(name)
    return standard_input()


def text_of(name: str) -> str:
    """The text of the file, or for ``-`` on stdin. Raises InvalidInput."""
    if name == "-":
        return standard_input()
    try:
        return Path(name).read_text(encoding="utf-8")
    except OSError as error:
        raise InvalidInput(f"{name} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError:
        raise InvalidInput(f"{name} is not a text in UTF-8") from None


def standard_input() -> str:
    """All of stdin."""
    if sys.stdin.isatty():
        sys.stderr.write("reading from the terminal; end with Ctrl-D\n")
    try:
        return sys.stdin.buffer.read().decode("utf-8")
    except UnicodeDecodeError:
        raise InvalidInput("stdin is not a text in UTF-8") from None
