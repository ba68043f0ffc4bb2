"""Keeping secrets out of a run's output while it passes by, line by line."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lsh.schema.masking import MASK, mask_output

_KEY_BEGINS = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")
_KEY_ENDS = "-----END"


class Veil:
    """Masks output that comes in pieces. ``environment`` is the job's own: its secrets are hidden too.

    A line is masked whole. ``rest`` gives what has no line feed yet, for whoever cannot wait for it; a
    secret that is cut there is not seen. Bytes that are no text pass as they are.
    """

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment
        self._partial = b""
        self._in_key = False  # of several lines

    def lines(self, data: bytes) -> bytes:
        """The whole lines of what came until now and was not given yet."""
        whole, feed, self._partial = (self._partial + data).rpartition(b"\n")
        return self._mask(whole + feed)

    def rest(self) -> bytes:
        """What came after the last line feed."""
        rest, self._partial = self._partial, b""
        return self._mask(rest)

    def whole(self, data: bytes) -> bytes:
        """All of it: nothing more will come."""
        return self.lines(data) + self.rest()

    def _mask(self, data: bytes) -> bytes:
        if not data:
            return data
        text = data.decode(errors="surrogateescape")
        if self._in_key or _KEY_BEGINS.search(text):
            shown = "".join(map(self._line, text.splitlines(keepends=True)))
        else:
            shown = mask_output(text, self._environment)
        return shown.encode(errors="surrogateescape")

    def _line(self, line: str) -> str:
        """One line around or in a private key, whose lines stay as many as they are."""
        body = line.rstrip("\r\n")
        inside = self._in_key and _KEY_ENDS not in body
        self._in_key = inside or (bool(_KEY_BEGINS.search(body)) and _KEY_ENDS not in body)
        return (MASK if inside else mask_output(body, self._environment)) + line[len(body) :]
