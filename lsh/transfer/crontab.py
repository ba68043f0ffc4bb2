"""A crontab becomes jobs, and every difference in meaning is said.

The import is faithful where lsh would do otherwise by default: cron starts a second run beside one
that still goes on, and runs nothing late. What cannot be carried over is an error finding with its
line; no line is dropped in silence.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from lsh.domain.job import JobSpec
from lsh.domain.policy import CatchUp, Overlap
from lsh.schema.problem import Problem
from lsh.schema.reading import definition_problems, schedule_problems
from lsh.transfer.crontab_command import short_name, split_percent, with_input
from lsh.transfer.crontab_environment import Variables
from lsh.transfer.crontab_lines import Assignment, Comment, Entry, Malformed, read_line
from lsh.transfer.crontab_notes import closing_notes, entry_notes
from lsh.transfer.findings import Finding, Severity

TAG = "crontab"
_FREEBSD = {"@every_minute": "* * * * *"}


@dataclass(frozen=True, slots=True)
class CrontabJob:
    """A definition made from ``line`` (from 1), which read ``text``."""

    line: int
    text: str
    spec: JobSpec


@dataclass(frozen=True, slots=True)
class CrontabImport:
    """The jobs of a crontab in its order, and the compatibility report, by line."""

    jobs: list[CrontabJob]
    findings: list[Finding]

    @property
    def specs(self) -> list[JobSpec]:
        """The definitions alone."""
        return [job.spec for job in self.jobs]

    @property
    def complete(self) -> bool:
        """Whether every line was imported."""
        return all(finding.severity is not Severity.ERROR for finding in self.findings)


def read_crontab(text: str, *, system: bool = False, user: str | None = None) -> CrontabImport:
    """The jobs of a user's crontab, or with ``system`` of one with a user before each command.

    ``user`` is who the daemon runs as: entries of other users are imported, but stopped. Never
    raises for what is in the text: that is what findings are for.
    """
    reading = _Reading(system=system, user=user)
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        reading.line(number, line)
    findings = [*reading.findings, *closing_notes(reading.jobs, text)]
    # those about the whole file come last: they matter once the lines are clear
    findings.sort(key=lambda finding: finding.line or float("inf"))
    return CrontabImport([CrontabJob(*job) for job in reading.jobs], findings)


@dataclass(slots=True)
class _Reading:
    """The state between lines: the variables in force, and the comments just above."""

    system: bool
    user: str | None
    variables: Variables = field(default_factory=Variables)
    jobs: list[tuple[int, str, JobSpec]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)

    def note(self, number: int, severity: Severity, message: str) -> None:
        self.findings.append(Finding(number, severity, message))

    def line(self, number: int, line: str) -> None:
        if line.endswith("\r"):
            self.note(
                number, Severity.WARNING, "the line ends as on Windows; cron would choke on it"
            )
        try:
            found = read_line(line, system=self.system)
        except Malformed as error:
            self.note(number, Severity.ERROR, f"not imported: {error}")
            found = None
        match found:
            case Comment():
                self._comment(number, found)
                return
            case Assignment():
                self.findings += self.variables.assign(number, found)
            case Entry():
                self._entry(number, line.strip(), found)
        self.comments = []

    def _comment(self, number: int, comment: Comment) -> None:
        if comment.is_entry:
            self.note(number, Severity.INFO, "an entry that is commented out; not imported")
            self.comments = []
        elif comment.text:
            self.comments.append(comment.text)

    def _entry(self, number: int, text: str, entry: Entry) -> None:
        spec = self._spec(entry)
        where = f"line {number}"
        problems = schedule_problems(
            {"schedule": spec.schedule, "timezone": spec.timezone}, source=where
        )
        problems += definition_problems(spec, source=where)
        for problem in problems:
            self.note(number, Severity.ERROR, _not_imported(problem, where))
        if problems:
            return
        if entry.user is not None and self.user not in (None, entry.user):
            spec = replace(spec, enabled=False)
        self.jobs.append((number, text, spec))
        self.findings += entry_notes(number, entry, spec, user=self.user)

    def _spec(self, entry: Entry) -> JobSpec:
        command, given = split_percent(entry.command)
        shown = with_input(command, given) if given and command.strip() else command
        shell = self.variables.shell
        return JobSpec(
            name=self._unused_name(short_name(command)),
            command=shown,
            argv=[shell, "-c", shown] if shell else None,
            description=" ".join(self.comments),
            tags=[TAG],
            schedule=_FREEBSD.get(entry.schedule.lower(), entry.schedule),
            timezone=self.variables.timezone,
            catch_up=CatchUp.SKIP,
            overlap=Overlap.ALLOW,
            jitter=self.variables.random_delay,
            working_dir=self.variables.home,
            environment=self.variables.environment(command),
        )

    def _unused_name(self, name: str) -> str:
        taken = {spec.name for _, _, spec in self.jobs}
        number = 2
        unused = name
        while unused in taken:
            unused = f"{name} {number}"
            number += 1
        return unused


def _not_imported(problem: Problem, where: str) -> str:
    place = problem.where.removeprefix(where).removeprefix(": ")
    said = f"{place}: {problem.message}" if place else problem.message
    # a hint about an option of 'create' is of no use here
    hint = f"; {problem.hint}" if problem.hint and "--" not in problem.hint else ""
    if "~" in problem.message:
        hint = "; random times are not known here: name one, and set jitter to spread it"
    return f"not imported: {said}{hint}"
