"""``lsh cron logs``."""

from __future__ import annotations

import time
from typing import Annotated, Any

import typer

from lsh.client.logs import PAUSE, LogReader, last_lines, whole
from lsh.client.veil import Veil
from lsh.commands.kinds import long
from lsh.commands.mode import MODE
from lsh.commands.output import emit_bytes, emit_json, note
from lsh.commands.session import ledger
from lsh.domain.errors import InvalidInput, NotFound
from lsh.domain.humane import plural
from lsh.domain.run import ACTIVE, RunState
from lsh.paths import Paths, find_paths
from lsh.store.queries import RunFilter, environment_of, get_job, get_run, had_run, list_runs

_LEDGER_EVERY = 5  # looks at the files for one at the ledger
_RECENT = 20

MaybeJobs = Annotated[
    list[str] | None, typer.Argument(metavar="JOB...", help="ids, unique prefixes or names")
]


@long
def command(
    jobs: MaybeJobs = None,
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="go on with what is printed from now on")
    ] = False,
    lines: Annotated[
        int | None, typer.Option("--lines", "-n", min=0, metavar="N", help="the last N lines only")
    ] = None,
    run: Annotated[
        str | None, typer.Option("--run", metavar="RUN", help="of this run; default: the newest")
    ] = None,
    attempt: Annotated[
        int | None, typer.Option("--attempt", min=1, metavar="N", help="default: the last")
    ] = None,
    raw: Annotated[bool, typer.Option("--raw", help="as it was printed, secrets too")] = False,
) -> None:
    """Show what a job's newest run printed, or go on showing it. Several jobs get a prefix.

    What looks like a secret, or was given to the job as one, is masked.

    Examples:
        lsh cron logs backup
        lsh cron logs backup --lines 20 --follow
        lsh cron logs --run 1234 --attempt 1
        lsh cron logs backup sync --follow
    """
    runs = _wanted(jobs or [], run)
    paths = find_paths()
    if not follow:
        _show(runs, paths, attempt, lines, raw=raw)
        return
    if MODE.json:
        raise InvalidInput("--follow has no end, and JSON is one document", hint="leave out one")
    tails = [Tail(run, paths, lines, several=len(runs) > 1, raw=raw) for run in runs]
    _follow(tails, once=run is not None)


def _wanted(jobs: list[str], run: str | None) -> list[dict[str, Any]]:
    if bool(jobs) == bool(run):
        raise InvalidInput("name a job, or a run with --run")
    with ledger() as connection:
        if run:
            return [get_run(connection, run)]
        found = [get_job(connection, reference, removed=True) for reference in jobs]
        return [_newest(connection, job) for job in found]


def _newest(connection: Any, job: dict[str, Any]) -> dict[str, Any]:
    """The newest run of ``job`` that has started, notifications aside; a stand-in without any."""
    for run in list_runs(connection, RunFilter(job=job["id"], limit=_RECENT)):
        if run["attempt"] and run["kind"] != "notify":
            return run
    return {
        "run_id": "0",
        "job_id": job["id"],
        "job_name": job["name"],
        "attempt": 0,
        "had_run": had_run(connection, job["id"]),
    }


def _absence(run: dict[str, Any]) -> str:
    if run.get("had_run"):
        return "has run, but its logs are gone (pruned)"
    return "has not run yet"


def _show(
    runs: list[dict[str, Any]],
    paths: Paths,
    attempt: int | None,
    lines: int | None,
    *,
    raw: bool,
) -> None:
    shown = []
    for run in runs:
        number = attempt or run["attempt"]
        if not run["attempt"]:
            raise NotFound(
                f"{run['job_name']} {_absence(run)}", hint=f"lsh cron run {run['job_id']}"
            )
        if number > run["attempt"]:
            had = plural(run["attempt"], "attempt")
            raise NotFound(f"run {run['run_id']} had {had}, there is no attempt {number}")
        data = whole(paths.run_log(int(run["run_id"]), number))
        if not raw:
            data = _veil_of(run).whole(data)
        shown.append((run, number, data if lines is None else last_lines(data, lines)))
    if MODE.json:
        documents = [
            {
                "run_id": run["run_id"],
                "job_id": run["job_id"],
                "attempt": number,
                "output": data.decode(errors="replace"),
            }
            for run, number, data in shown
        ]
        emit_json(documents if len(documents) > 1 else documents[0])
        return
    for run, _, data in shown:
        emit_bytes(_prefixed(run["job_name"], data) if len(shown) > 1 else data)


def _follow(tails: list[Tail], *, once: bool) -> None:
    """Show what grows until Ctrl-C; of a single run until it is over."""
    turn = 0
    while True:
        for tail in tails:
            tail.show()
        if turn % _LEDGER_EVERY == 0:
            over = [tail.advance(stay=once) for tail in tails]
            if once and all(over):
                return
        turn += 1
        time.sleep(PAUSE)


class Tail:
    """One job's output while it is followed, from run to run."""

    def __init__(
        self,
        run: dict[str, Any],
        paths: Paths,
        lines: int | None,
        *,
        several: bool,
        raw: bool = False,
    ) -> None:
        self._run = run
        self._paths = paths
        self._raw = raw
        self._prefix = run["job_name"] if several else None
        self._partial = b""
        self._reader, self._veil = self._open()
        if run["attempt"]:
            data = self._seen(self._reader.read_kept())
            self._emit(data if lines is None else last_lines(data, lines))
        else:
            note(f"{run['job_name']} has not run yet; waiting for it …")

    def show(self) -> None:
        """Print what came; the begun line when nothing came after it."""
        data = self._reader.read()
        self._emit(self._seen(data) if data else self._veil.rest())

    def advance(self, *, stay: bool) -> bool:
        """Go on to the next attempt, or unless ``stay`` to the next run; whether this one is over."""
        with ledger() as connection:
            if stay:
                latest = get_run(connection, self._run["run_id"])
            else:
                latest = _newest(connection, {"id": self._run["job_id"], "name": ""})
        if latest["attempt"] and _key(latest) != _key(self._run):
            self.show()
            self._run = latest
            self._emit(self._veil.rest())
            self._reader, self._veil = self._open()
            note(f"── {latest['job_name']}: run {latest['run_id']}, attempt {latest['attempt']}")
        over = latest.get("state") is not None and RunState(latest["state"]) not in ACTIVE
        if over:
            self.show()
            self._emit(self._veil.rest())
        return over

    def _seen(self, data: bytes) -> bytes:
        return data if self._raw else self._veil.lines(data)

    def _emit(self, data: bytes) -> None:
        if not data:
            return
        if self._prefix is None:
            emit_bytes(data)
            return
        whole_lines, _, self._partial = (self._partial + data).rpartition(b"\n")
        if whole_lines:
            emit_bytes(_prefixed(self._prefix, whole_lines + b"\n"))

    def _open(self) -> tuple[LogReader, Veil]:
        path = self._paths.run_log(int(self._run["run_id"]), self._run["attempt"])
        return LogReader(path), _veil_of(self._run)


def _veil_of(run: dict[str, Any]) -> Veil:
    with ledger() as connection:
        return Veil(environment_of(connection, int(run["run_id"])))


def _key(run: dict[str, Any]) -> tuple[str, int]:
    return run["run_id"], run["attempt"]


def _prefixed(name: str, data: bytes) -> bytes:
    prefix = f"{name} | ".encode()
    return b"".join(prefix + line for line in data.splitlines(keepends=True))
