"""``lsh daemon logs``."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable
from typing import Annotated

import typer

from lsh.client.daemon_log import Entry, entries, written_at
from lsh.client.logs import PAUSE, LogReader, last_lines
from lsh.commands.kinds import columns, long
from lsh.commands.mode import MODE
from lsh.commands.output import emit_json, emit_json_line, emit_table, emit_text, note
from lsh.commands.shown import moment
from lsh.domain import humane
from lsh.paths import find_paths

_COLUMNS = ("at", "level", "logger", "message", "hint", "error")
_LONGEST_LEVEL = len("critical")


@long
@columns(*_COLUMNS)
def command(
    follow: Annotated[bool, typer.Option("--follow", "-f", help="go on with what comes")] = False,
    lines: Annotated[
        int, typer.Option("--lines", "-n", "--limit", min=0, metavar="N", help="the last N lines")
    ] = 50,
) -> None:
    """Show the daemon's log, or go on showing it. With --json a list; followed, an object a line.

    Examples:
        lsh daemon logs
        lsh daemon logs --lines 200 --follow
    """
    path = find_paths().daemon_log
    reader = LogReader(path)
    kept = reader.read_kept()
    if not path.exists():
        note(f"there is no log yet at {path}")
    if follow:
        _follow(reader, kept, lines)
    else:
        _show(last_lines(kept, lines))


def _show(kept: bytes) -> None:
    if MODE.json:
        emit_json(list(entries(kept)))
    else:
        _tell(entries(kept))


def _follow(reader: LogReader, kept: bytes, count: int) -> None:
    """Tell lines for ever, each when its end was written."""
    whole, unfinished = _cut(kept)
    whole = last_lines(whole, count)
    while True:
        _tell(entries(whole))
        sys.stdout.flush()
        time.sleep(PAUSE)
        whole, unfinished = _cut(unfinished + reader.read())


def _cut(data: bytes) -> tuple[bytes, bytes]:
    """The lines that are whole, and the beginning of one that is not yet."""
    end = data.rfind(b"\n") + 1
    return data[:end], data[end:]


def _tell(told: Iterable[Entry]) -> None:
    for entry in told:
        if MODE.json:
            emit_json_line(entry)
        elif MODE.plain:
            emit_table((), [[str(entry.get(name) or "") for name in _COLUMNS]])
        else:
            emit_text(_words(entry))


def _words(entry: Entry) -> str:
    """When, how grave, what; below it, indented, what else was said."""
    told = [str(entry.get("message", ""))]
    if entry.get("hint"):
        told.append(f"hint: {entry['hint']}")
    if entry.get("error"):
        told.append(str(entry["error"]))
    text = humane.lines("\n".join(told)).replace("\n", "\n    ")
    level = humane.one_line(str(entry.get("level", "")))
    head = (moment(written_at(entry)), f"{level:<{_LONGEST_LEVEL}}" if level else "")
    return "  ".join([*filter(None, head), text])
