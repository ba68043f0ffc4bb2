"""What the sync with Supabase costs, and how far it lags; all through the tests' stand-in.

Caught up is measured against a bare bulk upsert of the same rows through the same stand-in, in turns.
The lag is from a transition's event to its row in Postgres, both by this machine's clock. Lateness is
measured in three homes at the same time, so that all meet the same noise.
``--events N`` (default 10000), ``--rounds N`` (5), ``--seconds N`` of lag (60), four times that of lateness,
``--only catch-up,lag,lateness``, ``--json``.
"""

from __future__ import annotations

import os
import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.measuring import (
    Figure,
    command_line,
    compile_package,
    daemon_home,
    median_figure,
    megabytes,
    percentile,
    show,
)
from lsh.client.door import Door
from lsh.client.reading import reading
from lsh.domain.instant import to_micros
from lsh.paths import Paths, find_paths, make_folders
from lsh.setting_tables import SupabaseSettings
from lsh.settings import Settings
from lsh.sinks.supabase.gateway import Gateway, Row
from lsh.sinks.supabase.opening import open_pusher
from lsh.sinks.supabase.push import Pusher
from lsh.sinks.supabase.target import Target
from tests.support.ledger import History
from tests.support.postgres import Database, Postgres
from tests.support.postgrest import StandInProcess
from tests.support.remote_schema import apply_schema

_JOBS = 50
_EVENTS_A_RUN = 3
_BATCH = SupabaseSettings().batch_rows
_TRIPLET = 17  # jobs every second, three events a run: 51 events a second
_LONE = 4  # jobs in a home: with one, two runs of a minute's would make a p99
_RANKS = {"scheduled": 0, "queued": 0, "running": 1}
_OF_EVENT = {"job:scheduled": 0, "job:queued": 0, "job:started": 1}
_WITNESS = """
create table seen (run bigint, state text, at timestamptz);
create function witness() returns trigger language plpgsql security definer as $$ begin
  insert into seen values (new.execution_number, new.state, clock_timestamp()); return null; end $$;
create trigger witness after insert or update on job_executions
  for each row execute function witness();
"""


@contextmanager
def project(server: Postgres) -> Iterator[tuple[Database, StandInProcess]]:
    """A fresh project with lsh's schema, its stand-in in a process of its own."""
    with ExitStack() as stack:
        database = server.create_database()
        stack.callback(database.drop)
        apply_schema(database.url)
        standin = StandInProcess(database)
        stack.callback(standin.close)
        yield database, standin


@contextmanager
def home() -> Iterator[Paths]:
    """A home without a daemon."""
    root = Path(tempfile.mkdtemp(prefix="lshb"))
    paths = find_paths({"LSH_HOME": str(root)})
    make_folders(paths)
    try:
        yield paths
    finally:
        shutil.rmtree(root, ignore_errors=True)


@contextmanager
def pushing(paths: Paths, standin: StandInProcess) -> Iterator[tuple[Pusher, Gateway]]:
    """The pusher of the sink's process."""
    target = Target(standin.url, standin.service_key, "benchmark", "service_role")
    with Door(paths) as door, Gateway(target, timeout=30) as gateway:
        yield open_pusher(paths, Settings(), target, gateway, door), gateway


