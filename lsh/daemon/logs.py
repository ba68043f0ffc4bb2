"""The daemon's own log: one JSON object a line, capped and rotated."""

from __future__ import annotations

import json
import logging
import logging.handlers
import os
import sys
from datetime import UTC, datetime
from io import TextIOWrapper
from pathlib import Path

from lsh.paths import Paths
from lsh.settings import Settings


class JsonFormatter(logging.Formatter):
    """Keys: at, level, logger, message, and error with a traceback where there is one."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        entry = {
            "at": at,
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if getattr(record, "hint", None):
            entry["hint"] = record.__dict__["hint"]
        if record.exc_info:
            entry["error"] = self.formatException(record.exc_info)
        return json.dumps(entry, ensure_ascii=False)


class PlainFormatter(logging.Formatter):
    """For a person at the terminal, and for the journal of the service manager."""

    def format(self, record: logging.LogRecord) -> str:
        """The message as the command line says it; a traceback where there is one."""
        text = f"lsh: {record.getMessage()}"
        hint = getattr(record, "hint", None)
        if hint:
            text += f"\nhint: {hint}"
        if record.exc_info:
            text += "\n" + self.formatException(record.exc_info)
        return text


class PrivateLog(logging.handlers.RotatingFileHandler):
    """A log of at most ``limit`` bytes, and one before it; this user's alone, and UTF-8 in any locale."""

    def __init__(self, path: Path, limit: int) -> None:
        super().__init__(
            path, maxBytes=limit, backupCount=1, encoding="utf-8", errors="backslashreplace"
        )

    def _open(self) -> TextIOWrapper:
        return open(
            self.baseFilename, "a", encoding=self.encoding, errors=self.errors, opener=_private
        )


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def log_to_stderr() -> None:
    """Until the home's log is open, and for whoever has no home."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(PlainFormatter())
    logging.basicConfig(level=logging.INFO, handlers=[handler])


def open_log(paths: Paths, settings: Settings, *, foreground: bool) -> None:
    """Log to the home's file; in the foreground to stderr as well, as plain text."""
    handlers: list[logging.Handler] = [PrivateLog(paths.daemon_log, settings.daemon_log_limit)]
    if foreground:
        handlers.append(logging.StreamHandler(sys.stderr))
        handlers[-1].setFormatter(PlainFormatter())
    handlers[0].setFormatter(JsonFormatter())
    logging.raiseExceptions = False  # a full disk must not print tracebacks about the log
    logging.basicConfig(level=settings.log_level.upper(), handlers=handlers, force=True)
