"""Several machines before one project: homes of different host names, with or without a daemon."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lsh.client.door import Door
from lsh.client.reading import reading
from lsh.settings import Settings, load_settings
from lsh.sinks.supabase.gateway import Gateway
from lsh.sinks.supabase.identity import remote_home_id
from lsh.sinks.supabase.opening import open_pusher
from lsh.sinks.supabase.pull import PullSummary, pull_once
from lsh.sinks.supabase.target import Target
from lsh.store.identity import home_id
from lsh.store.queries import get_job
from tests.support.daemon import Home
from tests.support.postgrest import Project

MakeMachine = Callable[..., "Machine"]


class Machine:
    """A home whose host is ``name``; ``push`` and ``pull`` are what its sink does, in this process."""

    def __init__(
        self, project: Project, name: str, parent: Path | None = None, **more: Any
    ) -> None:
        self.project = project
        self.name = name
        self.home = Home(parent)
        supabase = more.pop("supabase", {})
        self.home.configure(host=name, **more)
        with self.home.paths.config_file.open("a") as file:
            file.write("[supabase]\n")
            file.writelines(f"{key} = {json.dumps(value)}\n" for key, value in supabase.items())
        self.home.environ |= project.environ
        self.target = Target(project.url, project.service_key, "test", "service_role")

    @property
    def settings(self) -> Settings:
        return load_settings(self.home.paths, {})

    @property
    def home_id(self) -> str:
        """How this home is called in the project."""
        with reading(self.home.paths) as ledger:
            return remote_home_id(home_id(ledger), self.target.user_id)

    def close(self) -> None:
        left = self.home.end_everything()
        self.home.remove()
        assert not left, f"runs outlived their test: {left}"

    # What a person does

    def lsh(self, *arguments: str) -> str:
        """What a command prints; it must end well."""
        done = self.home.lsh(*arguments)
        assert done.returncode == 0, f"lsh {' '.join(arguments)}: {done.stderr}"
        return done.stdout

    def call(self, method: str, **params: Any) -> Any:
        """An operation, over the socket or without a daemon."""
        with Door(self.home.paths) as door:
            return door.call(method, params)

    def create(self, job_id: str = "j", command: str = "true", **more: Any) -> Any:
        spec = {"id": job_id, "name": job_id, "command": command, "timezone": "UTC"}
        return self.call("job_create", spec=spec | more)

    def edit(self, job_id: str = "j", **changes: Any) -> Any:
        return self.call("job_update", job=job_id, changes=changes)

    # What the sink does

    @contextmanager
    def gateway(self) -> Iterator[Gateway]:
        with Gateway(self.target, timeout=5.0) as gateway:
            yield gateway

    def push(self) -> int:
        """Send all there is; how many rows."""
        total = 0
        with self.gateway() as gateway, Door(self.home.paths) as door:
            pusher = open_pusher(self.home.paths, self.settings, self.target, gateway, door)
            while True:
                sent = pusher.step()
                total += sum(sent.rows.values())
                if not sent.more:
                    break
            pusher.progress.keep(now=True)
        return total

    def pull(self, *, dry_run: bool = False) -> PullSummary:
        with self.gateway() as gateway:
            return pull_once(self.home.paths, self.settings, gateway, dry_run=dry_run)

    # What is to be seen

    def job(self, job_id: str = "j") -> dict[str, Any]:
        """The job as it is listed, removed or not."""
        with reading(self.home.paths) as ledger:
            return get_job(ledger, job_id, removed=True)

    def jobs(self) -> list[str]:
        """The ids of the jobs that are not removed."""
        with reading(self.home.paths) as ledger:
            rows = ledger.execute("SELECT id FROM jobs WHERE removed_at IS NULL ORDER BY id")
            return [job_id for (job_id,) in rows]

    def events(self, prefix: str) -> list[dict[str, Any]]:
        """The events of these types, oldest first: ``{type, actor, data}``."""
        with reading(self.home.paths) as ledger:
            rows = ledger.execute(
                "SELECT type, actor, data FROM events WHERE type LIKE ? || '%' ORDER BY id",
                (prefix,),
            )
            return [
                {"type": kind, "actor": actor, "data": json.loads(data) if data else {}}
                for kind, actor, data in rows
            ]

    def row(self, job_id: str = "j") -> dict[str, Any]:
        """This home's row of a job."""
        (row,) = self.project.execute(
            "select * from shell_jobs where home_id = %s and job_id = %s", [self.home_id, job_id]
        )
        return row


def sync(*machines: Machine) -> None:
    """Each pulls and pushes, in turn, until nobody has anything to say: after three rounds at most."""
    for _ in range(3):
        if _round(machines) == 0:
            return
    before = [standing(machine) for machine in machines]
    assert _round(machines) == 0, "there is always something to push"
    assert [standing(machine) for machine in machines] == before, "there is always a new version"


def _round(machines: tuple[Machine, ...]) -> int:
    return sum(machine.pull().taken + machine.push() for machine in machines)


def standing(machine: Machine) -> list[Any]:
    """Every version of every job, and all events that are no sink's own."""
    with reading(machine.home.paths) as ledger:
        versions = ledger.execute("SELECT job_id, version, hash FROM job_versions").fetchall()
        events = ledger.execute("SELECT count(*) FROM events").fetchone()
        return [versions, events]


def edit_row(project: Project, machine: Machine, job_id: str = "j", **columns: Any) -> None:
    """What a web page does: some columns of a home's row, and nothing else."""
    names = ", ".join(f"{name} = %s" for name in columns)
    project.execute(
        f"update shell_jobs set {names} where home_id = %s and job_id = %s",
        [*columns.values(), machine.home_id, job_id],
    )


def as_user(project: Project, user: str) -> Target:
    """The project as a signed-in user of it has it."""
    return Target(
        project.url, project.anon_key, "test", "authenticated",
        token=project.user_token(user), user_id=user,
    )  # fmt: skip
