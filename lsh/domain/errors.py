"""Everything that can go wrong and be said to a person, in one tree.

    LshError
    ├── InvalidInput            2   the caller must change what was asked
    │   └── AmbiguousReference  2
    ├── NotFound                3
    ├── NotAllowed              4
    ├── RunFailed               5
    ├── DaemonNotRunning       69
    ├── TryAgain               75   the same call may go through later
    │   ├── HomeBusy           75
    │   ├── StorageFull        75
    │   └── LedgerLocked       75
    └── ConfigurationError     78
        ├── LedgerCorrupt      78
        └── LedgerTooNew       78

The number is the exit code of a command that ends so (sysexits.h where it has one). ``message`` says
what happened, ``hint`` what to do; both are one line. The same pair travels over the socket.
"""

from __future__ import annotations


class LshError(Exception):
    """Something failed; the message says what, the hint what to do about it."""

    code = "failed"
    exit_code = 1

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class InvalidInput(LshError):
    """What was asked makes no sense as written; change it and ask again."""

    code = "invalid_input"
    exit_code = 2


class AmbiguousReference(InvalidInput):
    """A name or prefix fits more than one thing; use a longer prefix or the id."""

    code = "ambiguous"


class NotFound(LshError):
    """Nothing has that id, prefix or name."""

    code = "not_found"
    exit_code = 3


class NotAllowed(LshError):
    """The caller may not do this, or the thing's present state forbids it."""

    code = "not_allowed"
    exit_code = 4


class RunFailed(LshError):
    """The run that was waited for did not succeed."""

    code = "run_failed"
    exit_code = 5


class DaemonNotRunning(LshError):
    """This needs the daemon, and none answers for this home; ``lsh daemon start`` starts one."""

    code = "daemon_not_running"
    exit_code = 69


class TryAgain(LshError):
    """Not now: something else holds what is needed; the same call may go through later."""

    code = "try_again"
    exit_code = 75


class HomeBusy(TryAgain):
    """Another process changes this home at the moment: a command, or a daemon that starts or ends."""

    code = "home_busy"


class StorageFull(TryAgain):
    """The disk is full: nothing new is accepted or started until there is room again."""

    code = "storage_full"


class LedgerLocked(TryAgain):
    """Another program holds the database; close whatever it is, then try again."""

    code = "ledger_locked"


class ConfigurationError(LshError):
    """The configuration or the home folder keeps lsh from working; mend it and try again."""

    code = "configuration"
    exit_code = 78


class LedgerCorrupt(ConfigurationError):
    """The database file is damaged; restore a backup made by ``lsh daemon db backup``."""

    code = "ledger_corrupt"


class LedgerTooNew(ConfigurationError):
    """A newer lsh wrote this database; install that version or newer."""

    code = "ledger_too_new"


def by_code(code: str) -> type[LshError]:
    """The class for a wire code; an unknown code is a plain LshError (a newer engine's error)."""
    pending: list[type[LshError]] = [LshError]
    while pending:
        error = pending.pop()
        if error.code == code:
            return error
        pending.extend(error.__subclasses__())
    return LshError
