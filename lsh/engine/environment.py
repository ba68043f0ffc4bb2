"""The environment of a run: small, declared, and the same however the run was started."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from lsh.domain.command import argument_vector
from lsh.domain.instant import to_wire
from lsh.domain.job import JobSpec, is_named
from lsh.engine.account import account


def base_environment(path: str, environ: Mapping[str, str] = os.environ) -> dict[str, str]:
    """What every run gets. Of the daemon's own environment only the locale (Cronicle#125) and its home.

    A run that calls lsh meets the daemon that started it.
    """
    user = account(environ=environ)
    home = environ.get("LSH_HOME")
    own_home = {"LSH_HOME": str(Path(home).expanduser().absolute())} if home else {}
    return own_home | {
        "PATH": path,
        "HOME": user.home,
        "USER": user.name,
        "LOGNAME": user.name,
        "SHELL": "/bin/sh",
        "LANG": environ.get("LANG", "C.UTF-8"),
    }


def run_environment(
    base: Mapping[str, str], spec: JobSpec, *, job_id: str, scheduled_for: int, kind: str
) -> dict[str, str]:
    """A run's whole environment; the spawner adds LSH_RUN_ID and LSH_ATTEMPT."""
    return {
        **base,
        **spec.environment,
        "LSH_JOB_ID": job_id,
        "LSH_JOB_NAME": spec.name,
        "LSH_SCHEDULED_FOR": to_wire(scheduled_for) or "",
        "LSH_KIND": kind,
    }


def place_warnings(base: Mapping[str, str], spec: JobSpec, host: str) -> list[str]:
    """What its runs would not find: their folder, or on ``host``, if they run there, their program."""
    found = folder_warning(base, spec)
    if found is None and is_named(spec.hosts, host):
        found = program_warning(base, spec)
    return [] if found is None else [found]


def folder_warning(base: Mapping[str, str], spec: JobSpec) -> str | None:
    """What to say of a folder that is not there for its runs to start in."""
    folder = working_directory(base, spec)
    if os.path.isdir(folder):  # noqa: PTH112 - the path may be another user's, or not mounted
        return None
    return f"the working directory {folder} does not exist; runs fail until it does"


def program_warning(base: Mapping[str, str], spec: JobSpec) -> str | None:
    """What to say of a program that is not there."""
    program = missing_program(base, spec)
    if program is None:
        return None
    if "/" in program:
        return f"there is no program {program}; runs fail until there is"
    return f"there is no program {program!r} in the PATH of runs; runs fail until there is"


def missing_program(base: Mapping[str, str], spec: JobSpec) -> str | None:
    """The program that a run would be, if it is not there; None too where only a shell can tell."""
    program = argument_vector(spec.command, spec.argv)[0]
    if "/" in program:
        places = [os.path.join(working_directory(base, spec), program)]  # noqa: PTH118
    else:
        path = spec.environment.get("PATH", base["PATH"])
        places = [f"{folder}/{program}" for folder in path.split(":") if folder]
    return None if any(os.access(place, os.X_OK) for place in places) else program


def working_directory(base: Mapping[str, str], spec: JobSpec) -> str:
    """Where a run starts: the job's own folder, else the home."""
    folder = spec.working_dir or base["HOME"]
    if folder == "~" or folder.startswith("~/"):
        return base["HOME"] + folder[1:]
    return folder
