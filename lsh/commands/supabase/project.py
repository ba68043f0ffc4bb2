"""The project that a command asks, named before it is asked: with which key, too."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lsh.commands.output import note
from lsh.paths import Paths, find_paths
from lsh.settings import Settings, load_settings

if TYPE_CHECKING:
    from lsh.sinks.supabase.gateway import Gateway
    from lsh.sinks.supabase.target import Target


def project() -> tuple[Paths, Settings, Target]:
    """The project of this home. Raises NotConfigured where there is none."""
    from lsh.sinks.supabase.target import find_target

    paths = find_paths()
    settings = load_settings(paths)
    target = find_target(paths, settings)
    note(f"{target.project}, {target.shown_key}")
    return paths, settings, target


def gateway() -> Gateway:
    """The way to it; a context manager."""
    from lsh.sinks.supabase.gateway import Gateway

    _, settings, target = project()
    return Gateway(target, timeout=settings.supabase.request_timeout)
