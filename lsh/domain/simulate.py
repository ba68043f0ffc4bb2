"""Many schedules played against each other on a clock that nobody has to wait for."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from lsh.domain.overlap import WAITING_LIMIT
from lsh.domain.policy import Overlap
from lsh.domain.shift_notes import shift_note
from lsh.domain.triggers import CronTrigger, Trigger
from lsh.domain.zones import shifts

_TELL_EVERY = 1000  # occurrences
EVENTS_LIMIT = 100_000
_SHOWN = 20
_INSTANT = timedelta(microseconds=1)
_MAY_WAIT = {Overlap.SKIP: 0, Overlap.QUEUE_ONE: 1}
# a run of unknown duration still meets what starts at the same instant
_BRIEFEST = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class SimJob:
    """A job as the simulation needs it; ``duration`` is how long a run is expected to take."""

    id: str
    name: str
    trigger: Trigger
    offset: timedelta = timedelta()
    duration: timedelta = timedelta()
    overlap: Overlap = Overlap.SKIP


@dataclass(frozen=True, slots=True)
class JobFigures:
    """What a job did in the replay.

    Of the occurrences ``due``, runs ``started``, ``cut_short`` of them by a later one; ``skipped``
    because the previous one still ran; the most that ``waited`` at once; the clock changes it meets.
    """

    id: str
    name: str
    due: int
    started: int
    skipped: int
    cut_short: int
    waited: int
    clock_changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Collision:
    """Jobs that start at the same instant, by id."""

    at: datetime
    jobs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Busiest:
    """The UTC minute in which the most runs start."""

    minute: datetime
    starts: int


@dataclass(frozen=True, slots=True)
class Simulation:
    """The replay from ``start`` to ``end``. ``end`` is earlier than asked for if ``cut``.

    ``collision_count`` counts all instants with more than one start, ``collisions`` shows the most
    crowded of them. ``peak`` runs went on together, first at ``peak_at``.
    """

    start: datetime
    end: datetime
    cut: bool
    jobs: tuple[JobFigures, ...]
    peak: int
    peak_at: datetime | None
    busiest: Busiest | None
    collision_count: int
    collisions: tuple[Collision, ...]


def simulate(
    jobs: Sequence[SimJob],
    start: datetime,
    end: datetime,
    *,
    limit: int = EVENTS_LIMIT,
    watcher: Callable[[datetime], None] | None = None,
) -> Simulation:
    """Replay ``jobs`` over [``start``, ``end``), at most ``limit`` occurrences of them.

    Every run takes its job's expected duration; slots and retries are not simulated. A run that ends
    at the instant at which another is due has ended. ``watcher`` is told how far the replay is.
    """
    tracks = [_Track(job, index) for index, job in enumerate(jobs)]
    log = _Log()
    agenda = _Agenda(tracks, start, end)
    handled = 0
    cut_at = None
    while (due := agenda.next_due()) is not None:
        if handled == limit:
            cut_at = due[0]
            break
        if watcher is not None and handled % _TELL_EVERY == 0:
            watcher(due[0])
        handled += 1
        at, track = due
        agenda.finish_until(at, log)
        agenda.begin(track, at, log)
    if cut_at is None:
        agenda.finish_until(end, log)
    return _summary(tracks, log, start, cut_at or end, cut_at is not None)


@dataclass(slots=True)
class _Track:
    """One job's state while the replay goes on; ``running`` are the tickets of its runs."""

    job: SimJob
    index: int
    running: set[int] = field(default_factory=set)
    waiting: int = 0
    due: int = 0
    started: int = 0
    skipped: int = 0
    cut_short: int = 0
    waited: int = 0


@dataclass(slots=True)
class _Log:
    """What is counted over all jobs."""

    running: int = 0
    peak: int = 0
    peak_at: datetime | None = None
    minutes: Counter[datetime] = field(default_factory=Counter)
    latest: datetime | None = None
    together: list[str] = field(default_factory=list)
    collisions: list[Collision] = field(default_factory=list)

    def started(self, job: SimJob, at: datetime) -> None:
        """Note the start of a run."""
        self.minutes[at.replace(second=0, microsecond=0)] += 1
        if at != self.latest:
            self.close()
            self.latest = at
        self.together.append(job.id)
        self.running += 1
        if self.running > self.peak:
            self.peak, self.peak_at = self.running, at

    def close(self) -> None:
        """Note what started at the latest instant as a collision, if it was more than one run."""
        if self.latest is not None and len(self.together) > 1:
            self.collisions.append(Collision(self.latest, tuple(self.together)))
        self.together = []


