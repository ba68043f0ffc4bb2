"""What every render script does with its files: writes them, or with --check only compares them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path


def keep(wanted: Mapping[Path, str], present: Iterable[Path] = ()) -> int:
    """Write the files that are not as ``wanted``, and remove those ``present`` that nobody wants.

    With ``--check`` on the command line nothing is changed; the exit code is 1 if something would be.
    """
    paths = sorted({*wanted, *present})
    stale = [path for path in paths if _text(path) != wanted.get(path)]
    if "--check" in sys.argv[1:]:
        if stale:
            names = ", ".join(path.name for path in stale)
            print(f"stale: {names}; run scripts/{Path(sys.argv[0]).name}", file=sys.stderr)
        return int(bool(stale))
    for path in stale:
        if path in wanted:
            path.write_text(wanted[path])
        else:
            path.unlink()
    return 0


def _text(path: Path) -> str | None:
    return path.read_text() if path.exists() else None
