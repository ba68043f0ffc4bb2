"""Saving a log, or lines of it, to a file: asks where, and before it writes over anything."""

from __future__ import annotations

import os
import shlex
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from lsh.domain import humane
from lsh.tui.logs.stretch import Stretch
from lsh.tui.reading import in_thread
from lsh.tui.screens.base import Place, ask
from lsh.tui.widgets.line import Line

_PIECE = 1 << 20


class AskPath(ModalScreen[str]):
    """Asks for a path; an empty answer is none."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,ctrl+c", "dismiss('')", "no")]
    DEFAULT_CSS = """
    AskPath { align: center middle; }
    AskPath > Vertical {
        width: 76; max-width: 96%; height: auto; padding: 1 2;
        border: round $primary; background: $surface;
    }
    AskPath #question { text-style: bold; margin: 0 0 1 0; }
    AskPath #keys { color: $text-muted; margin: 1 0 0 0; }
    """

    def __init__(self, question: str, path: str) -> None:
        super().__init__()
        self._question = question
        self._path = path

    def compose(self) -> ComposeResult:
        """The question and a line for the answer."""
        with Vertical():
            yield Static(self._question, id="question", markup=False)
            yield Line(self._path, compact=True, select_on_focus=False)
            yield Static("enter saves, escape does not", id="keys")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """The answer."""
        self.dismiss(event.value.strip())


class Saving:
    """Saves what ``command`` prints, or the marked part of it, for a screen."""

    def __init__(self, screen: Place, command: str) -> None:
        self._screen = screen
        self._command = command

    def begin(self, log: Stretch, marked: tuple[int, int] | None, name: str) -> None:
        """Ask where to, and go on from there."""
        start, end = marked or (log.start, log.end)
        what = "the marked lines" if marked else "the log"
        self._part = (
            "" if marked is None else f" | tail -c +{start - log.start + 1} | head -c {end - start}"
        )
        if self._screen.lsh.read_only:
            self._screen.lsh.tell(
                f"{self._command}{self._part} > {name}", "read-only: not done", "bad"
            )
            return
        question = f"Save {what} ({humane.size(end - start)}) as it is to"

        def chosen(answer: str | None) -> None:
            if answer:
                self._to(Path(answer).expanduser(), log, (start, end))

        self._screen.app.push_screen(AskPath(question, str(Path.cwd() / name)), chosen)

    def _to(self, path: Path, log: Stretch, part: tuple[int, int]) -> None:
        if path.is_dir():
            self._tell(path, "that is a folder", "bad")
        elif path.exists():
            question = f"Write over {path}?"
            ask(
                self._screen,
                question,
                "What it holds now is lost.",
                lambda: self._write(path, log, part),
            )
        else:
            self._write(path, log, part)

    def _write(self, path: Path, log: Stretch, part: tuple[int, int]) -> None:
        self._tell(path, "…", "")

        def done(written: int | OSError) -> None:
            if isinstance(written, OSError):
                self._tell(path, written.strerror or str(written), "bad")
            else:
                self._tell(path, f"{humane.size(written)} saved", "good")

        in_thread(self._screen, lambda: save(path, log, *part), done, kind=f"save {path}")

    def _tell(self, path: Path, outcome: str, tone: str) -> None:
        line = f"{self._command}{self._part} > {shlex.quote(str(path))}"
        self._screen.lsh.tell(line, outcome, tone)


def save(path: Path, log: Stretch, start: int, end: int) -> int | OSError:
    """Write a part of a log to a file, whole or not at all; how many bytes, or what went wrong."""
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    written = 0
    try:
        draft.touch(mode=0o600, exist_ok=False)  # what runs print is for this user alone
        with draft.open("wb") as file:
            for piece in range(start, end, _PIECE):
                written += file.write(log.read(piece, min(piece + _PIECE, end)))
        draft.replace(path)
    except OSError as error:
        with suppress(OSError):
            draft.unlink()
        return error
    return written
