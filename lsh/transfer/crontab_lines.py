"""The lines of a crontab, by the rules of cronie's ``load_env`` and ``load_entry``."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ASSIGNMENT = re.compile(
    r"""(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s=@"'][^\s=]*))\s*=\s*(?P<value>.*)"""
)
_COMMENTED_ENTRY = re.compile(r"#+\s*(?:@[a-z]+|(?:[-0-9*/,~]+\s+){3,4}[-0-9*/,A-Za-z]+)\s+\S")


class Malformed(Exception):
    """A line that cron refuses; the text says why."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """``NAME = value``: a variable for all entries below it."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A schedule and the rest of its line. ``quiet`` is the minus that keeps it out of the syslog."""

    schedule: str
    user: str | None
    command: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment without its mark. ``is_entry`` if it looks like an entry that was switched off."""

    text: str
    is_entry: bool


def read_line(line: str, *, system: bool) -> Assignment | Entry | Comment | None:
    """What a line is; None if it is blank. With ``system`` a user stands before each command.

    Raises Malformed.
    """
    text = line.strip()
    if not text:
        return None
    if text.startswith("#"):
        return Comment(text.lstrip("# \t"), bool(_COMMENTED_ENTRY.match(text)))
    assignment = _ASSIGNMENT.fullmatch(text)
    if assignment:
        return _assignment(assignment)
    return _entry(text, system=system)


def _assignment(match: re.Match[str]) -> Assignment:
    name = match["double"] or match["single"] or match["bare"] or ""
    value = match["value"]
    if value[:1] in ("'", '"'):
        inside, closed, rest = value[1:].partition(value[0])
        if not closed or rest.strip():
            raise Malformed(f"the quotes around the value of {name} do not enclose all of it")
        value = inside
    return Assignment(name, value)


def _entry(text: str, *, system: bool) -> Entry:
    quiet = text.startswith("-")
    text = text.removeprefix("-")
    count = 1 if text.startswith("@") else 5
    words = text.split(None, count)
    schedule = " ".join(words[:count])
    rest = words[count] if len(words) > count else ""
    user = None
    if system:
        user, _, rest = (
            rest.partition(" ") if "\t" not in rest.split(" ")[0] else rest.partition("\t")
        )
        rest = rest.lstrip()
    if not rest:
        what = "a user and a command" if system else "a command"
        needed = "a nickname" if count == 1 else "five fields"
        raise Malformed(f"{needed}, then {what} are expected; this line ends too early")
    return Entry(schedule, user, rest, quiet)
