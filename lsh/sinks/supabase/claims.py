"""Claiming shared occurrences: whoever inserts the row of one in ``job_executions`` runs it.

The row's id is made of the job and the instant, so that all machines mean the same row; Postgres lets
one of them have it. An answer that was lost is asked for again: the row says whose it is. What is
claimed stays its machine's own, also when that dies: it recovers the run when it is back.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple

from lsh.client.door import Door
from lsh.client.reading import reading
from lsh.domain.claim import Verdict
from lsh.domain.errors import LshError
from lsh.domain.policy import OnUnreachable
from lsh.domain.retry import RetryPolicy
from lsh.paths import Paths
from lsh.settings import Settings
from lsh.sinks.supabase.errors import RowRejected
from lsh.sinks.supabase.gateway import Gateway, Row
from lsh.sinks.supabase.opening import find_home, role_of_sink
from lsh.sinks.supabase.patience import Patience
from lsh.sinks.supabase.rows import Home, execution_row
from lsh.sinks.supabase.target import Target
from lsh.store.claims import PendingClaim, pending_claims
from lsh.store.sync_queries import claimed_run

log = logging.getLogger("lsh.sinks.supabase.claims")

TABLE = "job_executions"
_BATCH = 100
_LOOK_EVERY, _LOOK_AGAIN = 30.0, 1.0
"""Seconds after which it looks by itself, should nobody wake it; sooner while something is undecided."""
_OPEN_SECONDS = 3.0
"""How long nothing is asked after several failures in a row; occurrences are unreachable at once."""
_SHORTEST = 0.25  # seconds a request may take at least
_HOST_CHARS = 255
_AGAIN = RetryPolicy(
    base=timedelta(seconds=0.2), factor=2.0, ceiling=timedelta(seconds=1), jitter=0.5
)


class Answer(NamedTuple):
    """A verdict on an occurrence, with the machine that has it when it is another's."""

    verdict: Verdict
    holder: str | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """An occurrence that waits for its verdict, and the row that would be this home's claim."""

    claim: PendingClaim
    row: Row

    @property
    def row_id(self) -> str:
        """The remote key that all machines share."""
        return str(self.row["id"])


def answer_of(found: Row, wanted: Wanted) -> Answer:
    """Whose the occurrence is, by the row that was there already.

    Ours when it is this very run's claim, whose answer was lost. A row of this home about another run,
    or about one that went on, is of a ledger that was restored since: it ran before.
    """
    mine = (
        found.get("home_id") == wanted.row["home_id"]
        and found.get("execution_number") == wanted.claim.run_id
        and found.get("state") == wanted.row["state"]
    )
    if mine:
        return Answer(Verdict.WON)
    host = found.get("host")
    known = isinstance(host, str) and host.isprintable() and 0 < len(host) <= _HOST_CHARS
    return Answer(Verdict.LOST, host if known else None)


