"""Bringing a ledger to the version that this program writes. Steps are ordered, each in its own transaction.

A new file gets ``schema.sql`` as it stands. An older one gets the steps that it lacks, one after the
other; a step that fails leaves the file at the last version that worked. ``PRAGMA user_version`` is
the number of the last step. (Alembic was planned for this: it needs the ORM, 51 MB in the engine, to
do what an ordered list of SQL texts does; see ``docs/architecture.md``.)
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from lsh.domain.errors import ConfigurationError, LedgerTooNew
from lsh.store.database import APPLICATION_ID, translated

_SHARED_DATABASE = """
ALTER TABLE jobs ADD COLUMN elsewhere BOOLEAN DEFAULT 0 NOT NULL;
ALTER TABLE runs ADD COLUMN claim VARCHAR;
CREATE TABLE dead_letters (
    id INTEGER NOT NULL,
    sink VARCHAR NOT NULL,
    target VARCHAR NOT NULL,
    row_key VARCHAR NOT NULL,
    body VARCHAR NOT NULL,
    error VARCHAR NOT NULL,
    first_at BIGINT NOT NULL,
    last_at BIGINT NOT NULL,
    tries INTEGER NOT NULL,
    PRIMARY KEY (id),
    UNIQUE (sink, target, row_key)
);
CREATE TABLE shell_sessions (
    id VARCHAR NOT NULL,
    shell VARCHAR NOT NULL,
    pid INTEGER,
    host VARCHAR NOT NULL,
    cwd VARCHAR,
    environment VARCHAR NOT NULL,
    started_at BIGINT NOT NULL,
    ended_at BIGINT,
    PRIMARY KEY (id)
);
CREATE TABLE shell_history (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    session_id VARCHAR NOT NULL,
    command VARCHAR NOT NULL,
    cwd VARCHAR,
    exit_code INTEGER,
    started_at BIGINT NOT NULL,
    duration FLOAT,
    host VARCHAR NOT NULL
);
CREATE INDEX shell_history_started ON shell_history (started_at);
CREATE INDEX runs_pending ON runs (due_at) WHERE claim = 'pending' AND state = 'scheduled';
"""

STEPS: dict[int, str] = {2: _SHARED_DATABASE}
"""From version to the SQL that leads to it from the one before; version 1 is the first schema."""

VERSION = 1 + len(STEPS)


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Create the tables, or bring them up to date. Raises LedgerTooNew for a newer file."""
    with translated(path):
        version = version_of(connection, path)
        if version == 0:
            _run_step(connection, _first_schema(), VERSION)
            return
        for step in range(version + 1, VERSION + 1):
            _run_step(connection, STEPS[step], step)


def version_of(connection: sqlite3.Connection, path: Path) -> int:
    """The file's schema version: 0 for an empty file. Raises for a newer one, or a foreign one."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if application != APPLICATION_ID and (tables or version):
        raise ConfigurationError(
            f"{path} is a database, but not one of lsh's",
            hint="move it aside, or point LSH_HOME elsewhere",
        )
    if version > VERSION:
        raise LedgerTooNew(
            f"{path} was written by a newer lsh (schema {version}, this one knows {VERSION})",
            hint="install the newer lsh again, or restore a backup from before the upgrade",
        )
    return int(version)


def _first_schema() -> str:
    return Path(__file__).with_name("schema.sql").read_text()


def _run_step(connection: sqlite3.Connection, sql: str, version: int) -> None:
    # executescript would commit on its own; the pragmas are part of the same transaction
    script = (
        f"BEGIN IMMEDIATE;\n{sql}\nPRAGMA application_id = {APPLICATION_ID};\n"
        f"PRAGMA user_version = {version};\nCOMMIT;"
    )
    try:
        connection.executescript(script)
    except sqlite3.Error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
