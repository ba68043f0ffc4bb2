"""The programmatic face: ``from lsh import CronJobManager``.

    with CronJobManager() as manager:
        job = manager.create_job_from_template("database-backup", name="Production Backup")
        report = manager.get_job_report(job.id)
        print(f"Success rate: {report.success_rate}%")
        print(manager.generate_comprehensive_report())

Every call goes the way of the commands: reads from the ledger, changes through the engine's door. All
errors are ``lsh.domain.errors.LshError``.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from lsh.client.door import Door
from lsh.client.reading import reading
from lsh.domain.errors import NotAllowed
from lsh.paths import Paths, find_paths
from lsh.schema.coerce import spec_from_mapping
from lsh.schema.job import Job
from lsh.schema.report import ComprehensiveReport, JobReport
from lsh.schema.run import Run
from lsh.settings import load_settings
from lsh.store.queries import JobFilter, RunFilter, get_job, list_jobs, list_runs


@dataclass(frozen=True, kw_only=True, slots=True)
class PrintableReport(ComprehensiveReport):
    """A comprehensive report that ``print`` shows as Markdown."""

    def __str__(self) -> str:
        from lsh.reports.markdown import render_comprehensive

        report: dict[str, Any] = msgspec.to_builtins(self)
        return render_comprehensive(report)


class CronJobManager:
    """Jobs of one home. Use as a context manager, or call ``connect`` and ``close``.

    ``home`` is a folder that holds everything, as ``LSH_HOME`` names one; None is this user's own
    place. No daemon needs to run, except to run things; one that starts or ends meanwhile is noticed.
    """

    def __init__(self, home: str | Path | None = None) -> None:
        environment = dict(os.environ) | ({} if home is None else {"LSH_HOME": str(home)})
        self._paths: Paths = find_paths(environment)
        self._connected = False

    def connect(self) -> Self:
        """Allow calls. Returns the manager itself."""
        self._connected = True
        return self

    def close(self) -> None:
        """Allow no calls any more."""
        self._connected = False

    def __enter__(self) -> Self:
        return self.connect()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def daemon_running(self) -> bool:
        """Whether anything fires."""
        with self._door() as door:
            return door.daemon_running

    def create_job(self, name: str, command: str, **options: Any) -> Job:
        """Define a job. ``options`` are the fields of ``lsh.domain.job.JobSpec``.

        Durations are seconds or text such as "1h30m", sizes bytes or "512MiB". Raises InvalidInput.
        """
        fields = {"name": name, "command": command, **options}
        spec = spec_from_mapping(fields, source="create_job")
        return self._create(msgspec.to_builtins(spec))

    def create_job_from_template(
        self, template_id: str, *, parameters: Mapping[str, str] | None = None, **overrides: Any
    ) -> Job:
        """Define a job from a template; what is given beats the template. Raises NotFound."""
        from lsh.templates.library import TemplateLibrary
        from lsh.templates.render import render

        template = TemplateLibrary(self._paths.templates).get(template_id)
        return self._create(msgspec.to_builtins(render(template, overrides, parameters)))

    def _create(self, spec: dict[str, Any]) -> Job:
        created = self._call("job_create", {"spec": spec})
        return msgspec.convert(created, Job)

    def list_jobs(self, *, state: str | None = None, tag: str | None = None) -> list[Job]:
        """All jobs, or those in a state or with a tag, in the order of their creation."""
        with reading(self._paths) as ledger:
            found = list_jobs(ledger, JobFilter(state=state, tag=tag))
        return msgspec.convert(found, list[Job])

    def get_job(self, reference: str) -> Job:
        """One job by id, unique prefix or name. Raises NotFound, AmbiguousReference."""
        with reading(self._paths) as ledger:
            return msgspec.convert(get_job(ledger, reference), Job)

    def remove_job(self, reference: str, *, force: bool = False) -> None:
        """Remove a job; its history stays. Raises NotAllowed while it runs, unless ``force``."""
        self._call("job_remove", {"job": reference, "force": force})

    def run_job(self, reference: str, *, wait: bool = False) -> Run:
        """Run a job now; with ``wait`` return when the run is over. Raises DaemonNotRunning."""
        run = self._call("job_run", {"job": reference})
        if wait:
            run = self._call("run_wait", {"run": run["run_id"]})
        return msgspec.convert(run, Run)

    def list_runs(self, job: str | None = None, *, limit: int = 50) -> list[Run]:
        """Runs, newest first: of one job, or of all."""
        with reading(self._paths) as ledger:
            found = list_runs(ledger, RunFilter(job=job, limit=limit))
        return msgspec.convert(found, list[Run])

    def get_job_report(
        self, reference: str, *, since: datetime | None = None, until: datetime | None = None
    ) -> JobReport:
        """What became of one job's runs; ``success_rate`` is percent. Raises NotFound."""
        from lsh.reports.summary import job_report

        price = load_settings(self._paths).price
        with reading(self._paths) as ledger:
            report = job_report(ledger, reference, since=since, until=until, now=_now(), **price)
        return msgspec.convert(report, JobReport)

    def generate_comprehensive_report(
        self, *, since: datetime | None = None, until: datetime | None = None
    ) -> PrintableReport:
        """What became of everything; printed, it is a Markdown document."""
        from lsh.reports.comprehensive import comprehensive

        price = load_settings(self._paths).price
        with reading(self._paths) as ledger:
            report = comprehensive(ledger, since=since, until=until, now=_now(), **price)
        return msgspec.convert(report, PrintableReport)

    def _call(self, method: str, params: dict[str, Any]) -> Any:
        with self._door() as door:
            return door.call(method, params)

    def _door(self) -> Door:
        """A door for one call: a daemon may have started or ended since the last."""
        if not self._connected:
            raise NotAllowed(
                "the manager is not connected", hint="call connect(), or use it in a with statement"
            )
        return Door(self._paths)


def _now() -> datetime:
    return datetime.now(UTC)
