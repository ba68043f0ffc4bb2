"""The variables of a crontab: which go to the command, and which speak to cron."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lsh.domain.errors import InvalidInput
from lsh.domain.zones import check_timezone
from lsh.schema.masking import is_secret_name
from lsh.transfer.crontab_lines import Assignment
from lsh.transfer.findings import Finding, Severity

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_MAIL = ("MAILTO", "MAILFROM", "CONTENT_TYPE", "CONTENT_TRANSFER_ENCODING")
_FIXED = ("LOGNAME", "USER")


@dataclass(slots=True)
class Variables:
    """What is in force for the next entry. ``shell`` is None for /bin/sh; ``random_delay`` seconds."""

    shell: str | None = None
    home: str | None = None
    timezone: str | None = None
    random_delay: float = 0.0
    _plain: dict[str, str] = field(default_factory=dict)
    _mail: dict[str, str] = field(default_factory=dict)

    def environment(self, command: str) -> dict[str, str]:
        """The variables for a command; those about mail only where it uses them."""
        used = {
            name: value
            for name, value in self._mail.items()
            if re.search(rf"\$\{{?{name}\b", command)
        }
        return {**self._plain, **used}

    def assign(self, number: int, assignment: Assignment) -> list[Finding]:
        """Take over a line of the crontab, and say what it means here."""
        name, value = assignment.name, assignment.value
        severity, message = self._assigned(name, value)
        return [Finding(number, severity, message)] if message else []

    def _assigned(self, name: str, value: str) -> tuple[Severity, str]:
        match name:
            case "SHELL":
                return self._set_shell(value)
            case "HOME":
                return self._set_home(value)
            case "CRON_TZ":
                return self._set_timezone(value)
            case "RANDOM_DELAY":
                return self._set_random_delay(value)
            case _ if name in _MAIL:
                return self._set_mail(name, value)
            case _ if name in _FIXED:
                return Severity.WARNING, f"{name} cannot be changed, as in cron; left out"
        return self._set_plain(name, value)

    def _set_shell(self, value: str) -> tuple[Severity, str]:
        self.shell = None if value in ("/bin/sh", "") else value
        if self.shell is None:
            self._plain.pop("SHELL", None)
            return Severity.INFO, ""
        self._plain["SHELL"] = value
        return Severity.INFO, f"the entries below are run by {value} -c, as cron does"

    def _set_home(self, value: str) -> tuple[Severity, str]:
        if not value.startswith("/"):
            return Severity.WARNING, f"HOME={value} is not an absolute path; left out"
        self.home = self._plain["HOME"] = value
        return Severity.INFO, "HOME is also where the entries below are run, as in cron"

    def _set_timezone(self, value: str) -> tuple[Severity, str]:
        try:
            check_timezone(value)
        except InvalidInput as error:
            # not dropped: in another zone the entries below would run at wrong times
            self.timezone = value
            hint = f"; {error.hint}" if error.hint else ""
            return Severity.ERROR, f"{error.message}{hint}"
        self.timezone = value
        return Severity.INFO, f"the schedules below are in the zone {value}"

    def _set_random_delay(self, value: str) -> tuple[Severity, str]:
        if not (value.isascii() and value.isdigit()):
            return Severity.ERROR, f"RANDOM_DELAY={value} is not a number of minutes; left out"
        self.random_delay = int(value[:6]) * 60.0
        return (
            Severity.INFO,
            f"RANDOM_DELAY becomes a jitter of {value} minutes: spread, but the same every time",
        )

    def _set_mail(self, name: str, value: str) -> tuple[Severity, str]:
        self._mail[name] = value
        if name != "MAILTO":
            return Severity.INFO, f"{name} is about cron's mails, which lsh does not send; left out"
        if not value:
            return (
                Severity.INFO,
                "MAILTO is empty: nothing was mailed; lsh keeps the output in the log",
            )
        return (
            Severity.WARNING,
            f"cron mails all output to {value}; lsh keeps it in the log ('lsh cron logs') and sends"
            " nothing: to hear of failures set on_failure to a command that tells you",
        )

    def _set_plain(self, name: str, value: str) -> tuple[Severity, str]:
        if not _NAME.fullmatch(name) or name.startswith("LSH_"):
            return Severity.ERROR, f"{name!r} cannot be the name of a variable here; left out"
        self._plain[name] = value
        if name == "TZ":
            return (
                Severity.INFO,
                "TZ is the zone of the commands only, as in cron; CRON_TZ is that of schedules",
            )
        if is_secret_name(name):
            return (
                Severity.WARNING,
                f"{name} looks like a secret; the ledger keeps it in the clear, as the crontab did",
            )
        if "$" in value:
            return Severity.INFO, f"{name}: a '$' in a value is taken literally, as in cron"
        return Severity.INFO, ""
