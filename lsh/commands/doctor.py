"""``lsh doctor``."""

from __future__ import annotations

from lsh.commands.checks import document, show, tell
from lsh.commands.mode import MODE
from lsh.commands.output import emit_json
from lsh.domain.finding import first_failure


def command() -> int:
    """Examine the installation and the home, and say what mends what is wrong.

    It changes nothing and needs no daemon; a home that is broken is what it is for. Exit code 0 when
    nothing failed (a warning is no failure), by the first failure 78 when the configuration, the home
    or the database is to be mended, else 1.

    Examples:
        lsh doctor
        lsh doctor --json
        lsh doctor --quiet || echo broken
    """
    from lsh.doctor.examination import examine
    from lsh.doctor.surroundings import Surroundings

    checks = list(examine(Surroundings(), lambda name: tell(f"looking at {name}")))
    tell(None)
    if MODE.json:
        emit_json(document(checks))
    else:
        show(checks)
    return first_failure(checks)
