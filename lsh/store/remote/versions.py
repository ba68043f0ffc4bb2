"""The versions of the remote schema. Each migration's text brings any older version up to the newest."""

from __future__ import annotations

VERSIONS: dict[int, str] = {1: "first schema"}
"""From version to what it brought. A change of ``tables.py`` or of ``sql/`` takes a new one."""

VERSION = max(VERSIONS)
