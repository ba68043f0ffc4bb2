"""An occurrence that was committed ahead, and whose instant then passed with nobody there."""

from __future__ import annotations

from datetime import datetime, timedelta

from lsh.domain.policy import CatchUp, SchedulePolicy
from lsh.domain.prose import instant_text, lateness_text
from lsh.domain.schedule import Decision


def decide_late(
    policy: SchedulePolicy, late: timedelta, later: datetime | None
) -> tuple[Decision, str | None]:
    """What becomes of an occurrence that is ``late``, by the rules that ``schedule.plan`` follows.

    ``later`` is the newest later occurrence of the job that is run. Within the grace it is run as if
    nothing had been.
    """
    if late <= policy.misfire_grace:
        return Decision.RUN, None
    by = f"{lateness_text(late)} late"
    if policy.catch_up is CatchUp.SKIP:
        grace = lateness_text(policy.misfire_grace)
        return Decision.MISSED, f"{by}, more than the grace of {grace}; catch-up is skip"
    if policy.catch_up is CatchUp.LATEST and later is not None:
        return Decision.COALESCED, f"coalesced into the run for {instant_text(later)}"
    if late > policy.catch_up_window:
        window = lateness_text(policy.catch_up_window)
        return Decision.MISSED, f"{by}, outside the catch-up window of {window}"
    return Decision.RUN, f"caught up {by}"
