"""All checks in their order, one after the other; what breaks one breaks no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import perf_counter
from typing import NamedTuple

from lsh.doctor import daemon, face, home, installation, ledger, time
from lsh.doctor.surroundings import Surroundings
from lsh.domain.errors import ConfigurationError, LshError
from lsh.domain.finding import Check, Finding, Verdict


class Examination(NamedTuple):
    """A check by its name; ``needs`` names one that must not have failed."""

    name: str
    look: Callable[[Surroundings], Finding]
    needs: str | None = None


EXAMINATIONS = (
    Examination("python", installation.python),
    Examination("lsh", installation.lsh),
    Examination("packages", installation.packages),
    Examination("configuration", home.configuration),
    Examination("folders", home.folders),
    Examination("files", home.files),
    Examination("filesystem", home.filesystem),
    Examination("disk", home.disk),
    Examination("database", ledger.database, "folders"),
    Examination("daemon", daemon.daemon),
    Examination("socket", daemon.socket),
    Examination("socket path", home.socket_path),
    Examination("spawner", daemon.spawner),
    Examination("service", daemon.service),
    Examination("clock", time.clock, "database"),
    Examination("time zone", time.zone),
    Examination("templates", ledger.templates),
    Examination("programs", ledger.programs, "database"),
    Examination("logs", home.logs),
    Examination("secrets", ledger.secrets),
    Examination("supabase", ledger.supabase, "configuration"),
    Examination("completion", face.completion),
    Examination("terminal", face.terminal),
)


def examine(
    here: Surroundings, starting: Callable[[str], None] = lambda name: None
) -> Iterator[Check]:
    """Every check in its order; ``starting`` is called with a check's name before it is made."""
    failed: set[str] = set()
    for name, look, needs in EXAMINATIONS:
        if needs in failed:
            failed.add(name)
            yield Check(name, Verdict.SKIPPED, f"{needs} failed", None, 0.0)
            continue
        starting(name)
        began = perf_counter()
        found = _found(here, look)
        if found.verdict is Verdict.FAILED:
            failed.add(name)
        yield Check(
            name,
            found.verdict,
            found.detail,
            found.remedy,
            round(perf_counter() - began, 6),
            found.exit_code,
        )


def _found(here: Surroundings, look: Callable[[Surroundings], Finding]) -> Finding:
    try:
        return look(here)
    except LshError as error:
        # 78 for what a person must mend in the home, 1 for the rest; as the command's help says
        known = error.exit_code == ConfigurationError.exit_code
        return Finding.failed(error.message, error.hint, error.exit_code if known else 1)
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        return Finding.failed(f"{where}{error.strerror or error}", "check its owner and mode", 78)
    except Exception as error:
        # a doctor who faints helps nobody: the other checks go on
        text = f"the check itself failed: {type(error).__name__}: {error}"
        return Finding.failed(text, "please report it", 1)