class Claimer:
    """Decides the pending claims of one home, in a thread of the sink process."""

    def __init__(
        self,
        paths: Paths,
        settings: Settings,
        target: Target,
        *,
        allowed: Callable[[], None] = lambda: None,
    ) -> None:
        self._paths = paths
        self._allowed = allowed  # raises while nothing may be claimed
        self._settings = settings
        self._target = target
        self._wake = threading.Event()
        self._patience = Patience(_AGAIN, open_seconds=_OPEN_SECONDS)
        self._next_try = 0.0  # by the monotonic clock
        self._first_seen: dict[int, float] = {}  # of the pending runs
        self._withdrawn: dict[str, float] = {}  # row ids to take back, and from when on
        self._trouble: str | None = None
        self._undecided = False  # whether something was pending at the last look

    def wake(self) -> None:
        """There may be a new occurrence."""
        self._wake.set()

    @property
    def timeout(self) -> float:
        """Seconds for one request: short enough for a second one before it is too late."""
        most = max(self._settings.claim_timeout / 2, _SHORTEST)
        return min(self._settings.supabase.request_timeout, most)

    def run(self, stop: threading.Event) -> None:
        """Until ``stop``."""
        with ExitStack() as stack:
            door = stack.enter_context(Door(self._paths, role=role_of_sink(self._settings)))
            home = find_home(self._paths, self._settings, self._target, door)
            gateway = stack.enter_context(Gateway(self._target, timeout=self.timeout))
            session = Session(gateway, door, home)
            while True:
                self._wake.clear()  # before looking at stop: whoever sets that wakes us after it
                if stop.is_set():
                    return
                if not self.look(session):
                    self.rest(stop)

    def rest(self, stop: threading.Event) -> None:
        """Until there is something to do: an occurrence, another try, or the end."""
        undecided = self._undecided or self._withdrawn
        until = time.monotonic() + (_LOOK_AGAIN if undecided else _LOOK_EVERY)
        if self._undecided and self._patience.troubled:
            until = min(until, max(self._next_try, time.monotonic() + 0.05))
        while not self._wake.is_set() and (left := until - time.monotonic()) > 0:
            if stop.is_set():
                return
            self._wake.wait(left)

    def look(self, session: Session) -> bool:
        """Decide what is pending now, as far as that can be known now; whether there is more."""
        wanted = session.pending(self._paths)
        self._undecided = bool(wanted)
        now = time.time()
        runs = [item.claim.run_id for item in wanted]
        self._first_seen = {run: self._first_seen.get(run, now) for run in runs}
        answered = False
        try:
            if time.monotonic() < self._next_try:
                self._give_up(session, self._hopeless(wanted))
            elif wanted:
                answered = self._claim(session, wanted[:_BATCH])
            elif self._withdrawn:
                self._withdraw(session)
        except LshError as error:  # the engine's; the worker sees when it is gone
            log.debug("claims: %s", error.message)
        return answered and len(wanted) > _BATCH

    def _hopeless(self, wanted: Sequence[Wanted]) -> list[Wanted]:
        """Those for which the next try comes too late; all of them after several failures in a row."""
        if self._patience.breaker == "open":
            return list(wanted)
        next_try = time.time() + self._next_try - time.monotonic()
        return [item for item in wanted if self._deadline(item.claim) < next_try]

    def _deadline(self, claim: PendingClaim) -> float:
        """Until when an answer is waited for. What was late to begin with could not be asked before."""
        begun = max(claim.due_at / 1e6, self._first_seen[claim.run_id])
        return begun + self._settings.claim_timeout

    def _claim(self, session: Session, wanted: list[Wanted]) -> bool:
        """Ask about these and say what was answered; whether anything was."""
        try:
            self._allowed()
            answers = self._patience.call(session.claim, wanted)
        except LshError as error:
            self._failed(session, wanted, error)
            return False
        if self._trouble is not None:
            log.info("occurrences can be claimed again, after: %s", self._trouble)
        self._next_try, self._trouble = 0.0, None
        self._tell(session, [(w, answers[w.row_id]) for w in wanted if w.row_id in answers])
        return bool(answers)

    def _failed(self, session: Session, wanted: list[Wanted], error: LshError) -> None:
        if self._trouble != error.message:
            log.warning("shared occurrences cannot be claimed: %s", error.message)
        self._trouble = error.message
        self._next_try = time.monotonic() + self._patience.pause_after(error)
        self._give_up(session, self._hopeless(wanted))

    def _give_up(self, session: Session, wanted: Sequence[Wanted]) -> None:
        self._tell(session, [(item, Answer(Verdict.UNREACHABLE)) for item in wanted])
        for item in wanted:
            if item.claim.on_unreachable is OnUnreachable.SKIP:
                self._take_back_later(item)

    def _tell(self, session: Session, answers: Sequence[tuple[Wanted, Answer]]) -> None:
        """Say the verdicts. What we claimed and the engine gave up meanwhile is taken back."""
        if not answers:
            return
        said = [
            {"run": str(item.claim.run_id), "verdict": str(answer.verdict), "holder": answer.holder}
            for item, answer in answers
        ]
        refused = session.door.call("runs_claim", {"claims": said})["refused"]
        for item, answer in answers:
            if (why := refused.get(str(item.claim.run_id))) is None:
                continue
            log.info("run %s: %s", item.claim.run_id, why)
            skipped = item.claim.on_unreachable is OnUnreachable.SKIP
            if answer.verdict is Verdict.WON and skipped:
                self._take_back_later(item)

    def _take_back_later(self, item: Wanted) -> None:
        """Our claim on what was skipped may stand there: it goes once nobody can mean it any more."""
        self._withdrawn[item.row_id] = item.claim.due_at / 1e6 + 2 * self._settings.claim_timeout

    def _withdraw(self, session: Session) -> None:
        ripe = [row_id for row_id, at in self._withdrawn.items() if at < time.time()][:_BATCH]
        if not ripe:
            return
        try:
            self._patience.call(session.withdraw, ripe)
        except LshError as error:
            self._next_try = time.monotonic() + self._patience.pause_after(error)
            return
        for row_id in ripe:
            self._withdrawn.pop(row_id, None)


@dataclass(slots=True)
class Session:
    """What one thread works with."""

    gateway: Gateway
    door: Door
    home: Home

    def pending(self, paths: Paths) -> list[Wanted]:
        """The occurrences that nobody has decided, the earliest first."""
        wanted = []
        with reading(paths) as ledger:
            for claim in pending_claims(ledger):
                run = claimed_run(ledger, claim.run_id)
                if run is not None:
                    row = execution_row(run._replace(claim=Verdict.WON), self.home)
                    wanted.append(Wanted(claim, row))
        return wanted

    def claim(self, wanted: Sequence[Wanted]) -> dict[str, Answer]:
        """The answers by row id; one that is missing is to be asked for again. Raises as Gateway does."""
        refused: RowRejected | None = None
        new: list[Row] = []
        try:
            new = self.gateway.insert_new(TABLE, [item.row for item in wanted])
        except RowRejected as error:
            if len(wanted) > 1:  # one row must not decide about the others
                return {k: v for item in wanted for k, v in self.claim([item]).items()}
            # of two machines at the very same moment one gets here: the row's other unique key is in
            # the way, which "on conflict" does not speak of. Then the row is there, and says whose it is
            refused = error
        answers = {str(row["id"]): Answer(Verdict.WON) for row in new}
        taken = {item.row_id: item for item in wanted if item.row_id not in answers}
        if taken:
            for row in self.gateway.select(
                TABLE,
                columns="id,home_id,host,execution_number,state",
                # another user's row under this id, which the secret key sees, is no machine of ours
                filters=[("id", "in", list(taken)), ("user_id", "eq", self.home.user_id)],
                limit=len(taken),
            ):
                answers[str(row["id"])] = answer_of(row, taken[str(row["id"])])
        if refused is not None and wanted[0].row_id not in answers:
            log.warning("run %s cannot be claimed: %s", wanted[0].claim.run_id, refused.message)
            return {wanted[0].row_id: Answer(Verdict.UNREACHABLE)}
        return answers

    def withdraw(self, row_ids: Sequence[str]) -> None:
        """Delete our claims on what did not run here."""
        filters = [
            ("id", "in", list(row_ids)),
            ("home_id", "eq", self.home.home_id),
            ("state", "eq", "scheduled"),
        ]
        self.gateway.delete(TABLE, filters)
