"""What a hook writes: records of bytes, each begun by ``MARK`` and ended by a NUL.

Fields stand between unit separators (0x1f). The command is the last field, so it may hold any byte
but NUL. A record that a full disk cut off has no end: the next one's mark tells where it begins.

    start    session, time, shell, pid, host, folder, NAME=VALUE …
    command  session, time, duration, exit code, folder, command
    end      session, time
    part     session, a token; the first record of a file that the daemon put in another's place

Times and durations are whole microseconds; a duration may be empty.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from lsh.history.hook import ENVIRONMENT

MARK = b"\x1elsh1\x1f"
END = b"\0"
COMMAND_LIMIT = 65_536
"""Characters of a command that are kept."""

_SEPARATOR = b"\x1f"
_LAST_INSTANT = 253_370_764_800_000_000  # µs: the year 9999
_LONGEST = 3_155_760_000_000_000  # µs: a hundred years
_SESSION = re.compile(r"[A-Za-z0-9._-]{1,64}")
_NAMES = {*ENVIRONMENT, "TTY"}
_VALUE_LIMIT = 1024


@dataclass(frozen=True, slots=True)
class Started:
    """A shell began to record. ``at`` is µs since the epoch."""

    session: str
    at: int
    shell: str
    pid: int | None
    host: str
    cwd: str
    environment: dict[str, str]


@dataclass(frozen=True, slots=True)
class Ran:
    """A command line was entered at ``at`` (µs) and took ``duration`` seconds, if that is known."""

    session: str
    at: int
    duration: float | None
    exit_code: int | None
    cwd: str
    command: str


@dataclass(frozen=True, slots=True)
class Ended:
    """A shell ended by itself at ``at`` (µs)."""

    session: str
    at: int


@dataclass(frozen=True, slots=True)
class Continued:
    """A file goes on with a session that began in an earlier one."""

    session: str


Record = Started | Ran | Ended | Continued


def parse(data: bytes) -> tuple[Record | None, int]:
    """The record in ``data`` (what stands before a NUL), and how many pieces made no sense.

    ``(None, 1)`` when nothing in it did; ``(None, 0)`` for a stretch that was wiped.
    """
    if not data:
        return None, 0
    pieces = data.count(MARK)
    found = data.rfind(MARK)
    # a command may itself hold a mark: what begins with one and makes sense as a whole goes first
    if pieces > 1 and data.startswith(MARK):
        whole = _read(data[len(MARK) :])
        if isinstance(whole, Ran) and not _has_cut_end(data):
            return whole, 0
    if found < 0:
        return None, 1
    record = _read(data[found + len(MARK) :])
    torn = int(found > 0)
    return record, torn + (record is None)


def part(session: str, token: str) -> bytes:
    """The first record of a file that takes another's place."""
    return MARK + _SEPARATOR.join((b"part", session.encode(), token.encode())) + END


def _has_cut_end(data: bytes) -> bool:
    """Whether what follows the last mark is a record itself: the one before it was cut off."""
    return _read(data[data.rfind(MARK) + len(MARK) :]) is not None


def _read(body: bytes) -> Record | None:
    kind, _, rest = body.partition(_SEPARATOR)
    try:
        if kind == b"command":
            return _ran(rest)
        if kind == b"start":
            return _started(rest)
        session, *more = (_text(field) for field in rest.split(_SEPARATOR))
        if kind == b"end":
            return Ended(_session(session), _instant(more[0]))
        return Continued(_session(session)) if kind == b"part" else None
    except (ValueError, IndexError):
        return None


def _ran(rest: bytes) -> Ran | None:
    session, at, took, code, cwd, command = (
        _text(field) for field in rest.split(_SEPARATOR, maxsplit=5)
    )
    command = command.rstrip("\n")
    if not command or command[0].isspace():
        return None
    if len(command) > COMMAND_LIMIT:
        command = command[: COMMAND_LIMIT - 1] + "…"
    exit_code = int(code) if code else None
    if exit_code is not None and not 0 <= exit_code < 2**31:
        raise ValueError(code)
    return Ran(_session(session), _instant(at), _duration(took), exit_code, cwd, command)


def _started(rest: bytes) -> Started:
    session, at, shell, pid, host, cwd, *variables = (
        _text(field) for field in rest.split(_SEPARATOR)
    )
    pairs = (variable.partition("=") for variable in variables)
    environment = {name: value[:_VALUE_LIMIT] for name, _, value in pairs if name in _NAMES}
    number = int(pid) if pid else None
    if number is not None and not 0 < number < 2**31:
        number = None
    return Started(
        _session(session), _instant(at), shell[:32], number, host[:255], cwd, environment
    )


def _text(data: bytes) -> str:
    """As UTF-8; a byte that is none is shown as ``\\xNN``."""
    return data.decode("utf-8", "backslashreplace")


def _session(text: str) -> str:
    if not _SESSION.fullmatch(text):
        raise ValueError(text)
    return text


def _instant(text: str) -> int:
    micros = int(text)
    if not 0 <= micros < _LAST_INSTANT:
        raise ValueError(text)
    return micros


def _duration(text: str) -> float | None:
    """Seconds; None when nobody measured it, or a clock was set meanwhile."""
    micros = int(text) if text else -1
    return micros / 1e6 if 0 <= micros < _LONGEST else None
