"""What clocks put forward or back do to a cron schedule, told in a sentence."""

from __future__ import annotations

from datetime import datetime, timedelta

from lsh.domain.cron import CronExpression
from lsh.domain.cron_count import count_walls
from lsh.domain.cron_words import is_whole
from lsh.domain.prose import lateness_text, listed
from lsh.domain.triggers import CronTrigger
from lsh.domain.zones import Shift

_SECOND = timedelta(seconds=1)
_NAMED = 3


def shift_note(trigger: CronTrigger, shift: Shift) -> str | None:
    """How ``shift`` meets the schedule; None if it does not, or only keeps its even pace.

    "02:30 does not exist on 2027-03-28 (clocks go forward 1h); runs at 03:00".
    """
    expression = trigger.expression
    # every hour alike: real time goes on evenly, and nobody waits for a certain hour
    if not expression.is_fixed_time and is_whole(expression.fields[2]):
        return None
    return gap_note(expression, shift) if shift.is_gap else _fold_note(expression, shift)


def gap_note(expression: CronExpression, shift: Shift) -> str | None:
    """What becomes of the matches that the gap of ``shift`` swallows; None if there are none."""
    times, verb = _times(expression, shift.wall_before, shift.wall_after)
    if not times:
        return None
    then = "left out"
    if expression.is_fixed_time:
        then = f"{'runs' if verb == 'does' else 'run once,'} at {_clock(shift.wall_after)}"
        if shift.wall_after.date() != shift.wall_before.date():
            then += f" on {shift.wall_after.date()}"
    return f"{times} {verb} not exist {_circumstances(shift)}; {then}"


def _fold_note(expression: CronExpression, shift: Shift) -> str | None:
    times, verb = _times(expression, shift.wall_after, shift.wall_before)
    if not times:
        return None
    then = "the first time only" if expression.is_fixed_time else "both times"
    come, run = ("comes", "runs") if verb == "does" else ("come", "run")
    return f"{times} {come} twice {_circumstances(shift)}; {run} {then}"


def pass_note(expression: CronExpression, shift: Shift, *, second: bool) -> str:
    """For one occurrence inside the fold of ``shift``: which of the two showings it is."""
    which = "second" if second else "first"
    only = " and only" if expression.is_fixed_time else ""
    return f"the {which}{only} time: comes twice {_circumstances(shift)}"


def written_note(written: datetime, shift: Shift) -> str:
    """For a single time that was written inside the gap of ``shift``."""
    runs = f"runs at {_clock(shift.wall_after)}"
    return f"{_clock(written)} does not exist {_circumstances(shift)}; {runs}"


def _circumstances(shift: Shift) -> str:
    day = min(shift.wall_before, shift.wall_after).date()
    way = "forward" if shift.is_gap else "back"
    return f"on {day} (clocks go {way} {lateness_text(abs(shift.size))})"


def _times(expression: CronExpression, start: datetime, end: datetime) -> tuple[str, str]:
    """The matching wall times in [``start``, ``end``) in words, and "does" or "do"."""
    total = count_walls(expression, start, end)
    walls: list[datetime] = []
    wall = expression.next_wall(start - _SECOND)
    while wall is not None and wall < end and len(walls) < _NAMED:
        walls.append(wall)
        wall = expression.next_wall(wall)
    if total <= _NAMED:
        return listed([_clock(w) for w in walls]), "does" if total == 1 else "do"
    last = end - _SECOND
    while not expression.matches(last):
        last -= _SECOND
    return f"{total} times from {_clock(walls[0])} to {_clock(last)}", "do"


def _clock(wall: datetime) -> str:
    return wall.strftime("%H:%M:%S" if wall.second else "%H:%M")
