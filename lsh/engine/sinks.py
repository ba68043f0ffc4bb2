"""What the engine knows of the processes that deliver outside: how they are asked, not what they do."""

from __future__ import annotations

from typing import Any, Protocol

from lsh.settings import Settings


class SinkKeeper(Protocol):
    """Keeps the wanted sinks going; the daemon has one, an engine without a daemon has none."""

    async def reload(self, settings: Settings) -> None:
        """Start anew what ``settings`` want, and end what they do not want any more."""

    def describe(self) -> dict[str, dict[str, Any]]:
        """Each sink that there is: ``{state, pid, restarts, memory_rss, last_exit}``."""

    def heard(self, sink: str) -> None:
        """The sink has given a sign of life."""
