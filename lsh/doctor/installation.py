"""The installation: Python, the packages that lsh needs, and lsh itself."""

from __future__ import annotations

import re
from importlib import metadata

from lsh.doctor.surroundings import Surroundings
from lsh.domain.finding import Finding

_OLDEST = (3, 11)
_REQUIREMENT = re.compile(r"([A-Za-z0-9._-]+)\s*\(?([^;)]*)\)?\s*(;.*)?")
_BOUND = re.compile(r"(<=|>=|==|!=|<|>|~=)\s*([0-9.]+)")
_AGAIN = "install lsh again: pipx reinstall lsh, or uv tool install --reinstall lsh"


def python(here: Surroundings) -> Finding:
    """Whether this Python is one that lsh is made for."""
    version = ".".join(str(part) for part in here.python)
    if here.python < _OLDEST:
        return Finding.failed(
            f"Python {version} is too old", "install lsh with Python 3.11 or newer", 1
        )
    return Finding.ok(f"Python {version}, {here.prefix}")


def lsh(here: Surroundings) -> Finding:
    """Which lsh this is; that its parts are not of several versions."""
    from lsh import __version__
    from lsh.provenance import provenance

    came = provenance()
    commit = f", commit {came.commit[:12]}" if came.commit else ""
    changed = ", changed since" if came.changed else ""
    shown = f"lsh {__version__}{commit}{changed}"
    try:
        recorded = metadata.version("lsh")
    except metadata.PackageNotFoundError:
        return Finding.warning(f"{shown}, which is not installed as a package", _AGAIN)
    if recorded != __version__:
        return Finding.warning(f"{shown}, but installed as {recorded}", _AGAIN)
    return Finding.ok(shown)


def packages(here: Surroundings) -> Finding:
    """Whether every package that lsh requires is there, in a version that it allows."""
    try:
        required = metadata.requires("lsh") or []
    except metadata.PackageNotFoundError:
        return Finding.skipped("lsh is not installed as a package: what it requires is not known")
    wrong, count = [], 0
    for text in required:
        match = _REQUIREMENT.fullmatch(text.strip())
        if match is None or (match[3] and "extra" in match[3]):
            continue
        count += 1
        trouble = package_trouble(match[1], match[2])
        if trouble:
            wrong.append(trouble)
    if wrong:
        return Finding.failed("; ".join(wrong), _AGAIN, 1)
    return Finding.ok(f"all {count} that lsh requires")


def package_trouble(name: str, bounds: str) -> str | None:
    """What is wrong with an installed package, if anything; ``bounds`` like ``>=1.2,<2``."""
    try:
        found = metadata.version(name)
    except metadata.PackageNotFoundError:
        return f"{name} is missing"
    version = _numbers(found)
    for sign, text in _BOUND.findall(bounds):
        wanted = _numbers(text)
        length = max(len(version), len(wanted))
        have, want = (v + (0,) * (length - len(v)) for v in (version, wanted))
        fits = {
            "<": have < want,
            "<=": have <= want,
            ">": have > want,
            ">=": have >= want,
            "==": have == want,
            "!=": have != want,
            "~=": have >= want and have[: len(wanted) - 1] == want[: len(wanted) - 1],
        }
        if not fits[sign]:
            return f"{name} {found} is there, {sign}{text} is needed"
    return None


def _numbers(version: str) -> tuple[int, ...]:
    """The release of a version: ``1.2.0rc1`` is 1.2.0 here."""
    match = re.match(r"\d+(\.\d+)*", version)
    return tuple(int(part) for part in match[0].split(".")) if match else ()
