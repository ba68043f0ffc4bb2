"""The compatibility report: where lsh and cron differ, for an entry and for a whole crontab."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lsh.domain.cron import CronExpression
from lsh.domain.errors import InvalidInput
from lsh.domain.job import JobSpec
from lsh.transfer.crontab_command import split_percent
from lsh.transfer.crontab_lines import Entry
from lsh.transfer.findings import Finding, Severity

# clocks are put forward or back in these hours in nearly every zone that does it
_SHIFT_HOURS = range(4)
_KNOWN_USERS = ("root", "nobody", "daemon", "www-data", "postgres")


def entry_notes(number: int, entry: Entry, spec: JobSpec, *, user: str | None) -> list[Finding]:
    """What to know about one entry that was imported."""
    notes = [*_user_notes(entry, spec, user), *_percent_notes(entry)]
    if entry.schedule.lower() == "@reboot":
        notes.append(
            (
                Severity.INFO,
                "@reboot runs once after each start of the machine, not at each start of the daemon",
            )
        )
    if entry.quiet:
        notes.append((Severity.INFO, "the leading '-' kept it out of the system's log; dropped"))
    if entry.command.endswith("\\"):
        notes.append(
            (Severity.WARNING, "it ends with a backslash, but a crontab's lines do not go on")
        )
    if entry.user is None and entry.command.split()[0] in _KNOWN_USERS:
        notes.append(
            (
                Severity.WARNING,
                f"the command begins with {entry.command.split()[0]!r}, like a line of"
                " /etc/crontab; if it is one, import it with --system",
            )
        )
    return [Finding(number, severity, message) for severity, message in notes]


def closing_notes(jobs: Sequence[tuple[int, str, JobSpec]], text: str) -> Iterable[Finding]:
    """What to know about the file as a whole; nothing for a file without jobs."""
    if text and not text.endswith("\n"):
        yield Finding(
            text.count("\n") + 1,
            Severity.INFO,
            "cron ignores a last line that does not end; lsh reads it",
        )
    if not jobs:
        return
    yield _info("overlap = allow: like cron, a run starts even while the last one still goes on")
    yield _info("catch_up = skip: like cron, what falls due while nothing runs is not made up for")
    yield _info(
        "the environment is cron's: HOME, LOGNAME, USER, SHELL and a short PATH"
        " (/usr/local/bin:/usr/bin:/bin, cron's lacks /usr/local/bin);"
        " 'lsh cron test JOB' shows the difference from your shell"
    )
    if not any(line.lstrip().startswith("MAILTO") for line in text.splitlines()):
        yield _info("cron mails the output; lsh keeps it in the log: 'lsh cron logs JOB'")
    nightly = [number for number, _, spec in jobs if _meets_shifts(spec)]
    if nightly:
        yield _info(
            f"where clocks change, the jobs at a fixed hour of the night ({_lines(nightly)}) run"
            " exactly once that day, as in cronie; some other crons skip or repeat them"
        )
    yield _info("all jobs are tagged 'crontab'; when they run well here, take them out of cron")


def _user_notes(entry: Entry, spec: JobSpec, user: str | None) -> list[tuple[Severity, str]]:
    if entry.user is None:
        return []
    if user is None:
        return [(Severity.WARNING, f"cron runs it as {entry.user}, lsh as the daemon's user")]
    if user != entry.user:
        message = (
            f"cron runs it as {entry.user}, lsh would as {user}: imported, but stopped;"
            f" after a look start it with 'lsh cron start {spec.name!r}'"
        )
        return [(Severity.WARNING, message)]
    return []


def _percent_notes(entry: Entry) -> list[tuple[Severity, str]]:
    _, given = split_percent(entry.command)
    if given is not None:
        return [
            (
                Severity.WARNING,
                "as in cron, the command ends at the first '%' and the rest becomes its input, by"
                " printf; if that '%' was meant as one, as in date +%F, it never worked: edit the job",
            )
        ]
    if "%" in entry.command:
        return [(Severity.INFO, r"'\%' is written '%' here")]
    return []


def _meets_shifts(spec: JobSpec) -> bool:
    try:
        expression = CronExpression.parse(spec.schedule or "")
    except InvalidInput:
        return False  # @reboot
    return expression.is_fixed_time and any(
        hour in _SHIFT_HOURS for hour in expression.fields[2].values
    )


def _lines(numbers: list[int]) -> str:
    shown = ", ".join(str(number) for number in numbers[:8])
    more = ", …" if len(numbers) > 8 else ""
    return f"line{'s' if len(numbers) > 1 else ''} {shown}{more}"


def _info(message: str) -> Finding:
    return Finding(0, Severity.INFO, message)
