"""A Supabase project for tests: a database, the stand-in before it, and its keys."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from tests.support.postgres import Database
from tests.support.postgrest import keys
from tests.support.postgrest.faults import Faults
from tests.support.postgrest.server import HOST, Seen, StandIn, keep_port

_ROOT = Path(__file__).parents[3]


class Project:
    """What a user of Supabase has in hand, and what a test needs to play with it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._standin = StandIn(database.authenticator_url)
        self._standin.start()
        self.url = self._standin.url
        self.anon_key = self._standin.keys.anon
        self.service_key = self._standin.keys.service
        self.publishable_key = self._standin.keys.publishable
        self.secret_key = self._standin.keys.secret_key

    @property
    def db_url(self) -> str:
        """For ``--db-url``: the project's owner, who is no superuser."""
        return self.database.url

    @property
    def environ(self) -> dict[str, str]:
        """What a child process needs to find the project."""
        return {"SUPABASE_URL": self.url, "SUPABASE_SERVICE_ROLE_KEY": self.service_key}

    @property
    def faults(self) -> Faults:
        """What goes wrong; see ``tests.support.postgrest.faults``."""
        return self._standin.faults

    @property
    def requests(self) -> Sequence[Seen]:
        """The requests so far, ``(method, path, status)``; the last 100,000."""
        return list(self._standin.requests)

    @property
    def max_rows(self) -> int:
        """The most rows that a read gives; Supabase's default is 1,000."""
        return self._standin.api.max_rows

    @max_rows.setter
    def max_rows(self, rows: int) -> None:
        self._standin.api.max_rows = rows

    def user_token(self, user_id: str, expires_in: float = 3600) -> str:
        """The JWT of a signed-in user; expired when ``expires_in`` is negative."""
        return keys.user_token(user_id, expires_in)

    def execute(self, sql: str, params: Sequence[Any] | None = None) -> list[dict[str, Any]]:
        """SQL as superuser, committed; rows as dicts."""
        return self.database.execute(sql, params)

    def stop(self) -> None:
        """The network is gone: open connections are cut, new ones refused."""
        self._standin.stop()

    def start(self) -> None:
        """It is back, at the same address."""
        self._standin.start()

    def close(self) -> None:
        """End the stand-in; the database is the fixture's."""
        self._standin.close()


class StandInProcess:
    """The stand-in in a process of its own, to be killed with -9; ``faults`` may make it do so itself.

    ``faults=[{"kind": "die_before", "skip": 2, "method": "POST"}]`` dies inside the third POST, its
    rows sent to the database and not committed; ``die_after`` when they are, without an answer.
    """

    def __init__(self, database: Database, *, faults: Sequence[Mapping[str, Any]] = ()) -> None:
        self._database = database
        self._place = keep_port()
        self.port = int(self._place.getsockname()[1])
        self.url = f"http://{HOST}:{self.port}"
        self.service_key = keys.project_key("service_role")
        self._process = self._started(faults)

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def start(self, faults: Sequence[Mapping[str, Any]] = ()) -> None:
        """Start it again after its end, on the same port."""
        assert self._process.returncode is not None, "it still runs"
        self._process = self._started(faults)

    def _started(self, faults: Sequence[Mapping[str, Any]]) -> subprocess.Popen[str]:
        options = {
            "--dsn": self._database.authenticator_url,
            "--port": str(self.port),
            "--faults": json.dumps(list(faults)),
        }
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.postgrest", *chain(*options.items())],
            cwd=_ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        assert process.stdout.readline().strip() == self.url, "the stand-in did not start"
        return process

    @property
    def environ(self) -> dict[str, str]:
        """What a child process needs to find it."""
        return {"SUPABASE_URL": self.url, "SUPABASE_SERVICE_ROLE_KEY": self.service_key}

    def kill(self) -> None:
        """Kill it with -9 and wait until it is gone."""
        self._process.kill()
        self.wait()

    def wait(self, seconds: float = 30.0) -> int:
        """Wait for its end, as when a fault kills it; the return code."""
        code = self._process.wait(seconds)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        return code

    def close(self) -> None:
        """End it, if it still runs, and let its port go."""
        if self._process.poll() is None:
            assert self._process.stdin is not None
            self._process.stdin.close()
        self.wait()
        self._place.close()
