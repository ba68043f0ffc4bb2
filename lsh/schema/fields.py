"""Every field of a job as a person writes it: how it is read, how it is written, what it means."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from lsh.domain.duration import format_duration, parse_duration
from lsh.domain.policy import CatchUp, Claim, OnUnreachable, Overlap
from lsh.schema import values
from lsh.schema.size import format_size


def _unchanged(value: Any) -> Any:
    return value


@dataclass(frozen=True, slots=True)
class Rule:
    """How one field is read from a document and written into one.

    ``emptied_by`` are the values that stand for "none" where the field may be absent: formats
    without a null need one. ``is_duration`` lets documents that count in milliseconds be told apart.
    """

    name: str
    read: Callable[[Any], Any]
    meaning: str
    write: Callable[[Any], Any] = _unchanged
    emptied_by: tuple[str, ...] | None = None
    is_duration: bool = False

    def value_of(self, written: Any) -> Any:
        """What ``JobSpec`` holds for ``written``. Raises InvalidInput saying what is expected."""
        if self.emptied_by is not None and (written is None or written in self.emptied_by):
            return None
        return self.read(written)


def _exact_duration(seconds: float) -> str | float:
    """``1h30m``, unless that would round."""
    short = format_duration(seconds)
    return short if parse_duration(short).total_seconds() == seconds else seconds


_NONE = ("none",)
_EMPTY = ("",)
_duration = partial(Rule, read=values.duration, write=_exact_duration, is_duration=True)
_time_limit = partial(
    Rule,
    read=values.time_limit,
    write=_exact_duration,
    is_duration=True,
    emptied_by=_NONE,
)
_size = partial(Rule, read=values.size, write=format_size, emptied_by=_NONE)
_optional_whole = partial(Rule, read=values.whole, emptied_by=_NONE)
_optional_text = partial(Rule, read=values.text, emptied_by=_EMPTY)

_CATCH_UP = f"what still runs of what came too late: {', '.join(CatchUp)}"
_OVERLAP = f"while the last run still goes on: {', '.join(Overlap)}"

_CLAIM = f"which of its hosts run an occurrence: {', '.join(Claim)}"
_UNREACHABLE = f"when a shared one cannot be claimed: {', '.join(OnUnreachable)}"

SECTIONS: tuple[tuple[str, tuple[Rule, ...]], ...] = (
    (
        "What it is",
        (
            _optional_text("id", meaning="letters, digits, '_', '-', '.'; given when left out"),
            Rule("name", values.text, "how people call it"),
            Rule("description", values.text, "what it is for"),
            Rule("category", values.text, "one word for its kind"),
            Rule("tags", values.tags, "words to find it by"),
            _optional_text("template", meaning="the template that it was made from"),
        ),
    ),
    (
        "What it runs",
        (
            Rule("command", values.text, "a command line for /bin/sh"),
            Rule(
                "argv",
                values.texts,
                "or a program and its arguments, without a shell",
                emptied_by=_NONE,
            ),
            _optional_text("working_dir", meaning="an absolute path; your home when left out"),
        ),
    ),
    (
        "When it is due",
        (
            _optional_text(
                "schedule",
                meaning="'30 2 * * *', '@daily', 'every 30s', 'at 2026-12-01T10:00', or by hand",
            ),
            _optional_text("timezone", meaning="an IANA name, like Europe/Berlin"),
            Rule("enabled", values.flag, "whether its schedule is followed"),
            Rule("catch_up", partial(values.choice, CatchUp), _CATCH_UP, write=str),
            _duration("catch_up_window", meaning="what is older than this is not caught up"),
            Rule("catch_up_limit", values.whole, "how many are caught up at most"),
            _duration("misfire_grace", meaning="how late is still on time"),
            Rule("overlap", partial(values.choice, Overlap), _OVERLAP, write=str),
            _duration("jitter", meaning="spread the start over this span, the same each time"),
        ),
    ),
    (
        "How it runs",
        (
            Rule("priority", values.whole, "0 (last) to 10 (first)"),
            Rule("queue", values.text, "runs of one queue share its slots"),
            _time_limit("timeout", meaning="the time limit of an attempt"),
            _time_limit("run_timeout", meaning="the time limit of a run with all its attempts"),
            _duration("kill_grace", meaning="from TERM to KILL"),
            _size("memory_limit", meaning="of a run with all its processes"),
            _time_limit("cpu_limit", meaning="CPU time of an attempt"),
        ),
    ),
    (
        "When it fails",
        (
            Rule("max_retries", values.whole, "how often it is tried again"),
            _duration("retry_delay", meaning="before the first retry"),
            Rule("retry_factor", values.number, "each wait is this many times the last one"),
            _duration("retry_max_delay", meaning="the longest wait"),
            Rule("retry_jitter", values.number, "the share of a wait left to chance, 0 to 1"),
            Rule("retry_on", values.exit_codes, "only these exit codes; empty: every failure"),
            _optional_whole("pause_after_failures", meaning="pause after so many in a row"),
            _optional_text("on_failure", meaning="a command to run when a run has failed"),
        ),
    ),
    (
        "What is kept",
        (
            _optional_whole("keep_days", meaning="delete runs older than so many days"),
            _optional_whole("keep_runs", meaning="keep at most so many runs"),
            _size("log_limit", meaning="of the log of a run"),
            Rule("database_sync", values.flag, "whether the job goes to a linked database"),
        ),
    ),
    (
        "Where it runs",
        (
            Rule("hosts", values.tags, "machines by name; empty: where it was made"),
            Rule("claim", partial(values.choice, Claim), _CLAIM, write=str),
            Rule("on_unreachable", partial(values.choice, OnUnreachable), _UNREACHABLE, write=str),
        ),
    ),
    (
        "What its environment holds besides PATH, HOME, USER, LOGNAME, SHELL and LANG",
        (Rule("environment", values.variables, "variables of the run"),),
    ),
)

RULES: dict[str, Rule] = {rule.name: rule for _, rules in SECTIONS for rule in rules}
