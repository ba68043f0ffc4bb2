"""Planning: what becomes of every instant at which a job was, is or is about to be due.

``plan`` is a pure function of the trigger, the policy, the first instant not yet planned and now. It
gives each occurrence exactly one decision, whatever the ticks it is called at, and the next instant
to plan from. Repeating it is harmless: the ledger keeps one row a job and ``scheduled_for``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from lsh.domain.misfires import Misfires, find_misfires
from lsh.domain.policy import CatchUp, SchedulePolicy
from lsh.domain.prose import instant_text, lateness_text
from lsh.domain.triggers import Trigger

_INSTANT = timedelta(microseconds=1)


class Decision(StrEnum):
    """What becomes of an occurrence."""

    RUN = "run"
    MISSED = "missed"  # too late, and nothing stands in for it
    COALESCED = "coalesced"  # too late, and a later one runs in its stead


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One scheduled instant and its decision; ``reason`` is a short sentence for people.

    ``due_at`` is ``scheduled_for`` plus the job's jitter offset. With ``span`` above 1 it stands for
    that many occurrences of one decision, of which ``scheduled_for`` is the oldest.
    """

    scheduled_for: datetime
    due_at: datetime
    decision: Decision
    reason: str | None
    span: int = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """Occurrences oldest first, and the first instant after them; None if nothing comes any more."""

    occurrences: tuple[Occurrence, ...]
    next_fire: datetime | None


def plan(
    trigger: Trigger,
    policy: SchedulePolicy,
    next_fire: datetime,
    now: datetime,
    *,
    horizon: datetime,
    offset: timedelta = timedelta(),
) -> Plan:
    """Decide on every occurrence from ``next_fire`` on that is due by ``horizon``.

    ``next_fire`` is the nominal instant of the first occurrence without a decision; ``horizon`` is not
    before ``now``, and what is due between the two is committed ahead as a run. A clock put back only
    makes ``next_fire`` lie further ahead: nothing is planned twice.
    """
    # nominal instants before this are misfires
    too_late = now - policy.misfire_grace - offset
    late: list[Occurrence] = []
    start: datetime | None = next_fire
    if next_fire < too_late:
        start = trigger.next_after(too_late - _INSTANT)
    runs, following = _punctual(trigger, start, horizon, offset)
    runs = _coalesced(runs, policy, now)
    if next_fire < too_late:
        on_time = next((run.scheduled_for for run in reversed(runs) if run.due_at <= now), None)
        found = find_misfires(trigger, policy, next_fire, too_late, now - offset, on_time)
        late = _decided(found, policy, now, offset)
    return Plan((*late, *runs), following)


def _punctual(
    trigger: Trigger, start: datetime | None, horizon: datetime, offset: timedelta
) -> tuple[list[Occurrence], datetime | None]:
    """The runs from ``start`` on that are due by ``horizon``, and the instant after them."""
    runs = []
    while start is not None and start + offset <= horizon:
        runs.append(Occurrence(start, start + offset, Decision.RUN, None))
        start = trigger.next_after(start)
    return runs, start


def _coalesced(runs: list[Occurrence], policy: SchedulePolicy, now: datetime) -> list[Occurrence]:
    """``runs`` with the newest that is due already standing in for the others that are.

    Each of them would be on time, by the grace; but several at once are what nobody was there for,
    and only a job that wants all of its misfires wants all of these.
    """
    late = [run for run in runs if run.due_at <= now]
    if len(late) < 2 or policy.catch_up is CatchUp.ALL:
        return runs
    newest = instant_text(late[-1].scheduled_for)
    reason = f"coalesced into the run for {newest}"
    before = [replace(run, decision=Decision.COALESCED, reason=reason) for run in late[:-1]]
    return [*before, *runs[len(before) :]]


def _decided(
    found: Misfires, policy: SchedulePolicy, now: datetime, offset: timedelta
) -> list[Occurrence]:
    """Misfires as occurrences: the older ones as one row, the rest each with its own reason."""
    rows = []
    if found.older is not None:
        older = found.older
        decision, reason = _not_run(older.last, found, policy, now - offset)
        span = f"{older.count} occurrences from {instant_text(older.first)} to "
        least = "at least " if decision is Decision.MISSED else ""
        reason = f"{span}{instant_text(older.last)}: {least}{reason}"
        rows.append(Occurrence(older.first, older.first + offset, decision, reason, older.count))
    for at in found.dropped:
        decision, reason = _not_run(at, found, policy, now - offset)
        rows.append(Occurrence(at, at + offset, decision, reason))
    for at in found.caught_up:
        reason = f"caught up {lateness_text(now - offset - at)} late"
        rows.append(Occurrence(at, at + offset, Decision.RUN, reason))
    return rows


def _not_run(
    at: datetime, found: Misfires, policy: SchedulePolicy, now: datetime
) -> tuple[Decision, str]:
    """Why the misfire at ``at`` is not run; ``now`` is without the jitter offset, as ``at`` is."""
    if found.stand_in is not None:
        return Decision.COALESCED, f"coalesced into the run for {instant_text(found.stand_in)}"
    late = f"{lateness_text(now - at)} late"
    if policy.catch_up is CatchUp.SKIP:
        grace = lateness_text(policy.misfire_grace)
        return Decision.MISSED, f"{late}, more than the grace of {grace}; catch-up is skip"
    if now - at > policy.catch_up_window:
        window = lateness_text(policy.catch_up_window)
        return Decision.MISSED, f"{late}, outside the catch-up window of {window}"
    limit = policy.catch_up_limit
    return Decision.MISSED, f"{late}, and only the newest {limit} misfires are caught up"
