"""``lsh completion show``."""

from __future__ import annotations

import os

from lsh.commands.completion.options import MaybeShell
from lsh.commands.mode import MODE
from lsh.commands.output import emit_document, emit_json


def command(shell: MaybeShell = None) -> None:
    """Print the completion of a shell, for where you keep such files.

    Examples:
        lsh completion show
        lsh completion show fish > ~/.config/fish/completions/lsh.fish
    """
    from lsh.completion.installed import guess_shell, shipped

    wanted = shell or guess_shell(os.environ)
    text = shipped(wanted)
    if MODE.json:
        emit_json({"shell": wanted, "text": text})
    else:
        emit_document(text)