class _Agenda:
    """What comes next: the occurrences ahead and the ends of what runs."""

    def __init__(self, tracks: list[_Track], start: datetime, end: datetime) -> None:
        self._tracks = tracks
        self._end = end
        self._dues: list[tuple[datetime, int, datetime]] = []
        self._ends: list[tuple[datetime, int, int]] = []
        self._ticket = 0
        for index, track in enumerate(tracks):
            # due, not nominal, instants lie in the replay
            self._push(index, start - track.job.offset - _INSTANT)

    def next_due(self) -> tuple[datetime, _Track] | None:
        """Take the next occurrence; of several at one instant, in the order of the jobs."""
        if not self._dues:
            return None
        at, index, nominal = heapq.heappop(self._dues)
        self._push(index, nominal)
        return at, self._tracks[index]

    def begin(self, track: _Track, at: datetime, log: _Log) -> None:
        """Let one occurrence start, wait, be skipped or take another's place, as its overlap says."""
        track.due += 1
        overlap = track.job.overlap
        if not track.running or overlap is Overlap.ALLOW:
            self._start(track, at, log)
        elif track.waiting >= _MAY_WAIT.get(overlap, WAITING_LIMIT):
            track.skipped += 1
        elif overlap in (Overlap.QUEUE_ONE, Overlap.QUEUE_ALL):
            track.waiting += 1
            track.waited = max(track.waited, track.waiting)
        else:
            track.cut_short += len(track.running)
            log.running -= len(track.running)
            track.running.clear()
            self._start(track, at, log)

    def finish_until(self, instant: datetime, log: _Log) -> None:
        """End all runs due to end by ``instant``, and start what waited for them."""
        while self._ends and self._ends[0][0] <= instant:
            at, ticket, index = heapq.heappop(self._ends)
            track = self._tracks[index]
            if ticket not in track.running:
                continue  # it was cut short
            track.running.remove(ticket)
            log.running -= 1
            if track.waiting and at < self._end:
                track.waiting -= 1
                self._start(track, at, log)

    def _start(self, track: _Track, at: datetime, log: _Log) -> None:
        self._ticket += 1
        track.started += 1
        track.running.add(self._ticket)
        log.started(track.job, at)
        end = at + max(track.job.duration, _BRIEFEST)
        heapq.heappush(self._ends, (end, self._ticket, track.index))

    def _push(self, index: int, after: datetime) -> None:
        job = self._tracks[index].job
        nominal = job.trigger.next_after(after)
        if nominal is not None and nominal + job.offset < self._end:
            heapq.heappush(self._dues, (nominal + job.offset, index, nominal))


def _summary(
    tracks: list[_Track], log: _Log, start: datetime, end: datetime, cut: bool
) -> Simulation:
    log.close()
    # of equally busy minutes and equally crowded instants the earliest; both were noted in order
    minute, starts = max(log.minutes.items(), key=lambda item: item[1], default=(None, 0))
    crowded = sorted(log.collisions, key=lambda collision: -len(collision.jobs))[:_SHOWN]
    return Simulation(
        start=start,
        end=end,
        cut=cut,
        jobs=tuple(_figures(track, start, end) for track in tracks),
        peak=log.peak,
        peak_at=log.peak_at,
        busiest=None if minute is None else Busiest(minute, starts),
        collision_count=len(log.collisions),
        collisions=tuple(crowded),
    )


def _figures(track: _Track, start: datetime, end: datetime) -> JobFigures:
    job = track.job
    notes: list[str] = []
    if isinstance(job.trigger, CronTrigger):
        met = (shift_note(job.trigger, shift) for shift in shifts(job.trigger.zone, start, end))
        notes = [note for note in met if note][:_SHOWN]
    return JobFigures(
        id=job.id,
        name=job.name,
        due=track.due,
        started=track.started,
        skipped=track.skipped,
        cut_short=track.cut_short,
        waited=track.waited,
        clock_changes=tuple(notes),
    )
