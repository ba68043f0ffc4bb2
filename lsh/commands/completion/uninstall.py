"""``lsh completion uninstall``."""

from __future__ import annotations

import os

from lsh.commands.asking import confirm
from lsh.commands.completion.options import Folder, MaybeShell
from lsh.commands.mode import MODE
from lsh.commands.output import emit_json, emit_text, note


def command(shell: MaybeShell = None, folder: Folder = None) -> None:
    """Undo install. Doing it again is no error; a line that you added to an rc file is yours.

    Examples:
        lsh completion uninstall
        lsh completion uninstall zsh
    """
    from lsh.completion.installed import guess_shell, place_of

    place = place_of(shell or guess_shell(os.environ), os.environ, folder and folder.absolute())
    there = place.text is not None or place.path.is_symlink()
    if there:
        if place.is_foreign:
            confirm(f"{place.path} is not a file of lsh's: remove it?")
        place.remove()
    if MODE.json:
        emit_json({"shell": place.shell, "path": str(place.path), "changed": there})
        return
    emit_text(str(place.path))
    note("it is gone" if there else "it was not there")
