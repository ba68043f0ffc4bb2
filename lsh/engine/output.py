"""Reading the end of a run's output."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from lsh.schema.masking import mask_output

_TAIL_BYTES = 2048
_LINE_LENGTH = 200


def tail(path: Path, size: int = _TAIL_BYTES) -> str:
    """The last ``size`` bytes of a file as text, from the start of a line; "" when there is none."""
    try:
        # by descriptor: a sync reads thousands of these, and a buffered file costs twice as much
        descriptor = os.open(path, os.O_RDONLY)
        try:
            end = os.fstat(descriptor).st_size
            data = os.pread(descriptor, size, max(end - size, 0))
        finally:
            os.close(descriptor)
    except OSError:
        return ""
    text = data.decode(errors="replace")
    if end > size:
        text = text.partition("\n")[2] or text
    return text


def last_line(path: Path, environment: Mapping[str, str]) -> str | None:
    """The last line that says something, masked and cut: what most programs end their failure with.

    ``environment`` is the job's own: the secrets in it are masked wherever they stand.
    """
    lines = [line.strip() for line in tail(path).splitlines()]
    said = [line for line in lines if line]
    if not said:
        return None
    printable = "".join(c if c.isprintable() else " " for c in said[-1])
    return mask_output(printable, environment)[:_LINE_LENGTH]
