"""lsh: a durable ledger of everything that was due, and a small daemon that makes it happen.

Importing this package is free of charge: the programmatic face is loaded on first use.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as typing's, without importing it into the spawner and every command
if TYPE_CHECKING:
    from typing import Any

    from lsh.manager import CronJobManager

__version__ = "0.1.0"
__all__ = ["CronJobManager", "__version__"]


def __getattr__(name: str) -> Any:
    if name == "CronJobManager":
        from lsh.manager import CronJobManager

        return CronJobManager
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
