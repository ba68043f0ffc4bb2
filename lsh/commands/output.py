"""The only place that writes to stdout. Data goes there; everything said to a person goes to stderr."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from errno import ENOSPC
from typing import Any

from lsh.commands.glyphs import is_utf_8
from lsh.commands.mode import MODE
from lsh.domain.humane import lines, one_line

_COLOURS = {
    "active": "32", "running": "36", "succeeded": "32", "success": "32", "ok": "32", "queued": "36",
    "paused": "33", "retrying": "33", "skipped": "33", "missed": "33", "cancelled": "33",
    "warning": "33",
    "stopped": "2", "finished": "2", "elsewhere": "2", "scheduled": "2",
    "failed": "31", "error": "31", "timeout": "31", "resource_exceeded": "31", "lost": "31",
}  # fmt: skip
_SHRINKABLE = 8  # a column of this width is never cut


def emit_json(value: Any) -> None:
    """One JSON document; on a terminal with indentation."""
    indent = 2 if sys.stdout.isatty() else None
    print(_json(value, sys.stdout, indent=indent, separators=None if indent else (",", ":")))


def emit_json_line(value: Any) -> None:
    """One JSON document of many, on a line of its own."""
    print(_json(value, sys.stdout, separators=(",", ":")))


def _json(value: Any, stream: Any, **options: Any) -> str:
    """``value`` as JSON in characters that ``stream`` has: JSON's own escapes are read back, others not."""
    import json

    return json.dumps(value, ensure_ascii=not is_utf_8(stream), **options)


def emit_text(text: str) -> None:
    """Text, ended by one line feed."""
    sys.stdout.write(text if text.endswith("\n") else f"{text}\n")


def emit_document(text: str) -> None:
    """What is kept or read by programs: in UTF-8 to the letter, whatever a terminal can show."""
    if is_utf_8(sys.stdout):
        emit_text(text)
    else:
        emit_bytes(text.encode("utf-8", "backslashreplace"))


def emit_done(text: str) -> None:
    """What was done, where that is all there is to be said of it; nothing with ``--quiet``."""
    if not MODE.quiet:
        emit_text(text)


def emit_bytes(data: bytes) -> None:
    """What a run printed, as it is."""
    sys.stdout.flush()
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def emit_rich(renderable: Any) -> None:
    """Something of rich's, for a report: colour and width as the terminal has them."""
    from rich.console import Console

    plain = not MODE.colours(sys.stdout)
    console = Console(file=sys.stdout, no_color=plain, highlight=False)
    with console.capture() as captured:  # rich ends the process, with 1, at a pipe that is closed
        console.print(renderable)
    # cells are padded up to the last column
    emit_text("\n".join(line.rstrip(" ") for line in captured.get().split("\n")))


def emit_ids(ids: Iterable[str]) -> None:
    """What ``--quiet`` leaves: an id a line."""
    for name in ids:
        print(name)


def emit_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """An aligned table; with ``--plain`` values between tabs and no heading."""
    if MODE.plain:
        for row in rows:
            print("\t".join(one_line(value) for value in row))
        return
    cells = [[one_line(value) or "-" for value in row] for row in rows]
    widths = [
        max(len(heading), *(width(row[column]) for row in cells)) if cells else len(heading)
        for column, heading in enumerate(headings)
    ]
    if sys.stdout.isatty():
        _fit(widths)
    colours = MODE.colours(sys.stdout)
    print(_line(headings, widths, "1" if colours else None))
    for row in cells:
        print(_line(row, widths, None, coloured=colours))


def emit_pairs(pairs: Iterable[tuple[str, str]]) -> None:
    """Names and values under each other; with ``--plain`` a tab between them."""
    shown = [(name, value) for name, value in pairs if value]
    if MODE.plain:
        for name, value in shown:
            print(f"{name}\t{one_line(value)}")
        return
    widest = max((len(name) for name, _ in shown), default=0)
    colours = MODE.colours(sys.stdout)
    for name, value in shown:
        first, *rest = [one_line(line) for line in value.splitlines()] or [""]
        print(f"{name:<{widest}}  {_coloured(first) if colours else first}")
        for line in rest:
            print(f"{'':<{widest}}  {line}")


def note(text: str) -> None:
    """Say something that helps; ``--quiet`` and ``--json`` keep it back."""
    if MODE.talks:
        _say(lines(text))


def suggest(*commands: str) -> None:
    """The command, or the few, that one is likely to want next."""
    if MODE.watch is None:
        note(f"next: {', '.join(commands)}")


def warn(text: str) -> None:
    """Say something that matters, ``--quiet`` or not."""
    if MODE.json:
        _complain({"warning": text})
        return
    word = "\033[1;33mwarning:\033[0m" if MODE.colours(sys.stderr) else "warning:"
    _say(f"{word} {lines(text)}")


def fail(message: str, hint: str | None = None, code: str = "failed", number: int = 1) -> None:
    """The one or two lines that a command ends with when it cannot do what was asked.

    With ``--json`` an object on one line: ``{"error": {code, message, hint, exit_code}}``.
    """
    if MODE.json:
        error = {"code": code, "message": message, "hint": hint, "exit_code": number}
        _complain({"error": error})
        return
    name = "\033[1;31mlsh:\033[0m" if MODE.colours(sys.stderr) else "lsh:"
    _say(f"{name} {lines(message)}")
    if hint:
        _say(f"hint: {lines(hint)}")


def _complain(document: dict[str, Any]) -> None:
    _say(_json(document, sys.stderr))


def _say(text: str) -> None:
    """To stderr. What is done is done, even where a full disk keeps it from being told."""
    try:
        print(text, file=sys.stderr)
    except BrokenPipeError:
        raise
    except OSError as error:
        if error.errno != ENOSPC:
            raise


def width(text: str) -> int:
    """The columns that ``text`` takes on a terminal."""
    if text.isascii():
        return len(text)
    from lsh.domain.columns import columns_of

    return columns_of(text)


def _fit(widths: list[int]) -> None:
    """Narrow the widest columns until a row fits the terminal."""
    from shutil import get_terminal_size

    room = get_terminal_size().columns - 2 * (len(widths) - 1)
    while sum(widths) > room and max(widths) > _SHRINKABLE:
        widths[widths.index(max(widths))] -= 1


def _line(
    row: Sequence[str], widths: Sequence[int], colour: str | None, *, coloured: bool = False
) -> str:
    parts = []
    for text, room in zip(row, widths, strict=True):
        shown = _cut(text, room)
        padding = " " * (room - width(shown))
        parts.append((_coloured(shown) if coloured else shown) + padding)
    line = "  ".join(parts).rstrip()
    return f"\033[{colour}m{line}\033[0m" if colour else line


def _cut(text: str, room: int) -> str:
    if width(text) <= room:
        return text
    while width(text) > room - 1:
        text = text[:-1]
    return f"{text}…"


def _coloured(text: str) -> str:
    code = _COLOURS.get(text.split(" ", 1)[0])
    return f"\033[{code}m{text}\033[0m" if code else text
