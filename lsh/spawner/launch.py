"""Starting one process: what can be done ahead, the start itself, and why it failed."""

from __future__ import annotations

import errno
import os
import signal

from lsh.spawner.limits import wrap

TYPE_CHECKING = False
if TYPE_CHECKING:
    from lsh.spawner.run import Run

_LOG_FLAGS = os.O_WRONLY | os.O_CREAT | os.O_APPEND
# Python ignores PIPE and XFSZ, the spawner HUP and more, and an engine under nohup may have too;
# a program that inherits an ignored signal misbehaves in ways its author never sees.
_DEFAULTED = [
    signal.SIGPIPE, signal.SIGXFSZ, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT, signal.SIGTERM,
    signal.SIGCHLD, signal.SIGALRM, signal.SIGUSR1, signal.SIGUSR2, signal.SIGTSTP, signal.SIGTTIN,
    signal.SIGTTOU,
]  # fmt: skip
NOT_FOUND = 127 << 8  # as a wait status, by the shell's convention
NOT_EXECUTABLE = 126 << 8


class SpawnError(Exception):
    """The run could not be started. ``status`` is what a shell would have said, or None."""

    def __init__(self, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.status = status


def prepare(run: Run) -> None:
    """Do ahead what need not wait for the instant: find the program, create the log. Never fails.

    What goes wrong here goes wrong again at the start, and is told then.
    """
    run.prepared = True
    run.program = find_program(run)
    try:
        _create(run.log)
    except OSError:
        run.prepared = False


def start(run: Run) -> int:
    """Start the process in its own session and return its pid; SpawnError says why it could not."""
    if not run.prepared:
        prepare(run)
    program = run.program
    argv = run.argv
    try:
        os.chdir(run.cwd)
        if program is None:
            raise FileNotFoundError(errno.ENOENT, "")
        if run.limited:
            program, argv = wrap(run, program)
        return _spawn(run, program, argv)
    except OSError as error:
        if error.errno == errno.ENOEXEC and program is not None:
            return _start_as_script(run, program)
        raise _explain(run, error) from None


def _spawn(run: Run, program: str, argv: list[str]) -> int:
    # Standard input needs no action: the spawner's own is /dev/null.
    log = (os.POSIX_SPAWN_OPEN, 1, run.log, _LOG_FLAGS, 0o600)
    return os.posix_spawn(
        program,
        argv,
        run.env,
        file_actions=(log, (os.POSIX_SPAWN_DUP2, 1, 2)),
        setsid=True,
        setsigmask=(),
        setsigdef=_DEFAULTED,
    )


def _start_as_script(run: Run, program: str) -> int:
    """A script without ``#!`` goes to /bin/sh, as execvp(3) and every shell would do."""
    try:
        return _spawn(run, "/bin/sh", ["sh", program, *run.argv[1:]])
    except OSError as error:
        raise _explain(run, error) from None


def find_program(run: Run) -> str | None:
    """``argv[0]`` as a path: itself with a slash, else along the run's PATH; None if nowhere.

    A file that is there but not executable is returned when there is no better, as shells do.
    """
    name = run.argv[0]
    if "/" in name:
        return name
    second_best = None
    for folder in run.env.get("PATH", os.defpath).split(":"):
        path = os.path.join(run.cwd, folder, name)
        if os.access(path, os.X_OK) and not os.path.isdir(path):
            return path
        if second_best is None and os.path.isfile(path):
            second_best = path
    return second_best


def _create(log: str) -> None:
    flags = _LOG_FLAGS | os.O_CLOEXEC
    try:
        descriptor = os.open(log, flags, 0o600)
    except FileNotFoundError:
        os.makedirs(os.path.dirname(log), mode=0o700, exist_ok=True)
        descriptor = os.open(log, flags, 0o600)
    os.close(descriptor)


def _explain(run: Run, error: OSError) -> SpawnError:
    """posix_spawn gives one errno for the folder, the log, the program and the kernel: tell apart."""
    return (
        _folder_trouble(run)
        or _log_trouble(run)
        or _program_trouble(run, error)
        or _kernel_trouble(error)
    )


def _folder_trouble(run: Run) -> SpawnError | None:
    try:
        os.chdir(run.cwd)
    except FileNotFoundError:
        return SpawnError(
            f"The working directory {run.cwd} does not exist; create it or change the job's."
        )
    except OSError as error:
        return SpawnError(
            f"The working directory {run.cwd} cannot be entered ({error.strerror});"
            " change its permissions or the job's working directory."
        )
    return None


def _log_trouble(run: Run) -> SpawnError | None:
    try:
        _create(run.log)
    except OSError as error:
        return SpawnError(
            f"The log {run.log} cannot be written ({error.strerror});"
            " free some space or mend the folder's permissions."
        )
    return None


def _program_trouble(run: Run, error: OSError) -> SpawnError | None:
    name = run.argv[0]
    program = find_program(run)
    if program is None:
        return SpawnError(
            f"The program {name} was not found in the job's PATH; give its full path or set PATH.",
            NOT_FOUND,
        )
    if not os.path.exists(program):
        return SpawnError(f"The program {program} does not exist; mend the command.", NOT_FOUND)
    if os.path.isdir(program):
        return SpawnError(
            f"{program} is a folder, not a program; mend the command.", NOT_EXECUTABLE
        )
    if error.errno == errno.ENOENT:
        return SpawnError(
            f"The interpreter that {program} names in its first line does not exist;"
            " mend the line or install it.",
            NOT_FOUND,
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return SpawnError(
            f"The program {program} is not executable; run chmod +x on it or name its interpreter.",
            NOT_EXECUTABLE,
        )
    return None


_ADVICE = {
    errno.E2BIG: "the arguments and environment are too long; pass the data in a file",
    errno.EAGAIN: "too many processes are running; raise the limit (ulimit -u) or lower the slots",
    errno.ENOMEM: "there is not enough memory; free some or lower the slots",
    errno.EMFILE: "too many files are open; raise the limit (ulimit -n)",
    errno.ENFILE: "too many files are open on this machine; raise fs.file-max",
    errno.ENOEXEC: "it is no program for this machine; build it for this one",
    errno.ETXTBSY: "it is being written at this moment; run it again when it is complete",
}


def _kernel_trouble(error: OSError) -> SpawnError:
    advice = _ADVICE.get(error.errno or 0, "see the error's name")
    status = NOT_EXECUTABLE if error.errno in (errno.ENOEXEC, errno.ETXTBSY) else None
    return SpawnError(f"The program could not be started: {error.strerror}; {advice}.", status)
