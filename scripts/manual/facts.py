"""What the manual tells that no command's help does."""

from __future__ import annotations

DESCRIPTION = """
lsh runs commands on time and keeps a durable record of everything that was due: what ran, what did
not, and why. A small daemon keeps the schedule; the other commands read its record, or ask it for a
change. Runs go on when the daemon ends, and the next one knows how they ended.

What a command shows goes to standard output, what it says to standard error.
"""

EXIT_CODES = {0: "Done.", 130: "Interrupted.", 141: "Whoever read the output closed it."}

ENVIRONMENT = (
    ("LSH_HOME", "A folder for everything that lsh keeps, in place of the folders under FILES."),
    (
        "LSH_\u2026",
        "Overrides a setting of config.toml by its name in capitals: LSH_TIMEZONE, say.",
    ),
    ("LSH_DEBUG", "If set, an internal error shows where it happened."),
    ("NO_COLOR", "If set, there is no colour. TERM=dumb does the same."),
    ("VISUAL, EDITOR", "The editor of the edit commands."),
    (
        "XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_STATE_HOME, XDG_RUNTIME_DIR",
        "Where the folders under FILES are, on Linux.",
    ),
)

FILES = (
    ("~/.config/lsh/config.toml", "Settings. lsh works without the file."),
    ("~/.config/lsh/templates/", "Your own job templates."),
    ("~/.local/share/lsh/lsh.db", "The record: jobs, runs and events. An SQLite database."),
    ("~/.local/state/lsh/", "What the runs printed, and the daemon's log."),
)
