"""What an import has to say about the lines that it read."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much of the reader's attention a finding needs."""

    INFO = "info"  # good to know
    WARNING = "warning"  # it may behave differently: look at it
    ERROR = "error"  # the line was not imported


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark. ``line`` counts from 1; 0 is the file as a whole."""

    line: int
    severity: Severity
    message: str

    def __str__(self) -> str:
        where = f"line {self.line}" if self.line else "the file"
        return f"{where}: {self.severity}: {self.message}"
