"""``lsh supabase config set``."""

from __future__ import annotations

import os
from typing import Annotated, Any

import typer

from lsh.commands.mode import MODE
from lsh.commands.output import emit_json, note, suggest
from lsh.commands.supabase.config.asking import ask, refuse_argument
from lsh.commands.supabase.config.file import keep, value_of, written
from lsh.commands.supabase.config.names import SECRETS, checked_name, said
from lsh.commands.supabase.config.telling import forget, tell_daemon, warn_of_variables
from lsh.domain.errors import InvalidInput
from lsh.paths import Paths, find_paths
from lsh.sinks.supabase.target import URL_VARIABLE, masked

Name = Annotated[
    str, typer.Argument(metavar="SETTING", help="url, key, anon_key, token, enabled, …")
]
Value = Annotated[
    str | None, typer.Argument(metavar="VALUE", help="the value; never that of a key or token")
]


def command(name: Name, value: Value = None) -> None:
    """Set the project's URL, a key, or how the sync behaves. A running daemon follows at once.

    Keys and tokens are asked for and not shown, or read from stdin; they are kept in the keyring, or in
    an encrypted file. Everything else stands in config.toml, in the table [supabase].

    Examples:
        lsh supabase config set url https://abcdefgh.supabase.co
        lsh supabase config set key
        lsh supabase config set key < service-role-key.txt
        lsh supabase config set pull_interval 1m
    """
    known = checked_name(name)
    paths = find_paths()
    if known in SECRETS:
        if value is not None:
            raise refuse_argument(known)
        shown, where = _set_secret(paths, known)
    else:
        if value is None:
            raise InvalidInput(f"{known} needs a value", hint=f"lsh supabase config set {known} …")
        shown, where = _set_setting(paths, known, value), str(paths.config_file)
    if MODE.json:
        emit_json({"name": known, "value": shown, "kept_in": where})
    else:
        note(f"{known} is {said(shown)} ({where})")
    tell_daemon(paths)
    suggest("lsh supabase test")


def _set_secret(paths: Paths, name: str) -> tuple[str, str]:
    from lsh.secrets import open_secrets

    store = open_secrets(paths)
    secret = ask(name)
    store.put(SECRETS[name].stored, secret)
    warn_of_variables(SECRETS[name].variables)
    return masked(secret), store.where


def _set_setting(paths: Paths, name: str, text: str) -> Any:
    value = value_of(name, text)
    before = written(paths).get(name)
    keep(paths, name, value)
    if name == "url":
        warn_of_variables([URL_VARIABLE])
        if before not in {None, value} and not os.environ.get(URL_VARIABLE):
            forget(paths, "another project: everything will be synced to it from the beginning")
    if name == "enabled" and value is False:
        note("events wait for the sync to go on; 'lsh supabase config unset url' lets them go")
    return value
