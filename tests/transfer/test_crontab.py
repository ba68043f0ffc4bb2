"""A crontab becomes jobs, with every difference said and no line lost."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lsh.domain.command import argument_vector
from lsh.domain.policy import CatchUp, Overlap
from lsh.transfer.crontab import CrontabImport, read_crontab
from lsh.transfer.crontab_command import short_name, split_percent, with_input
from lsh.transfer.findings import Severity

HERE = Path(__file__).parent
ROOT_LINE = "17 *\t* * *\troot    cd / && run-parts --report /etc/cron.hourly\n"


def told(found: CrontabImport) -> str:
    """The jobs and the report as one text, as a person would check them."""
    jobs = "".join(
        f"line {job.line}: {job.spec.name} | {job.spec.schedule} | {job.spec.timezone or 'machine'}"
        f" | {job.spec.argv or job.spec.command!r} | {job.spec.description}\n"
        for job in found.jobs
    )
    return jobs + "\n" + "".join(f"{finding}\n" for finding in found.findings)


def test_the_example_and_its_report() -> None:
    # read by a person: change it only together with what it should say
    found = read_crontab((HERE / "example.crontab").read_text())
    assert told(found) == (HERE / "example.report").read_text()


def test_every_line_of_the_example_is_accounted_for() -> None:
    text = (HERE / "example.crontab").read_text()
    found = read_crontab(text)
    known = {job.line for job in found.jobs} | {finding.line for finding in found.findings}
    silent = {
        number: line
        for number, line in enumerate(text.splitlines(), start=1)
        if line.strip() and number not in known
    }
    # comments, and variables that mean the same here
    assert all(line.startswith(("#", "PATH", "SHELL=/bin/sh")) for line in silent.values()), silent


def test_the_import_does_what_cron_does() -> None:
    (spec,) = read_crontab("*/5 * * * * true\n").specs
    assert (spec.overlap, spec.catch_up) == (Overlap.ALLOW, CatchUp.SKIP)
    assert (spec.schedule, spec.command, spec.enabled) == ("*/5 * * * *", "true", True)


def test_variables_hold_for_the_lines_below_them() -> None:
    first, second, third = read_crontab(
        "0 0 * * * one\nA=1\nHOME=/srv\n0 0 * * * two\nA = 'x y'  \nRANDOM_DELAY=5\n0 0 * * * three\n"
    ).specs
    assert (first.environment, first.working_dir, first.jitter) == ({}, None, 0.0)
    assert (second.environment, second.working_dir) == ({"A": "1", "HOME": "/srv"}, "/srv")
    assert (third.environment["A"], third.jitter) == ("x y", 300.0)


def test_a_shell_is_in_force_until_the_next() -> None:
    text = "SHELL=/bin/bash\n@daily a\nSHELL=/bin/sh\n@daily b\n"
    first, second = read_crontab(text).specs
    assert (first.argv, first.environment) == (["/bin/bash", "-c", "a"], {"SHELL": "/bin/bash"})
    assert (second.argv, second.environment) == (None, {})


def test_variables_about_mail_stay_with_commands_that_use_them() -> None:
    plain, using = read_crontab('MAILTO="me"\n@daily a\n@daily echo "$MAILTO"\n').specs
    assert (plain.environment, using.environment) == ({}, {"MAILTO": "me"})


@pytest.mark.parametrize(
    ("user", "enabled", "severity"),
    [("root", True, None), ("joe", False, Severity.WARNING), (None, True, Severity.WARNING)],
)
def test_system_crontabs(user: str | None, enabled: bool, severity: Severity | None) -> None:
    found = read_crontab(ROOT_LINE, system=True, user=user)
    (spec,) = found.specs
    assert spec.command == "cd / && run-parts --report /etc/cron.hourly"
    assert (spec.name, spec.enabled) == ("run-parts cron.hourly", enabled)
    assert [f.severity for f in found.findings if f.line == 1] == [severity] * bool(severity)


def test_a_system_crontab_read_as_a_users_is_noticed() -> None:
    found = read_crontab(ROOT_LINE)
    assert any("--system" in finding.message for finding in found.findings)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("* * * *", "five fields, then a command are expected"),
        ("* * * * *", "five fields, then a command are expected"),
        ("@daily", "a nickname, then a command are expected"),
        ("@dayly true", "'@dayly' is not a known nickname; did you mean @daily?"),
        ("60 * * * * true", "minute: 60 is out of range 0-59"),
        ("* * * * Fri-Mon true", "weekday: the range FRI-MON runs backwards; write"),
        ("0 0 30 2 * true", "no date ever matches"),
        ("X H * * * true", "minute: 'X' is not a number"),
        ("5~10 * * * * true", "set jitter"),
        ("@3600 true", "'@3600' is not a known nickname"),
        ("PATH='/bin", "the quotes around the value of PATH"),
        ("PATH='/bin':/usr/bin", "the quotes around the value of PATH"),
        ("1A=b", "'1A' cannot be the name of a variable"),
        ("CRON_TZ=Nowhere", "'Nowhere' is not a known time zone"),
        ("RANDOM_DELAY=soon", "not a number of minutes"),
        ("%", "this line ends too early"),
        ("0 0 * * * %input", "the job's command is empty"),
    ],
)
def test_lines_that_cannot_be_are_reported_with_their_number(line: str, message: str) -> None:
    found = read_crontab(f"\n{line}\n@daily next\n")
    (error,) = [f for f in found.findings if f.severity is Severity.ERROR and f.line == 2]
    assert message in error.message
    assert not found.complete
    assert 2 not in [job.line for job in found.jobs]


def test_a_zone_that_is_wrong_holds_back_what_depends_on_it() -> None:
    found = read_crontab("@daily a\nCRON_TZ=Nowhere\n@daily b\nCRON_TZ=UTC\n@daily c\n")
    assert [job.line for job in found.jobs] == [1, 5]
    assert [f.line for f in found.findings if f.severity is Severity.ERROR] == [2, 3]


@settings(max_examples=300)
@given(st.text(st.sampled_from("*/5 @dailyH=#%~'\"\t\n\\\r-,é\0"), max_size=60))
def test_whatever_is_in_a_crontab_it_is_either_imported_or_reported(text: str) -> None:
    found = read_crontab(text)
    known = {job.line for job in found.jobs} | {finding.line for finding in found.findings}
    for number, line in enumerate(text.split("\n"), start=1):
        blank = not line.strip() or line.strip().startswith("#")
        silent = re.fullmatch(r"\s*[^\s=]+\s*=.*", line) is not None
        assert number in known or blank or silent, line


@pytest.mark.parametrize(
    ("written", "command", "given"),
    [
        ("date", "date", None),
        (r"date +\%F", "date +%F", None),
        ("cat%one%two", "cat", "one\ntwo\n"),
        ("cat%one%", "cat", "one\n"),
        ("cat%", "cat", None),
        ("cat%%", "cat", "\n"),
        (r"cat%100\%%b", "cat", "100%\nb\n"),
        (r"grep 'a\.b'", r"grep 'a\.b'", None),
        (r"echo \\%x", r"echo \\", "x\n"),  # as cronie: the backslashes are a pair
        (r"cat%a\\%b", "cat", "a\\%b\n"),  # as cronie: in the input they are not
        ("echo \\", "echo \\", None),
    ],
)
def test_percent_signs(written: str, command: str, given: str | None) -> None:
    assert split_percent(written) == (command, given)


@pytest.mark.parametrize(
    ("command", "printed"),
    [
        ("cat", "{}"),
        ("cat -n | sort -r | cut -c 8- | tail -n 1", "<first line>"),
        ('read -r a; printf "%s\\n" "$a" # the first', "<first line>"),
        ("cat >/dev/null; exit 3", ""),
        ("cat; true", "{}"),
    ],
)
@pytest.mark.parametrize("text", ["one\n", "it's 100%\n\\n $HOME `id`\n\n", "-n\n%s\n"])
def test_the_input_arrives(command: str, printed: str, text: str) -> None:
    argv = argument_vector(with_input(command, text))
    done = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False)
    expected = {"{}": text, "<first line>": text.partition("\n")[0] + "\n"}
    assert done.stdout == expected.get(printed, printed)
    assert done.returncode == (3 if "exit 3" in command else 0)


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
def test_another_shell_is_used() -> None:
    (spec,) = read_crontab("SHELL=/bin/bash\n@daily echo ${BASH_VERSION:+yes} {a,b}\n").specs
    argv = argument_vector(spec.command, spec.argv)
    assert subprocess.run(argv, capture_output=True, text=True, check=True).stdout == "yes a b\n"


@pytest.mark.parametrize(
    ("command", "name"),
    [
        ("/usr/local/bin/backup.sh --full >/dev/null 2>&1", "backup.sh"),
        ("cd /srv && ./run.sh", "run.sh"),
        ("cd /srv; A=1 B=2 ./run.sh", "run.sh"),
        ("[ -x /usr/bin/mrtg ] && /usr/bin/mrtg /etc/mrtg.cfg", "mrtg"),
        ("test -x /x/anacron || ( cd / && run-parts --report /etc/cron.daily )", "run-parts cron.daily"),
        ("/usr/bin/python3 -u /srv/tick.py --now", "tick.py"),
        ("python3 -m backup.main", "backup.main"),
        ("bash -c 'echo hi'", "bash"),
        ("sudo -u www nice -n 10 ionice -c3 php /var/www/cron.php", "cron.php"),
        ("env -u A B=1 timeout -k 5 1h flock -n /tmp/lock rsync -a /a /b", "rsync"),
        ("echo 'unbalanced", "echo"),
        ("cd /srv", "cd"),
        ("nice", "nice"),
        (";", ";"),
        ("x" * 300, "x" * 60),
    ],
)  # fmt: skip
def test_names(command: str, name: str) -> None:
    assert short_name(command) == name


def test_names_are_told_apart() -> None:
    text = "@daily /bin/a 1\n@daily /bin/a 2\n@daily /bin/b\n@daily /bin/a 3\n"
    assert [spec.name for spec in read_crontab(text).specs] == ["a", "a 2", "b", "a 3"]


def test_comments_above_an_entry_describe_it() -> None:
    text = "# a header\n\n# What it\n#  does\n@daily a\n@daily b\n#@daily c\n@daily d\n"
    assert [spec.description for spec in read_crontab(text).specs] == ["What it does", "", ""]


def test_files_from_elsewhere() -> None:
    found = read_crontab("\ufeff@daily a\r\n@daily b")
    assert [spec.command for spec in found.specs] == ["a", "b"]
    assert [f.line for f in found.findings if f.line] == [1, 2]
