"""``lsh supabase history hook``."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from lsh.commands.mode import MODE
from lsh.commands.output import emit_document, emit_json, note
from lsh.domain.errors import ConfigurationError
from lsh.history.hook import SHELLS, render
from lsh.paths import Paths, find_paths

_WHERE = {
    "bash": ("~/.bashrc", 'eval "$(lsh supabase history hook bash)"'),
    "zsh": ("~/.zshrc", 'eval "$(lsh supabase history hook zsh)"'),
    "fish": ("~/.config/fish/config.fish", "lsh supabase history hook fish | source"),
}


def command(
    shell: Annotated[str, typer.Argument(metavar="SHELL", help=f"{', '.join(SHELLS)}")],
) -> None:
    """Print what makes a shell record its history. Nothing is recorded without it.

    Put the line for your shell last in its rc file; lsh does not touch that file. The hook costs no
    process at a prompt. Left out are lines that begin with a space, what the shell itself keeps out
    of its history (HISTCONTROL, HISTIGNORE) and what history_ignore in config.toml names; secrets
    are masked. LSH_HISTORY=off turns it off in a session. Needs bash 4.4, zsh 5.1 or fish 3.2.

    Examples:
        lsh supabase history hook bash   # in ~/.bashrc: eval "$(lsh supabase history hook bash)"
        lsh supabase history hook zsh    # in ~/.zshrc: eval "$(lsh supabase history hook zsh)"
        lsh supabase history hook fish   # in config.fish: lsh supabase history hook fish | source
    """
    paths = find_paths()
    text = render(shell, paths.spool)
    _make_spool(paths)
    if MODE.json:
        file, line = _WHERE[shell]
        emit_json({"shell": shell, "hook": text, "rc_file": file, "rc_line": line})
        return
    emit_document(text)
    if sys.stdout.isatty():
        file, line = _WHERE[shell]
        note(f"to turn it on, put this last in {file}:  {line}")


def _make_spool(paths: Paths) -> None:
    try:
        paths.spool.mkdir(mode=0o700, parents=True, exist_ok=True)
        for folder in (paths.state, paths.spool):
            folder.chmod(0o700)
    except OSError as error:
        raise ConfigurationError(
            f"the folder {paths.spool} cannot be made: {error.strerror}",
            hint="check its owner and mode, or point LSH_HOME elsewhere",
        ) from error
