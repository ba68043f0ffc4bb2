"""Which home this is, among all that ever sync with one database."""

from __future__ import annotations

import sqlite3
import uuid

from lsh.store.facts import Facts

_HOME_ID = "home_id"


def give_identity(connection: sqlite3.Connection) -> None:
    """Give the ledger its id for life, unless it has one. A restored backup keeps its id."""
    facts = Facts(connection)
    if facts.get(_HOME_ID) is None:
        facts.put(_HOME_ID, str(uuid.uuid4()))


def renew_identity(connection: sqlite3.Connection) -> str:
    """Give the ledger another id; the new one. For a copy of a home that lives on elsewhere.

    What was won for all machines was won under the old id: its rows stay with the other home, and here
    those runs are this home's own.
    """
    renewed = str(uuid.uuid4())
    Facts(connection).put(_HOME_ID, renewed)
    connection.execute("UPDATE runs SET claim = NULL WHERE claim = 'won' AND finished_at > 0")
    return renewed


def home_id(connection: sqlite3.Connection) -> str:
    """The ledger's id: a UUID. Raises KeyError for a ledger that no engine has opened."""
    found = Facts(connection).get(_HOME_ID)
    if found is None:
        raise KeyError(_HOME_ID)
    return found
