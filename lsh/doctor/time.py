"""Clock and time zone."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from lsh.daemon.tools import ToolFailed
from lsh.doctor.ledger import armed
from lsh.doctor.surroundings import Surroundings
from lsh.domain.errors import ConfigurationError, InvalidInput, LshError
from lsh.domain.finding import Finding
from lsh.domain.humane import span

_PROBE = 0.05  # seconds between two looks at both clocks
_JUMP = 0.5  # what they may differ by on a machine that was busy in between
_AHEAD = 60.0  # what the newest event may lie in the future by
_RECENT = 7 * 86400.0


def clock(here: Surroundings) -> Finding:
    """Whether the clock is kept right, does not jump, and was not put back behind the ledger."""
    wall, ticks = here.now(), here.ticks()
    time.sleep(_PROBE)
    jump = (here.now() - wall) - (here.ticks() - ticks)
    if abs(jump) > _JUMP:
        return Finding.warning(
            f"the clock jumped by {span(abs(jump))} while it was looked at", "let NTP keep it"
        )
    ahead = _ahead_of(here)
    if ahead > _AHEAD:
        return Finding.failed(
            f"the newest event is {span(ahead)} in the future: the clock was put back",
            "set the clock right: timedatectl set-ntp true",
            1,
        )
    try:
        answer = here.tool("timedatectl")("show", "-p", "NTPSynchronized", "--value").strip()
    except ToolFailed as error:
        return Finding.ok(f"steady; whether NTP keeps it is not known ({error})")
    if answer != "yes":
        return Finding.warning("NTP does not keep the clock", "timedatectl set-ntp true")
    return Finding.ok("kept by NTP")


def _ahead_of(here: Surroundings) -> float:
    """Seconds from now to the ledger's newest event; not positive as a rule."""
    from lsh.store.health import last_event_at

    if not here.paths.database.exists() or not here.paths.database.stat().st_size:
        return 0.0  # an empty file is a database without tables
    at = last_event_at(here.paths.database)
    return 0.0 if at is None else at / 1e6 - here.now()


def zone(here: Surroundings) -> Finding:
    """Whether the time zone is known, and the one that the jobs were defined in."""
    from lsh.domain.zones import check_timezone
    from lsh.engine.jobs import machine_zone

    try:
        name = here.settings.timezone or machine_zone()
        local = datetime.fromtimestamp(here.now(), check_timezone(name))
    except (ConfigurationError, InvalidInput) as error:
        return Finding.failed(
            error.message, error.hint or "write an IANA name", ConfigurationError.exit_code
        )
    text = f"{name}, {local:%H:%M} (UTC {datetime.fromtimestamp(here.now(), UTC):%H:%M})"
    former = _former_zone(here, name)
    if former:
        return Finding.warning(
            f"{text}, but every job is in {former}: the machine seems to have moved",
            "for each job that is to follow: lsh cron edit JOB --timezone ZONE",
        )
    return Finding.ok(text)


def _former_zone(here: Surroundings, name: str) -> str | None:
    """The one zone that all jobs on a schedule are in, when it is not ``name``; UTC is a choice."""
    try:
        specs = armed(here) or []
    except LshError:
        return None  # the database's own check says so
    zones = {spec.timezone for _, spec in specs if spec.schedule}
    one = zones.pop() if len(zones) == 1 else None
    return None if one in {name, "UTC", "Etc/UTC"} else one
