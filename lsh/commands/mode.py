"""The flags that every command has, in any position, and how this process was told to behave."""

from __future__ import annotations

import os
import sys
from typing import Any

from typer.core import TyperOption

from lsh.domain.errors import InvalidInput


class Mode:
    """How to print and whether to ask. One command a process, so one mode a process."""

    __slots__ = (
        "exact", "json", "no_color", "no_input", "no_pager", "plain", "quiet", "watch", "yes",
    )  # fmt: skip

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Nothing was asked for."""
        self.json = self.plain = self.quiet = self.yes = False
        self.no_input = self.no_color = self.no_pager = self.exact = False
        self.watch: float | None = None  # seconds between two looks

    @property
    def may_ask(self) -> bool:
        """Whether a question would reach a person."""
        return not self.no_input and sys.stdin.isatty() and sys.stderr.isatty()

    @property
    def precise(self) -> bool:
        """Whether times are told to the last digit rather than in words."""
        return self.exact or self.plain

    @property
    def talks(self) -> bool:
        """Whether there is anybody who wants to hear more than what was asked for."""
        return not self.quiet and not self.json

    def colours(self, stream: Any) -> bool:
        """Whether ``stream`` is a terminal that wants colour (no-color.org)."""
        if self.no_color or os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
            return False
        return bool(stream.isatty())


MODE = Mode()

FLAGS = {
    "--json": "one JSON document on stdout, nothing else",
    "--plain": "rows for scripts: values between tabs, no heading",
    "--quiet": "only ids on stdout, only problems on stderr",
    "--exact": "times to the last digit, spans in seconds, sizes in bytes",
    "--yes": "do not ask, go ahead",
    "--no-input": "never ask; what would need an answer fails",
    "--no-color": "no colour (NO_COLOR does the same)",
    "--no-pager": "no pager for long output (LSH_PAGER or PAGER empty does the same)",
}
USUAL_WATCH = "2"  # seconds
SHORTEST_WATCH, LONGEST_WATCH = 0.25, 86400
SHORT = {"--quiet": "-q", "--yes": "-y"}


def everywhere() -> list[Any]:
    """The flags as options that remember themselves, for a group or a command."""
    return [
        TyperOption(
            param_decls=[flag, *filter(None, [SHORT.get(flag)])],
            is_flag=True,
            default=False,
            expose_value=False,
            hidden=True,
            callback=_remember,
            help=text,
        )
        for flag, text in FLAGS.items()
    ]


def watch_option() -> Any:
    """``--watch [SECONDS]``; ``lazy.Command`` puts the usual number where none is written."""
    return TyperOption(
        param_decls=["--watch"],
        metavar="[SECONDS]",
        type=float,
        default=None,
        expose_value=False,
        callback=_remember_watch,
        help=f"show it again when it changed, and every {USUAL_WATCH} seconds",
    )


def _remember_watch(context: Any, parameter: Any, value: float | None) -> None:
    if value is None:
        return
    if not SHORTEST_WATCH <= value <= LONGEST_WATCH:
        raise InvalidInput(
            f"--watch: {value:g} is not between {SHORTEST_WATCH} and {LONGEST_WATCH}"
        )
    MODE.watch = value


def flag_rows() -> list[tuple[str, str]]:
    """The flags as they stand in a help text."""
    return [
        (f"{SHORT[flag]}, {flag}" if flag in SHORT else f"    {flag}", text)
        for flag, text in FLAGS.items()
    ]


def _remember(context: Any, parameter: Any, value: bool) -> None:
    if value:
        setattr(MODE, parameter.name, True)
