"""What a project answers: to the key, about its schema, its rows, its speed and its clock."""

from __future__ import annotations

import time
import uuid
from datetime import UTC, datetime
from statistics import median
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from lsh import __version__
from lsh.domain.errors import ConfigurationError, LshError
from lsh.domain.finding import Finding, Verdict
from lsh.sinks.supabase.errors import Refused, SchemaMissing, Unreachable
from lsh.sinks.supabase.gateway import Gateway, Row
from lsh.sinks.supabase.identity import remote_home_id
from lsh.sinks.supabase.target import Target, role_of
from lsh.store.remote.relations import TABLES
from lsh.store.remote.versions import VERSION

if TYPE_CHECKING:
    from lsh.sinks.supabase.checks import HomeFacts

_CONFIGURATION = ConfigurationError.exit_code
_READS = 5
_SLOW = 0.5  # seconds
_SKEWED, _WRONG = 2.0, 60.0  # seconds
_HOMES = "lsh_homes"
_MIGRATIONS = "lsh_migrations"
_SERVICE_KEY = (
    "set a service_role or sb_secret_ key: lsh supabase config set key; "
    "or a user's token beside it: lsh supabase config set token"
)


class Answers:
    """One gateway and what it heard; a stage a method. Use as a context manager.

    A method returns a finding, or raises the LshError that makes it a failure.
    """

    def __init__(
        self, target: Target, timeout: float, home: HomeFacts, anon_key: str | None
    ) -> None:
        self._target = target
        self._timeout = timeout
        self._home = home
        self._anon_key = anon_key
        self._gateway = Gateway(target, timeout=timeout)
        self._first: tuple[list[Row], LshError | None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._gateway.close()

    def key(self) -> Finding:
        """Whether the key is accepted."""
        _, error = self._asked()
        if isinstance(error, Unreachable):
            return Finding(Verdict.SKIPPED, "the project does not answer")
        if isinstance(error, Refused) and not error.lacks_rights:
            raise error
        if self._target.role == "anon":
            return Finding(
                Verdict.WARNING,
                "accepted, as an anon key: it may neither read nor write what lsh keeps",
                _SERVICE_KEY,
            )
        return Finding.ok(f"accepted, as {self._target.role}")

    def project(self) -> Finding:
        """Whether the project is there, and awake."""
        _, error = self._asked()
        if isinstance(error, Unreachable):
            raise error
        return Finding.ok("it is awake and answers")

    def schema(self) -> Finding:
        """Whether lsh's tables are there, as this version knows them."""
        rows, error = self._asked()
        if error is not None:
            raise error
        there = max((int(row["version"]) for row in rows), default=0)
        if there < VERSION:
            return Finding.failed(
                f"version {there} is there, this lsh needs {VERSION}",
                "lsh supabase init brings it up to date",
                _CONFIGURATION,
            )
        if there > VERSION:
            return Finding(
                Verdict.WARNING,
                f"version {there} is there, this lsh knows {VERSION}",
                "another machine has a newer lsh: install it here too",
            )
        missing = sorted(TABLES.keys() - self._tables().keys())
        if missing:
            raise SchemaMissing(
                f"not there: {', '.join(missing)}", hint="lsh supabase init makes what is missing"
            )
        return Finding.ok(f"version {there}, all tables are there")

    def read(self) -> Finding:
        """Whether jobs and runs may be read."""
        jobs = self._gateway.count("shell_jobs")
        runs = self._gateway.count("job_executions")
        return Finding.ok(f"{jobs:,} jobs and {runs:,} runs are seen")

    def write(self) -> Finding:
        """Whether this home's row can be written and is seen then."""
        known = self._home.home_id is not None
        own = self._home.home_id or str(uuid.uuid4())
        home_id = remote_home_id(own, self._gateway.target.user_id)
        row = {
            "home_id": home_id,
            "host": self._home.host,
            "lsh_version": __version__,
            "last_seen_at": datetime.now(UTC).isoformat(),
        }
        mine = [("home_id", "eq", home_id)]
        self._gateway.upsert(_HOMES, [row], on_conflict="home_id")
        try:
            seen = self._gateway.count(_HOMES, mine)
        finally:
            if not known:  # no daemon ever ran here: the row was a trial
                self._gateway.delete(_HOMES, mine)
        if not seen:
            return Finding.failed(
                "a row was written, and is not seen by who wrote it",
                "its policies are not lsh's own: lsh supabase init",
                _CONFIGURATION,
            )
        if not known:
            return Finding.ok(f"a trial row in {_HOMES} was written, seen and deleted")
        return Finding.ok(f"this home's row in {_HOMES} is written")

    def row_security(self) -> Finding:
        """Whether rows are hidden from those they do not belong to."""
        tables = self._tables()
        off = sorted(name for name, secured in tables.items() if not secured)
        if off:
            return Finding.failed(
                f"row security is off: {', '.join(off)}",
                "lsh supabase init turns it on; until then other keys may see those rows",
                _CONFIGURATION,
            )
        on = f"on for all {len(tables)} tables"
        if self._anon_key is None:
            return Finding.ok(f"{on}; what the anon key sees was not tried: none is set")
        return self._as_anon(self._anon_key, on, sorted(tables))

    def latency(self) -> Finding:
        """How long a small read takes."""
        took = []
        for _ in range(_READS):
            began = time.perf_counter()
            self._gateway.select(_MIGRATIONS, columns="version", limit=1)
            took.append(time.perf_counter() - began)
        middle = median(took)
        detail = f"{middle * 1000:.0f} ms (median of {_READS} small reads)"
        if middle > _SLOW:
            return Finding(
                Verdict.WARNING, detail, "nothing is lost by it; is the project's region far away?"
            )
        return Finding.ok(detail)

    def clock(self) -> Finding:
        """How far this machine's clock is from the project's."""
        skew, doubt = min((self._skew() for _ in range(3)), key=lambda found: found[1])
        detail = f"{round(skew, 2) + 0.0:+.2f} s against the project's (±{doubt:.2f} s)"
        if abs(skew) <= _SKEWED + doubt:
            return Finding.ok(detail)
        remedy = "set this machine's clock: timedatectl set-ntp true"
        if abs(skew) > _WRONG:
            return Finding.failed(detail, remedy, LshError.exit_code)
        return Finding(Verdict.WARNING, detail, remedy)

    def _asked(self) -> tuple[list[Row], LshError | None]:
        """The first request: its rows, or the error that it ended with. Asked once."""
        if self._first is None:
            try:
                rows = self._gateway.select(_MIGRATIONS, columns="version,name", order="version")
                self._first = rows, None
            except LshError as error:
                self._first = [], error
        return self._first

    def _tables(self) -> dict[str, bool]:
        rows = self._gateway.rpc("lsh_tables")
        return {str(row["name"]): bool(row["row_security"]) for row in rows}

    def _as_anon(self, key: str, on: str, tables: list[str]) -> Finding:
        target = Target(self._target.url, key, "anon key", role_of(key), key_role=role_of(key))
        open_tables = []
        with Gateway(target, timeout=self._timeout) as stranger:
            for name in tables:
                try:
                    if stranger.select(name, limit=1):
                        open_tables.append(name)
                except Refused as error:
                    if not error.lacks_rights:
                        return Finding(
                            Verdict.WARNING,
                            f"{on}; the anon key is not accepted: what it sees was not tried",
                            "lsh supabase config set anon_key",
                        )
        if open_tables:
            return Finding.failed(
                f"the anon key sees rows of {', '.join(open_tables)}",
                "drop the policies that are not lsh's, then: lsh supabase init",
                _CONFIGURATION,
            )
        return Finding.ok(f"{on}; the anon key sees nothing")

    def _skew(self) -> tuple[float, float]:
        """Our clock minus the project's, and by how much that may be off; seconds."""
        began = time.perf_counter()
        before = time.time()
        text: Any = self._gateway.rpc("lsh_clock")
        half = (time.perf_counter() - began) / 2
        return before + half - datetime.fromisoformat(str(text)).timestamp(), half
