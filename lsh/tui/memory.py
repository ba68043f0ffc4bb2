"""What the TUI remembers from one time to the next: a small file in the state folder.

A file that is not there, or that somebody broke, is nothing remembered: never a reason not to start.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

_FILTERS = 50  # the last ones are kept


class Memory:
    """Values by place and name. Saved when the app ends, whole or not at all."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._values: dict[str, Any] = {}
        with suppress(OSError, ValueError, RecursionError):
            found = json.loads(path.read_text())
            if isinstance(found, dict):
                self._values = found

    def get(self, place: str, name: str, otherwise: Any = None) -> Any:
        """The value, if it has the type of ``otherwise``, which comes in its place."""
        values = self._values.get(place)
        value = values.get(name) if isinstance(values, dict) else None
        if otherwise is not None and type(value) is not type(otherwise):
            return otherwise
        return value

    def put(self, place: str, name: str, value: Any) -> None:
        """Remember a value that JSON can hold."""
        values = self._values.get(place)
        if not isinstance(values, dict):
            values = self._values[place] = {}
        values[name] = value

    def filters(self) -> list[str]:
        """What was filtered by, oldest first."""
        return [text for text in self.get("app", "filters", []) if isinstance(text, str)]

    def add_filter(self, text: str) -> None:
        """Remember one more; again is as new."""
        if text:
            kept = [other for other in self.filters() if other != text]
            self.put("app", "filters", [*kept, text][-_FILTERS:])

    def save(self) -> None:
        """Write it down. A folder that is not there or full is no reason to complain at the end."""
        draft = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        with suppress(OSError):
            draft.touch(0o600)
            draft.write_text(json.dumps(self._values))  # ASCII: whatever was typed, in any locale
            draft.replace(self._path)
