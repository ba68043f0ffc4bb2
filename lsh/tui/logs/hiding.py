"""Keeping secrets out of what is shown of a log, as commands do with the output they quote."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lsh.schema.masking import MASK, mask_output
from lsh.tui.logs.lines import Line, Lines

_KEY_BODY = re.compile(r"\s*[A-Za-z0-9+/=]{16,80}\s*")
_KEY_BYTES = 16 * 1024  # the longest private key that is looked for


class Hider:
    """``environment`` is the job's own: the secrets in it are hidden wherever they stand."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment

    def hide(self, text: str, lines: Lines, line: Line) -> str:
        """``text``, which is what ``line`` says, without what looks like a secret."""
        if _KEY_BODY.fullmatch(text) and _in_private_key(lines, line):
            return MASK
        return mask_output(text, self.environment)


def _in_private_key(lines: Lines, line: Line) -> bool:
    """Whether a private key began in the lines before and has not ended."""
    before = lines.read(line.start - _KEY_BYTES, line.start)
    begin = before.rfind(b"-----BEGIN ")
    return (
        begin >= 0
        and b"PRIVATE KEY-----" in before[begin : begin + 64]
        and b"-----END" not in before[begin:]
    )
