"""A home with a history, and the pusher that mirrors it to a project: no daemon, no child."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from lsh.client.door import Door
from lsh.setting_tables import SupabaseSettings
from lsh.settings import Settings
from lsh.sinks.supabase.gateway import Gateway
from lsh.sinks.supabase.opening import open_pusher
from lsh.sinks.supabase.push import Pusher, Sent
from lsh.sinks.supabase.target import Target
from lsh.store.records import StoredJob
from tests.supabase import equality
from tests.support.daemon import Home
from tests.support.ledger import History
from tests.support.postgrest import Project

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


class Mirror:
    """One home before one project."""

    def __init__(self, home: Home, project: Project, **supabase: float) -> None:
        self.home = home
        self.project = project
        self.paths = home.paths
        self.history = History(home.paths.database)
        self.target = Target(project.url, project.service_key, "test", "service_role")
        wanted = {"batch_rows": 50, "request_timeout": 2.0} | supabase
        self.settings = Settings(host="here", supabase=SupabaseSettings(**wanted))  # type: ignore[arg-type]

    def close(self) -> None:
        self.history.ledger.close()

    @contextmanager
    def pusher(self) -> Iterator[Pusher]:
        """A pusher as a process has it: what it kept is where the next one goes on."""
        timeout = self.settings.supabase.request_timeout
        with Door(self.paths) as door, Gateway(self.target, timeout=timeout) as gateway:
            yield open_pusher(self.paths, self.settings, self.target, gateway, door)

    def push(self) -> Sent:
        """Send all there is, in one process."""
        total = Sent()
        with self.pusher() as pusher:
            while True:
                sent = pusher.step()
                total.add(sent)
                if not sent.more:
                    break
            pusher.progress.keep(now=True)
        return total

    def runs(self, job: StoredJob, count: int, first: int = 0, state: str = "succeeded") -> None:
        """``count`` runs of ``job`` that are over, a minute apart."""
        with self.history.ledger.transaction():
            for number in range(first, first + count):
                self.history.run(job, NOON + timedelta(minutes=number), state, exit_code=0)

    def assert_equal(self) -> None:
        """Remote equals local, row by row."""
        equality.assert_equal(self.paths.database, self.project)

    @property
    def cursor(self) -> int | None:
        """The kept cursor."""
        row = self.history.connection.execute(
            "SELECT event_id FROM cursors WHERE name = 'supabase'"
        ).fetchone()
        return row[0] if row else None

    @property
    def last_event(self) -> int:
        return self.history.ledger.events.last_id()
