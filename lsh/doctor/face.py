"""What a person has in front of them: the terminal, and the shell's completion."""

from __future__ import annotations

import sys
from shutil import which

from lsh.completion.installed import SHELLS, guess_shell, place_of, system_place
from lsh.doctor.surroundings import Surroundings
from lsh.domain.errors import InvalidInput
from lsh.domain.finding import Finding

_DRAWN_IN_ASCII = "lsh-kept"  # how ``commands/glyphs.py`` marks a stream that could, and shall not


def completion(here: Surroundings) -> Finding:
    """Whether the person's shell completes lsh, and as this lsh does."""
    try:
        shell = guess_shell(here.environ)
    except InvalidInput as error:
        return Finding.skipped(f"{error.message}; lsh completes in {', '.join(SHELLS)}")
    place = place_of(shell, here.environ)
    if place.text is None:
        shared = system_place(shell, here.environ)
        if shared is None:
            return Finding.warning(f"{shell} does not complete lsh", "lsh completion install")
        place = shared
    if place.is_foreign:
        return Finding.ok(f"{place.path} is your own")
    if not place.is_current:
        return Finding.warning(f"{place.path} is of another lsh", "lsh completion install")
    if which("lsh-complete", path=here.environ.get("PATH")) is None:
        return Finding.warning(
            "lsh-complete is not on your PATH: jobs, runs and templates are not offered",
            "put the folder of lsh on your PATH, or a link to lsh-complete into one that is",
        )
    rc = (
        place.rc_lines() if place.path.parent == place_of(shell, here.environ).path.parent else None
    )
    if rc is not None:
        return Finding.warning(f"{place.path} is not read by {shell}", f"add to {rc[0]}: {rc[1]}")
    return Finding.ok(f"{shell}: {place.path}")


def terminal(here: Surroundings) -> Finding:
    """What the terminal shows: colours, and characters beyond ASCII."""
    if sys.stdout.errors == _DRAWN_IN_ASCII:
        return Finding.ok(f"{here.environ.get('TERM', 'unknown')}: plots are drawn in ASCII")
    encoding = (sys.stdout.encoding or "ascii").lower().replace("-", "")
    if encoding not in {"utf8", "utf16", "gb18030"}:
        return Finding.warning(
            f"its encoding is {encoding}: names and plots are shown with replacements",
            "choose a locale of UTF-8: export LANG=C.UTF-8",
        )
    if not sys.stdout.isatty():
        return Finding.skipped("the output goes elsewhere")
    return Finding.ok(f"{here.environ.get('TERM', 'unknown')}, {_colours(here)}, UTF-8")


def _colours(here: Surroundings) -> str:
    if here.environ.get("NO_COLOR"):
        return "no colours (NO_COLOR)"
    kind = here.environ.get("TERM", "")
    if kind in {"", "dumb"}:
        return "no colours"
    if here.environ.get("COLORTERM") in {"truecolor", "24bit"}:
        return "all colours"
    return "256 colours" if "256" in kind else "16 colours"
