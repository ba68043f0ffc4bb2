"""``lsh completion install``."""

from __future__ import annotations

import os
from shutil import which
from typing import TYPE_CHECKING, Annotated

import typer

from lsh.commands.asking import confirm
from lsh.commands.completion.options import Folder, MaybeShell
from lsh.commands.mode import MODE
from lsh.commands.output import emit_json, emit_text, note

if TYPE_CHECKING:
    from lsh.completion.installed import Place

HELPER = "lsh-complete"
_AGAIN = {"bash": "exec bash", "zsh": "exec zsh", "fish": "exec fish"}


def command(
    shell: MaybeShell = None,
    folder: Folder = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="only say what would be written")
    ] = False,
) -> None:
    """Put the completion where your shell looks for it, and say what else it needs.

    No rc file is edited: what belongs into one is printed. A file that is not lsh's is replaced only
    after you were asked, or with --yes.

    Examples:
        lsh completion install
        lsh completion install zsh --dry-run
        lsh completion install bash --dir ~/.bash_completion.d
    """
    from lsh.completion.installed import guess_shell, place_of

    place = place_of(shell or guess_shell(os.environ), os.environ, folder and folder.absolute())
    changed = not place.is_current
    if changed and not dry_run:
        if place.is_foreign:
            confirm(f"{place.path} is not a file of lsh's: replace it?")
        place.write()
    _tell(place, changed=changed, dry_run=dry_run)


def _tell(place: Place, *, changed: bool, dry_run: bool) -> None:
    rc = place.rc_lines()
    messages = _messages(place, changed=changed, dry_run=dry_run)
    if MODE.json:
        emit_json(
            {
                "shell": place.shell,
                "path": str(place.path),
                "changed": changed,
                "dry_run": dry_run,
                "rc_file": None if rc is None else str(rc[0]),
                "rc_line": None if rc is None else rc[1],
                "messages": messages,
            }
        )
        return
    emit_text(str(place.path))
    for message in messages:
        note(message)


def _messages(place: Place, *, changed: bool, dry_run: bool) -> list[str]:
    messages = []
    if dry_run:
        messages.append("it would be written" if changed else "it is there, and current")
    elif not changed:
        messages.append("it was there, and current")
    rc = place.rc_lines()
    if rc is not None:
        messages.append(f"add this line to {rc[0]}: {rc[1]}")
    if which(HELPER) is None:
        messages.append(f"{HELPER} is not on your PATH: jobs, runs and templates are not offered")
    if not dry_run:
        messages.append(f"new shells have it; this one after: {_AGAIN[place.shell]}")
    return messages