def write_events(paths: Paths, count: int) -> None:
    """That many events of runs that are over, a line of output each."""
    history = History(paths.database)
    begin = datetime.now(UTC) - timedelta(days=1)
    try:
        jobs = [history.job(f"Job {number}") for number in range(_JOBS)]
        with history.ledger.transaction():
            for number in range((count - _JOBS) // _EVENTS_A_RUN):
                at = begin + timedelta(seconds=number)
                run_id = history.run(jobs[number % _JOBS], at, cpu=0.1, rss=10_000_000)
                log = paths.run_log(run_id, 1)
                log.parent.mkdir(exist_ok=True)
                log.write_text(f"run {run_id} did what it was there for, and says so\n" * 3)
    finally:
        history.ledger.close()


def catch_up(paths: Paths, standin: StandInProcess) -> float:
    """Seconds to send the events that came while nobody was there."""
    with pushing(paths, standin) as (pusher, _):
        started = time.perf_counter()
        while pusher.step().more:
            pass
        pusher.progress.keep(now=True)
        return time.perf_counter() - started


def bare_upsert(standin: StandInProcess, rows: dict[str, list[Row]]) -> float:
    """Seconds to upsert these rows, as many in a request as the sink sends."""
    target = Target(standin.url, standin.service_key, "benchmark", "service_role")
    with Gateway(target, timeout=30) as gateway:
        gateway.select("lsh_homes", limit=1)  # connected, as the sink is
        started = time.perf_counter()
        for table, some in rows.items():
            for first in range(0, len(some), _BATCH):
                gateway.upsert(table, some[first : first + _BATCH])
        return time.perf_counter() - started


def fresh_upsert(server: Postgres, rows: dict[str, list[Row]]) -> float:
    """The same, into a project of its own."""
    with project(server) as (_, standin):
        return bare_upsert(standin, rows)


def sent_rows(paths: Paths, standin: StandInProcess) -> dict[str, list[Row]]:
    """The rows that are to be sent, made beforehand."""
    from lsh.sinks.supabase.batches import Batch
    from lsh.store import sync_queries as queries

    with pushing(paths, standin) as (pusher, _), reading(paths) as ledger:
        batch = Batch(
            jobs=queries.jobs_after(ledger, 0, 10**9), runs=queries.runs_after(ledger, 0, 10**9)
        )
        rows: dict[str, list[Row]] = {}
        for table, some in pusher.rendering.parts(batch, time.time_ns() // 1000):
            rows.setdefault(table, []).extend(some)
        return rows


def caught_up_figures(server: Postgres, events: int, rounds: int) -> list[Figure]:
    """How much slower than a bare upsert, one before and one after; each in a fresh database."""
    ratios, rates = [], []
    for _ in range(rounds):
        with home() as paths, project(server) as (_, standin):
            catch_up(paths, standin)  # an empty first sync: from now on there is a cursor
            write_events(paths, events)
            rows = sent_rows(paths, standin)
            before = fresh_upsert(server, rows)
            seconds = catch_up(paths, standin)
            after = fresh_upsert(server, rows)
        ratios.append(2 * seconds / (before + after))
        rates.append(events / seconds)
    return [
        median_figure(
            f"{events:,} events caught up / bare upsert of the rows", ratios, 1 / 0.6, "×"
        ),
        median_figure("events caught up in a second", rates, None, "/s"),
    ]


def sink(paths: Paths) -> dict[str, Any]:
    """What the daemon says of its sink."""
    with Door(paths) as door:
        found: dict[str, Any] = door.call("daemon_status")["sinks"].get("supabase", {})
        return found


@contextmanager
def environment(**variables: str) -> Iterator[None]:
    """What a daemon that is started meanwhile finds."""
    os.environ.update(variables)
    try:
        yield
    finally:
        for name in variables:
            del os.environ[name]


def lag_figures(server: Postgres, events: int, seconds: float) -> list[Figure]:
    """A real daemon and its sink: memory after catching up, then the lag of a steady stream."""
    with project(server) as (database, standin), ExitStack() as stack:
        database.execute(_WITNESS)
        with environment(**standin.environ):
            paths = stack.enter_context(daemon_home('host = "bench"\n'))
        wait_until(lambda: sink(paths).get("state") == "running")
        grow(paths, events)
        wait_until(lambda: sink(paths).get("behind") == 0, 120)
        memory = megabytes(sink(paths)["pid"])
        stream(paths, seconds)
        wait_until(lambda: sink(paths).get("behind") == 0)
        lags = list(transitions(paths, database))
        after = megabytes(sink(paths)["pid"])
    return [
        Figure(f"sink resident after {events:,} events", memory, 90, "MB"),
        Figure("sink resident after the steady stream", after, 90, "MB"),
        Figure(f"lag of {len(lags):,} transitions: p50", percentile(lags, 50), None, "s"),
        Figure("lag: p99", percentile(lags, 99), 1.0, "s", (min(lags), max(lags))),
    ]


def grow(paths: Paths, events: int) -> None:
    """Make that many events through the daemon: definitions, as many as a call takes."""
    with Door(paths) as door:
        for first in range(0, events, 1000):
            specs = [
                {"name": f"fill {n}", "command": "/bin/true"} for n in range(first, first + 1000)
            ]
            door.call("job_create_many", {"specs": specs})


def stream(paths: Paths, seconds: float) -> None:
    """About fifty events a second, spread over it."""
    names = [f"steady {number}" for number in range(_TRIPLET)]
    with Door(paths) as door:
        for name in names:
            spec = {"name": name, "id": name.replace(" ", "-"), "command": "/bin/true"}
            door.call("job_create", {"spec": spec | {"schedule": "every 1s"}})
            time.sleep(1 / _TRIPLET)  # intervals count from here
        time.sleep(seconds)
        for name in names:
            door.call("job_disarm", {"job": name})
        time.sleep(1)


def transitions(paths: Paths, database: Database) -> Iterator[float]:
    """Seconds from each transition of a steady run to the first remote row that shows it."""
    rows = database.execute("select run, state, extract(epoch from at)::float8 as at from seen")
    shown: dict[tuple[int, int], float] = {}
    for row in rows:
        for rank in range(_RANKS.get(row["state"], 2) + 1):
            key = (row["run"], rank)
            shown[key] = min(row["at"], shown.get(key, row["at"]))
    with reading(paths) as ledger:
        events = ledger.execute("SELECT run_id, type, at FROM events WHERE run_id > 0").fetchall()
    for run_id, kind, at in events:
        yield shown[run_id, _OF_EVENT.get(kind, 2)] - at / 1e6


def lateness_figures(seconds: float) -> list[Figure]:
    """Lone runs in three homes at once: without Supabase, with a dead one, with one that is silent."""
    with ExitStack() as stack:
        refusing, silent = stack.enter_context(closed_port()), stack.enter_context(black_hole())
        key = {"SUPABASE_SERVICE_ROLE_KEY": "sb_secret_benchmark_benchmark"}
        homes = {"without": stack.enter_context(daemon_home())}
        for name, port in (("refusing", refusing), ("silent", silent)):
            with environment(SUPABASE_URL=f"http://127.0.0.1:{port}", **key):
                homes[name] = stack.enter_context(daemon_home())
        began = start_lone(list(homes.values()))
        time.sleep(seconds)
        late = {name: latenesses(paths, began) for name, paths in homes.items()}
        assert all(sink(homes[name]).get("pid") for name in ("refusing", "silent"))
    base = percentile(late["without"], 99)
    figures = [
        Figure(f"lateness p99 of {len(late['without'])} runs, no Supabase", base, None, "ms")
    ]
    for name in ("refusing", "silent"):
        p99 = percentile(late[name], 99)
        figures += [
            Figure(f"lateness p50, Supabase {name}", percentile(late[name], 50), None, "ms"),
            Figure(f"lateness p99, Supabase {name}, / without", p99 / base, 1.1, "×"),
        ]
    return figures


def start_lone(homes: Sequence[Paths]) -> int:
    """A few jobs in each home, every second, none at the instant of another; when all of them run."""
    for number in range(_LONE):
        for paths in homes:
            time.sleep(1 / _LONE / len(homes))  # intervals count from here
            with Door(paths) as door:
                spec = {"name": f"lone {number}", "command": "/bin/true", "schedule": "every 1s"}
                door.call("job_create", {"spec": spec})
    return to_micros(datetime.now(UTC) + timedelta(seconds=5))


def latenesses(paths: Paths, since: int) -> list[float]:
    """Milliseconds of each run that started after that."""
    with reading(paths) as ledger:
        rows = ledger.execute(
            "SELECT (started_at - due_at) / 1000.0 FROM runs WHERE started_at > ?", (since,)
        ).fetchall()
    return [late for (late,) in rows]


@contextmanager
def closed_port() -> Iterator[int]:
    """A port that refuses: bound, so that nobody else gets it, and not listening."""
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        yield int(holder.getsockname()[1])


@contextmanager
def black_hole() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    taken: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def take() -> None:
            while True:
                try:
                    taken.append(listener.accept()[0])
                except OSError:
                    return

        threading.Thread(target=take, daemon=True).start()
        yield int(listener.getsockname()[1])
        listener.shutdown(socket.SHUT_RDWR)
    for each in taken:
        each.close()


def wait_until(condition: Any, seconds: float = 60.0) -> None:
    """Poll until it is true."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise TimeoutError("it never came true")
        time.sleep(0.1)


def main() -> int:
    """Measure and show; 1 if a target is missed."""
    parser = command_line(__doc__)
    parser.add_argument("--events", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--only", default="catch-up,lag,lateness")
    options = parser.parse_args()
    compile_package()
    parts = options.only.split(",")
    figures: list[Figure] = []
    server = Postgres()
    try:
        if "catch-up" in parts:
            figures += caught_up_figures(server, options.events, options.rounds)
        if "lag" in parts:
            figures += lag_figures(server, options.events, options.seconds)
    finally:
        server.close()
    if "lateness" in parts:
        figures += lateness_figures(4 * options.seconds)  # the worst in a hundred, several times
    return show(figures)


if __name__ == "__main__":
    sys.exit(main())
