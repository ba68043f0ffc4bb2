"""``python -m lsh.sinks.supabase``: started by the daemon, one a home."""

from __future__ import annotations

import logging
import sys

from lsh.domain.errors import LshError
from lsh.paths import find_paths
from lsh.settings import load_settings
from lsh.sinks.supabase.errors import NotConfigured
from lsh.spawner import kernel

_LEVELS = {"ERROR": 3, "CRITICAL": 3, "WARNING": 4, "INFO": 6, "DEBUG": 7}


class _Prefixed(logging.Formatter):
    """Levels as sd-daemon(3) has them: the daemon reads them."""

    def format(self, record: logging.LogRecord) -> str:
        return f"<{_LEVELS.get(record.levelname, 4)}>{super().format(record)}"


def main() -> int:
    """Sync until the daemon ends; 78 when there is nothing to sync with."""
    kernel.end_with_parent()
    kernel.name_process("lshd-supabase")
    handler = logging.StreamHandler()
    handler.setFormatter(_Prefixed("%(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    for chatty in ("httpx", "httpcore", "hpack"):  # they would note every request, with its URL
        logging.getLogger(chatty).setLevel(logging.WARNING)
    log = logging.getLogger("lsh.sinks.supabase")
    try:
        paths = find_paths()
        settings = load_settings(paths)
        from lsh.sinks.supabase.target import find_target

        target = find_target(paths, settings)
    except NotConfigured as error:
        log.info("%s; %s", error.message, error.hint)
        return error.exit_code
    except LshError as error:
        log.error("%s", error.message)
        return 1
    from lsh.sinks.supabase.worker import Worker

    return Worker(paths, settings, target).run()


if __name__ == "__main__":
    sys.exit(main())
