"""``lsh --version``: the version, and the commit that it was built from."""

from __future__ import annotations

from lsh import __version__
from lsh.commands.mode import MODE
from lsh.commands.output import emit_json, emit_text
from lsh.provenance import Provenance, provenance

_DIGITS = 12


def show_version() -> None:
    """Print it; with ``--json`` as ``{version, commit, committed_at, changed}``."""
    found = provenance()
    if MODE.json:
        emit_json({"version": __version__, **found._asdict()})
    else:
        emit_text(f"lsh {__version__} ({_origin(found)})")


def _origin(found: Provenance) -> str:
    if found.commit is None:
        return "commit unknown"
    day = f" of {found.committed_at[:10]}" if found.committed_at else ""
    return f"{found.commit[:_DIGITS]}{day}{', changed since' if found.changed else ''}"
