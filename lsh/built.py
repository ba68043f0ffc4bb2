"""What this copy of lsh was built from.

In a checkout nothing stands here, and ``lsh.provenance`` asks git. Wheels and sdists carry this module
with the values filled in by hatch_build.py.
"""

from __future__ import annotations

COMMIT: str | None = None
COMMITTED_AT: str | None = None
CHANGED: bool | None = None
