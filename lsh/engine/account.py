"""The user that something belongs to; in a container there may be no entry for it."""

from __future__ import annotations

import os
import pwd
from collections.abc import Mapping
from typing import NamedTuple


class Account(NamedTuple):
    """A user's name and home folder."""

    name: str
    home: str


def account(uid: int | None = None, environ: Mapping[str, str] = os.environ) -> Account:
    """The account of ``uid``, by default ours. Without an entry: the number, and ``HOME`` or ``/``."""
    number = os.getuid() if uid is None else uid
    try:
        entry = pwd.getpwuid(number)
    except KeyError:
        return Account(str(number), environ.get("HOME") or "/")
    return Account(entry.pw_name, entry.pw_dir)
