"""``lsh supabase config unset``."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from lsh.commands.mode import MODE
from lsh.commands.output import emit_json, note, suggest
from lsh.commands.supabase.config.file import drop
from lsh.commands.supabase.config.names import SECRETS, checked_name
from lsh.commands.supabase.config.telling import forget, tell_daemon, warn_of_variables
from lsh.paths import Paths, find_paths
from lsh.sinks.supabase.target import URL_VARIABLE

Name = Annotated[
    str, typer.Argument(metavar="SETTING", help="url, key, anon_key, token, enabled, …")
]


def command(name: Name) -> None:
    """Forget a setting or a key; a setting gets its default again. A running daemon follows at once.

    Without a URL nothing is synced any more, and the ledger no longer keeps old events for it.

    Examples:
        lsh supabase config unset pull_interval
        lsh supabase config unset key
        lsh supabase config unset url
    """
    known = checked_name(name)
    paths = find_paths()
    there = _unset_secret(paths, known) if known in SECRETS else drop(paths, known)
    if known == "url":
        warn_of_variables([URL_VARIABLE])
        if not os.environ.get(URL_VARIABLE):
            forget(paths, "the ledger keeps no events for the sync any more")
    if MODE.json:
        emit_json({"name": known, "was_set": there})
    else:
        note(f"{known} is forgotten" if there else f"{known} was not set")
    if there:
        tell_daemon(paths)
    suggest("lsh supabase config show")


def _unset_secret(paths: Paths, name: str) -> bool:
    from lsh.secrets import open_secrets

    warn_of_variables(SECRETS[name].variables)
    return open_secrets(paths).remove(SECRETS[name].stored)
