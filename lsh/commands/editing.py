"""Letting a person edit a text until it is right."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import typer

from lsh.commands.asking import typed
from lsh.commands.foreground import their_interrupt
from lsh.commands.mode import MODE
from lsh.commands.output import fail
from lsh.domain.errors import ConfigurationError, InvalidInput, LshError

Result = TypeVar("Result")
_USUAL = ("sensible-editor", "nano", "vi")


def edit_until_right(
    text: str, name: str, read: Callable[[str], Result]
) -> tuple[str, Result] | None:
    """The edited text and what ``read`` makes of it; None when nothing was changed.

    When ``read`` refuses it, the editor opens again on what was written. ``name`` is the file's, for
    the editor's sake. Whoever gives up finds the draft where the hint says.
    """
    folder = Path(tempfile.mkdtemp(prefix="lsh-"))  # private: environments may hold secrets
    draft = folder / name
    draft.write_text(text, encoding="utf-8")
    keep = False
    try:
        while True:
            _open(draft)
            try:
                edited = _text_of(draft)
                return None if edited == text else (edited, read(edited))
            except InvalidInput as error:
                keep = True
                _ask_again(error, draft)
                keep = False
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


def _text_of(draft: Path) -> str:
    try:
        return draft.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise InvalidInput(
            "what the editor wrote is not valid UTF-8", hint="save it as UTF-8"
        ) from None


def _open(path: Path) -> None:
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or _installed()
    try:
        with their_interrupt():
            ended = subprocess.run([*shlex.split(command), str(path)], check=False).returncode
    except OSError as error:
        raise ConfigurationError(
            f"the editor {command!r} cannot be started: {error.strerror}",
            hint="set EDITOR to one that is installed",
        ) from error
    if ended == -signal.SIGINT:
        raise KeyboardInterrupt  # it was Ctrl-C, and is told as that: 130
    if ended:
        raise LshError(f"the editor {command!r} ended with {ended}; nothing was changed")


def _installed() -> str:
    found = next(filter(shutil.which, _USUAL), None)
    if found is None:
        raise ConfigurationError("no editor is known", hint="set EDITOR to the one you use")
    return found


def _ask_again(error: InvalidInput, draft: Path) -> None:
    if not MODE.may_ask:
        raise InvalidInput(error.message, hint=f"{error.hint or 'mend it'}; the draft: {draft}")
    fail(error.message, error.hint)
    try:
        again = typed("edit again? [Y/n] ").lower() not in {"n", "no"}
    except typer.Abort:
        again = False
    if not again:
        raise InvalidInput("nothing was changed", hint=f"the draft is kept: {draft}")
