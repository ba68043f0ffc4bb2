"""Every setting: its default and variable out of the code, and what it means in words."""

from __future__ import annotations

import dataclasses
from typing import Any

from lsh.settings import Settings
from referencing.markdown import code, listing, page, table

MEANING = {
    "timezone": "zone of new jobs; unset: the machine's",
    "max_concurrent_runs": "living runs at a time",
    "queues": "slots by queue name",
    "arm_ahead": "seconds ahead of their instant at which runs are committed and armed",
    "keep_days": "retention: days that a run is kept",
    "keep_runs": "retention: runs that each job keeps",
    "log_limit": "bytes of a run's log, with its rotated part",
    "daemon_log_limit": "bytes of the daemon's own log",
    "min_free_bytes": "below this nothing new is started",
    "path": "PATH of every run",
    "log_level": "`debug`, `info`, `warning` or `error`",
    "cost_per_cpu_hour": "as in the table `[reports]`, which goes before it",
    "host": "this machine's name in jobs' `hosts`; unset: its hostname",
    "claim_timeout": "seconds after its instant that a shared occurrence waits for its claim",
    "history_ignore": "patterns of command lines that are not recorded, as in `HISTIGNORE`",
    "history_keep_days": "days that command lines are kept, and shells that have ended",
}
TABLES = {
    "supabase": {
        "url": "`https://PROJECT.supabase.co`; `SUPABASE_URL` goes before it",
        "enabled": "whether the daemon syncs all the time",
        "pull": "whether definitions that name this machine are taken in",
        "pull_interval": "seconds from one look for definitions to the next",
        "request_timeout": "seconds until a request counts as unanswered",
        "batch_rows": "rows in one request",
        "output_limit": "bytes of a run's output that are synced; 0: none",
    },
    "reports": {
        "cost_per_cpu_hour": "what an hour of CPU time costs; 0: no cost is shown",
        "currency": "what stands beside it, such as `EUR`",
    },
    "tui": {
        "theme": "`dark`, `light` or `contrast`; unset: the one that was chosen last",
        "read_only": "whether `lsh tui` only shows",
        "keymap": 'keys by action, as its help names them: `{ pause = "p,f5" }`',
    },
}
EXAMPLE = """\
timezone = "Europe/Berlin"
max_concurrent_runs = 8
keep_days = 30

[queues]
backup = 1
"""


def pages() -> dict[str, str]:
    """The page of the settings. Ends the program where one has no words, or words have none."""
    tables = [field for field in dataclasses.fields(Settings) if field.name in TABLES]
    parts = []
    for field in tables:
        parts += [f"## The table [{field.name}]", _rows(_default(field), TABLES[field.name])]
    return {
        "settings.md": page(
            "Settings",
            "`config.toml` stands in `~/.config/lsh` on Linux, where the platform keeps such files"
            "\nelsewhere, or in `config/` of `LSH_HOME`. An unknown key is an error. A variable goes"
            "\nbefore the file. The daemon reads both when it starts.",
            listing(EXAMPLE.splitlines(), "toml"),
            _rows(Settings(), MEANING, variables=True),
            *parts,
        )
    }


def _rows(settings: Any, meaning: dict[str, str], *, variables: bool = False) -> str:
    fields = [field for field in dataclasses.fields(settings) if field.name not in TABLES]
    unmatched = {field.name for field in fields} ^ set(meaning)
    if unmatched:
        raise SystemExit(f"{__file__} must say what these settings mean: {', '.join(unmatched)}")
    rows = []
    for field in fields:
        cells = [code(field.name), _shown(getattr(settings, field.name)), meaning[field.name]]
        if variables:
            plain = not isinstance(getattr(settings, field.name), dict | list)
            cells.insert(2, code(f"LSH_{field.name.upper()}") if plain else "–")
        rows.append(cells)
    headings = ["Setting", "Default", *(["Variable"] if variables else []), "Meaning"]
    return table(headings, rows)


def _default(field: dataclasses.Field[Any]) -> Any:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return code(str(value).lower())
    if isinstance(value, int | float):
        return code(f"{value:g}" if isinstance(value, float) else str(value))
    return code(value) if value else "none"
