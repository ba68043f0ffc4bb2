"""What an option or an argument takes, by the name that its help gives the value."""

from __future__ import annotations

from dataclasses import dataclass

from completing import words
from completing.words import Words

NOTHING = "nothing"  # a value that nobody can guess: a name, a text
FILE, FOLDER, PROGRAM, VARIABLE = "file", "folder", "program", "variable"  # the shell's own
TEMPLATE_FILE = "template-file"  # a template, or a file
DYNAMIC = (  # what lsh-complete knows
    *("job", "run", "template", "parameter", "queue", "tag", "category", "host", "zone"),
    *("column", "condition", "session", "line", "dead-letter"),
    *("tag-list", "host-list", "column-list"),
)


@dataclass(frozen=True)
class Value:
    """What is taken: a kind, or one of ``words``."""

    kind: str = NOTHING
    words: Words = ()


Path = tuple[str, ...]

_KINDS = {
    "JOB": "job",
    "JOB...": "job",
    "[JOB]": "job",
    "[JOB...]": "job",
    "JOB|WHEN": "job",
    "RUN": "run",
    "RUN...": "run",
    "TEMPLATE": "template",
    "ZONE": "zone",
    "QUEUE": "queue",
    "TAG": "tag",
    "CATEGORY": "category",
    "HOST": "host",
    "COLUMN": "column",
    "CONDITION": "condition",
    "FILE": FILE,
    "FILE|-": FILE,
    "PATH": FILE,
    "FILE|TEMPLATE|-": TEMPLATE_FILE,
    "DIR": FOLDER,
    "[-- PROGRAM ARGS...]": PROGRAM,
}
_KINDS_OF_OPTIONS = {
    "--category": "category",
    "--queue": "queue",
    "--tags": "tag-list",
    "--hosts": "host-list",
    "--set": "parameter",
    "--env": VARIABLE,
}
_KINDS_HERE = {
    (("supabase", "history", "forget"), "ID..."): "line",
    (("supabase", "history", "list"), "--session"): "session",
    (("supabase", "dead-letter", "retry"), "[ID...]"): "dead-letter",
    (("supabase", "dead-letter", "drop"), "[ID...]"): "dead-letter",
    (("supabase", "rows"), "--columns"): "column-list",
}
_WORDS = {
    "SHELL": words.shells(),
    "[SHELL]": words.shells(),
    "TABLE": words.relations(),
    "SETTING": words.settings(),
    "SPAN": words.SPANS,
    "SIZE": words.SIZES,
    "WHEN": words.INSTANTS,
    "KIND": words.KINDS,
}
_WORDS_OF_OPTIONS = words.POLICIES | {
    "--priority": words.PRIORITY,
    "--signal": words.SIGNALS,
    "--schedule": words.schedules(),
}
_STATES = {
    ("cron", "list"): words.JOB_STATES,
    ("daemon", "job", "list"): words.JOB_STATES,
    ("daemon", "db", "history"): words.RUN_STATES,
}


def value_of_option(path: Path, name: str, metavar: str, choices: tuple[str, ...]) -> Value:
    """What the option ``name`` of the command ``path`` takes."""
    if name == "--state" and path in _STATES:
        return Value(words=_STATES[path])
    if name in _WORDS_OF_OPTIONS:
        return Value(words=_WORDS_OF_OPTIONS[name])
    if choices:
        return Value(words=words.formats(choices))
    kind = _KINDS_HERE.get((path, name)) or _KINDS_OF_OPTIONS.get(name)
    return Value(kind) if kind else _by_metavar(metavar)


def value_of_argument(path: Path, metavar: str) -> Value:
    """What an argument of the command ``path`` takes."""
    kind = _KINDS_HERE.get((path, metavar))
    return Value(kind) if kind else _by_metavar(metavar)


def _by_metavar(metavar: str) -> Value:
    if metavar in _WORDS:
        return Value(words=_WORDS[metavar])
    return Value(_KINDS.get(metavar, NOTHING))
