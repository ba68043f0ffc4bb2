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


def standard_input(most: int = -1) -> str:
    """All of stdin, or its first bytes. Raises InvalidInput."""
    if sys.stdin.isatty():
        sys.stderr.write("reading from the terminal; end with Ctrl-D\n")
    return _decoded(sys.stdin.buffer.read(most))


def first_line() -> str:
    """The first line of stdin, without blanks around it. Raises InvalidInput."""
    return _decoded(sys.stdin.buffer.readline()).strip()


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise InvalidInput("stdin is not a text in UTF-8") from None
