"""The words that never change, each with what it means."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from lsh.commands.supabase.config.names import SECRETS, SETTINGS, said
from lsh.domain.explain import describe
from lsh.domain.job import PRIORITIES, JobState
from lsh.domain.policy import CatchUp, Claim, OnUnreachable, Overlap
from lsh.domain.run import RunKind, RunState
from lsh.domain.trigger import parse_trigger
from lsh.history.hook import SHELLS
from lsh.store.remote import tables
from lsh.store.remote.relations import TABLES, VIEWS

Words = tuple[tuple[str, str], ...]
"""Words in their order, each with what it means."""


def told(meanings: Mapping[str, str]) -> Words:
    """A table of words and meanings as ``Words``."""
    return tuple((str(word), meaning) for word, meaning in meanings.items())


JOB_STATES = told(
    {
        JobState.ACTIVE: "its schedule is followed",
        JobState.PAUSED: "by a person, or after too many failures",
        JobState.STOPPED: "disarmed until start",
        JobState.ELSEWHERE: "its hosts are other machines",
        JobState.FINISHED: "nothing more is due",
    }
)
RUN_STATES = told(
    {
        RunState.SCHEDULED: "its instant is near",
        RunState.QUEUED: "waits for a slot",
        RunState.RUNNING: "a process lives",
        RunState.RETRYING: "waits for its next attempt",
        RunState.SUCCEEDED: "the last attempt succeeded",
        RunState.FAILED: "the last attempt failed",
        RunState.CANCELLED: "somebody stopped it",
        RunState.SKIPPED: "a policy decided against it",
        RunState.MISSED: "nobody was there at its instant",
    }
)
KINDS = told(
    {
        RunKind.SCHEDULED: "on its schedule",
        RunKind.CATCH_UP: "late, for one that was missed",
        RunKind.MANUAL: "started by a person",
        RunKind.TEST: "by lsh cron test",
        RunKind.NOTIFY: "told of a failure",
    }
)
POLICIES = {
    "--overlap": told(
        {
            Overlap.SKIP: "the new one is skipped",
            Overlap.QUEUE_ONE: "one waits; further ones are skipped",
            Overlap.QUEUE_ALL: "all wait, oldest first",
            Overlap.CANCEL_RUNNING: "the running one is asked to stop",
            Overlap.TERMINATE_RUNNING: "the running one is killed",
            Overlap.ALLOW: "both run",
        }
    ),
    "--catch-up": told(
        {
            CatchUp.SKIP: "none is run",
            CatchUp.LATEST: "the newest is run",
            CatchUp.ALL: "all are run, oldest first",
        }
    ),
    "--claim": told(
        {
            Claim.EACH: "every one of its machines runs it",
            Claim.SHARED: "exactly one of its machines runs it",
        }
    ),
    "--on-unreachable": told(
        {
            OnUnreachable.RUN: "here, and perhaps elsewhere too",
            OnUnreachable.SKIP: "nowhere, rather than twice",
        }
    ),
    "--on-conflict": told(
        {"error": "import nothing", "skip": "keep what is here", "replace": "take the other"}
    ),
}
FORMATS = {
    "terminal": "for reading here",
    "json": "for programs",
    "markdown": "for notes and tickets",
    "html": "one page, for a browser or a mail",
    "csv": "for spreadsheets",
}
SIGNALS = told(
    {
        "TERM": "please end",
        "INT": "as Ctrl-C does",
        "HUP": "the terminal is gone",
        "QUIT": "as Ctrl-\\ does",
        "KILL": "at once, it cannot object",
        "USR1": "the program's own",
        "USR2": "the program's own",
    }
)
_NICE = {PRIORITIES[0]: "goes last", 5: "the usual", PRIORITIES[-1]: "goes first"}
PRIORITY = tuple((str(number), _NICE.get(number, "")) for number in reversed(PRIORITIES))
SPANS = told(
    {
        "30s": "half a minute",
        "5m": "five minutes",
        "1h": "an hour",
        "1h30m": "an hour and a half",
        "1d": "a day",
        "1w": "a week",
    }
)
SIZES = told({"64MiB": "64 × 1024² bytes", "512MiB": "512 × 1024² bytes", "1GiB": "1024³ bytes"})
INSTANTS = told(
    {
        "now": "this moment",
        "-1h": "an hour ago",
        "-1d": "a day ago",
        "-7d": "a week ago",
        "+1h": "in an hour",
        "+1d": "in a day",
    }
)
_SCHEDULES = (
    "@hourly",
    "@daily",
    "@weekly",
    "@monthly",
    "*/5 * * * *",
    "0 2 * * *",
    "30 8 * * MON-FRI",
    "0 3 * * SUN",
    "0 4 1 * *",
    "0 9-17 * * MON-FRI",
)


def schedules() -> Words:
    """Schedules to begin with, in the words of ``lsh cron next --explain``."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    plain = {
        text: describe(parse_trigger(text, anchor=now, timezone="UTC")).removesuffix(", UTC")
        for text in _SCHEDULES
    }
    more = {
        "every 15m": "a quarter of an hour after each other",
        "@reboot": "once after each start",
    }
    return told(plain | more)


def relations() -> Words:
    """The tables and views in Supabase, with what they hold."""
    views = Path(tables.__file__).with_name("sql") / "views.sql"
    said_of = dict(re.findall(r"^-- (\w+): (.*)$", views.read_text(), re.MULTILINE))
    said_of |= {
        str(kind.__tablename__): kind.__doc__ or "" for kind in tables.Remote.__subclasses__()
    }
    return tuple((name, _first_sentence(said_of[name])) for name in sorted(TABLES | VIEWS))


def settings() -> Words:
    """What ``lsh supabase config`` sets."""
    defaults = {
        name: f"default {said(value)}" if said(value) else "" for name, value in SETTINGS.items()
    }
    return told(defaults | {name: secret.title for name, secret in SECRETS.items()})


def shells() -> Words:
    """The shells that lsh knows."""
    return tuple((name, "") for name in SHELLS)


def formats(choices: Iterable[str]) -> Words:
    """Those of an option's choices that are forms to print in, with what they are for."""
    return tuple((str(choice), FORMATS.get(str(choice), "")) for choice in choices)


def _first_sentence(text: str) -> str:
    return re.split(r"[:;.]( |$)", " ".join(text.split()))[0]
