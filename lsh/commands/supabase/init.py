"""``lsh supabase init``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from lsh.commands.mode import MODE
from lsh.commands.output import emit_document, emit_json, emit_text, note, suggest
from lsh.commands.progress import during
from lsh.commands.supabase.config.telling import tell_daemon
from lsh.commands.supabase.database_url import DatabaseUrl, database_url
from lsh.domain.errors import ConfigurationError, InvalidInput
from lsh.paths import find_paths


def command(
    db_url: DatabaseUrl = None,
    printed: Annotated[
        bool, typer.Option("--print", help="print the SQL, change and write nothing")
    ] = False,
) -> None:
    """Write the schema as a migration of the Supabase project in this folder, and apply it.

    The file goes to supabase/migrations, where 'supabase db push' finds it. With the URL of the
    project's database it is applied at once, all of it or nothing. What is there is left as it is;
    a second call changes nothing.

    Examples:
        lsh supabase init
        lsh supabase init --db-url - < database-url.txt
        lsh supabase init --print | psql "$SUPABASE_DB_URL"
    """
    from lsh.store.remote.render import render_migration
    from lsh.store.remote.versions import VERSION

    text = render_migration()
    if printed:
        if db_url is not None:
            raise InvalidInput("--print applies nothing", hint="leave out --db-url or --print")
        emit_json({"version": VERSION, "sql": text}) if MODE.json else emit_document(text)
        return
    url = database_url(db_url)
    file, written, applied, target = during("applying", lambda: _initialise(text, url))
    _show(file, written, applied, target)
    if applied:  # a sink that found no schema need not sit out its pause
        tell_daemon(find_paths())


def _initialise(text: str, url: str | None) -> tuple[Path, bool, bool, str | None]:
    """The file, whether it is new, whether the schema was applied, and to what."""
    from lsh.store.remote.folder import write_migration

    target = None
    if url is not None:
        from lsh.store.remote.applying import shown

        target = shown(url)
    file, written = write_migration(Path.cwd(), text, datetime.now(UTC))
    try:
        applied = url is not None and _apply(url)
    except BaseException:
        # what was not applied leaves nothing behind
        if written:
            file.unlink(missing_ok=True)
        raise
    return file.relative_to(Path.cwd()), written, applied, target


def _show(file: Path, written: bool, applied: bool, target: str | None) -> None:
    from lsh.store.remote.versions import VERSION

    if MODE.json:
        changed = written or applied
        said = {"version": VERSION, "file": str(file), "applied": applied}
        emit_json({**said, "changed": changed, "target": target})
        return
    emit_text(str(file))
    note(f"version {VERSION} is written there" if written else "it is there already, unchanged")
    if target is None:
        note("apply it with 'supabase db push', or with lsh supabase init --db-url URL")
        suggest("lsh supabase migrations")
    else:
        note(f"{target} {'is now' if applied else 'was already'} at version {VERSION}")
        suggest("lsh supabase test", "lsh supabase sync")


def _apply(url: str) -> bool:
    """Bring the database up to date; whether anything was lacking."""
    from lsh.store.remote.applying import connected, shown
    from lsh.store.remote.versions import VERSION

    with connected(url) as database:
        versions = [entry.version for entry in database.applied()]
        if versions and max(versions) > VERSION:
            raise ConfigurationError(
                f"{shown(url)} is at version {max(versions)}, this lsh knows {VERSION}",
                hint="install the newer lsh here too",
            )
        if VERSION in versions and not database.lacking():
            return False
        database.apply()
        return True
