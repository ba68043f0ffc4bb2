"""The command tree as a static table: a group's help and its completion import none of its commands.

A leaf names the module that holds its ``command`` function. Several names may lead to one module.
"""

from __future__ import annotations

from typing import NamedTuple


class Leaf(NamedTuple):
    """A command: one line of help, and the module under ``lsh.commands`` that does it."""

    help: str
    module: str


class Branch(NamedTuple):
    """A group of commands. ``default`` is the one that is meant when none is named."""

    help: str
    commands: dict[str, Leaf | Branch]
    default: str | None = None
    examples: tuple[str, ...] = ()


_TEMPLATES: dict[str, Leaf | Branch] = {
    "list": Leaf("List the templates.", "templates.list"),
    "show": Leaf("Show a template with its parameters.", "templates.show"),
    "add": Leaf("Add a template of your own.", "templates.add"),
    "edit": Leaf("Edit a template of your own in $EDITOR.", "templates.edit"),
    "validate": Leaf("Check a template's file.", "templates.validate"),
    "remove": Leaf("Remove a template of your own.", "templates.remove"),
}

_CRON: dict[str, Leaf | Branch] = {
    "templates": Branch(
        "List and keep job templates.",
        _TEMPLATES,
        default="list",
        examples=("lsh cron templates", "lsh cron templates show database-backup"),
    ),
    "create-from-template": Leaf("Create a job from a template.", "cron.create_from_template"),
    "create": Leaf("Create a job.", "job.create"),
    "list": Leaf("List all jobs with their next and last run.", "job.list"),
    "info": Leaf("Show all about a job.", "job.info"),
    "edit": Leaf("Edit a job as TOML in $EDITOR.", "cron.edit"),
    "start": Leaf("Follow a job's schedule.", "cron.start"),
    "stop": Leaf("Leave a job's schedule, and stop what runs of it.", "cron.stop"),
    "pause": Leaf("Leave a job's schedule for a while.", "cron.pause"),
    "resume": Leaf("Follow a paused job's schedule again, from now.", "cron.resume"),
    "run": Leaf("Run a job now.", "job.run"),
    "test": Leaf("Run a job now as the daemon would, and watch it.", "cron.test"),
    "logs": Leaf("Show what a job's runs printed.", "cron.logs"),
    "next": Leaf("Show when a job or a schedule is due.", "cron.next"),
    "why": Leaf("Say why a job ran, waits, or did not run.", "cron.why"),
    "simulate": Leaf("Replay a span of time: collisions, clock changes, peaks.", "cron.simulate"),
    "remove": Leaf("Remove a job.", "job.remove"),
    "report": Leaf("Report on a job's runs.", "reports.one"),
    "reports": Leaf("Report on every job's runs.", "reports.all"),
    "comprehensive-report": Leaf("Report on everything.", "reports.comprehensive"),
    "export": Leaf("Export jobs and runs as JSON, CSV or Markdown.", "cron.export"),
    "import": Leaf("Import a crontab, or an export of lsh.", "cron.import_"),
}

_JOB: dict[str, Leaf | Branch] = {
    "create": Leaf("Create a job.", "job.create"),
    "list": Leaf("List all jobs with their next and last run.", "job.list"),
    "info": Leaf("Show all about a job.", "job.info"),
    "start": Leaf("Run a job now.", "job.run"),
    "stop": Leaf("Stop what runs of a job.", "job.stop"),
    "remove": Leaf("Remove a job.", "job.remove"),
}

_DB: dict[str, Leaf | Branch] = {
    "history": Leaf("List runs, newest first.", "db.history"),
    "stats": Leaf("Show figures of all runs, or of a job's.", "db.stats"),
    "backup": Leaf("Copy the database while it is in use.", "db.backup"),
    "prune": Leaf("Delete old runs and their output.", "db.prune"),
}

_DAEMON: dict[str, Leaf | Branch] = {
    "start": Leaf("Start the daemon.", "daemon.start"),
    "stop": Leaf("Stop the daemon; what runs goes on.", "daemon.stop"),
    "restart": Leaf("Restart the daemon; what runs goes on.", "daemon.restart"),
    "status": Leaf("Tell whether the daemon runs, and how it fares.", "daemon.status"),
    "logs": Leaf("Show the daemon's log.", "daemon.logs"),
    "install": Leaf("Start the daemon with your session, as a service.", "daemon.install"),
    "uninstall": Leaf("Undo install.", "daemon.uninstall"),
    "job": Branch("Create and control jobs.", _JOB, examples=("lsh daemon job list",)),
    "db": Branch(
        "History, figures, backup and retention.",
        _DB,
        examples=("lsh daemon db history --limit 20", "lsh daemon db stats --job-id backup"),
    ),
}

_SUPABASE_CONFIG: dict[str, Leaf | Branch] = {
    "show": Leaf("Show the project, the keys in use and every setting.", "supabase.config.show"),
    "set": Leaf("Set the URL, a key, or how the sync behaves.", "supabase.config.set"),
    "unset": Leaf("Forget a setting or a key.", "supabase.config.unset"),
    "new-identity": Leaf(
        "Make a home of its own of one that was copied.", "supabase.config.new_identity"
    ),
}

_HISTORY: dict[str, Leaf | Branch] = {
    "list": Leaf("List what was typed, newest first.", "supabase.history.list"),
    "stats": Leaf("Show what is typed most, fails and takes long.", "supabase.history.stats"),
    "forget": Leaf("Delete lines for good.", "supabase.history.forget"),
    "hook": Leaf("Print what makes a shell record its history.", "supabase.history.hook"),
}

_COMPLETION: dict[str, Leaf | Branch] = {
    "show": Leaf("Print the completion of a shell.", "completion.show"),
    "install": Leaf("Put it where your shell looks for it.", "completion.install"),
    "uninstall": Leaf("Undo install.", "completion.uninstall"),
}

_DEAD_LETTER: dict[str, Leaf | Branch] = {
    "list": Leaf("List the rows that Supabase refused, and why.", "supabase.dead_letter.list"),
    "retry": Leaf("Send refused rows again.", "supabase.dead_letter.retry"),
    "drop": Leaf("Forget refused rows.", "supabase.dead_letter.drop"),
}

_SUPABASE: dict[str, Leaf | Branch] = {
    "status": Leaf("Show how the sync stands.", "supabase.status"),
    "config": Branch(
        "The project, its keys and how the sync behaves.",
        _SUPABASE_CONFIG,
        default="show",
        examples=("lsh supabase config set url https://abcdefgh.supabase.co",),
    ),
    "init": Leaf("Write the schema as a migration, and apply it.", "supabase.init"),
    "migrations": Leaf("Compare the schema's versions here and there.", "supabase.migrations"),
    "test": Leaf("Test the way to Supabase, stage by stage.", "supabase.test"),
    "sync": Leaf("Sync with Supabase now.", "supabase.sync"),
    "dead-letter": Branch(
        "Rows that Supabase refused; the rest went on without them.",
        _DEAD_LETTER,
        default="list",
        examples=("lsh supabase dead-letter list", "lsh supabase dead-letter retry --all"),
    ),
    "history": Branch(
        "What was typed in your shells: opt-in, see hook.",
        _HISTORY,
        default="list",
        examples=(
            "lsh supabase history --search docker --since 2d",
            "lsh supabase history stats --week",
            "lsh supabase history hook bash",
        ),
    ),
    "rows": Leaf("Show rows as Supabase has them.", "supabase.rows"),
    "silent": Leaf("Show jobs whose machine has gone silent.", "supabase.silent"),
}

ROOT = Branch(
    "Run commands on time, and know what ran, what did not, and why.",
    {
        "daemon": Branch(
            "The daemon, its jobs and its database.",
            _DAEMON,
            examples=("lsh daemon start", "lsh daemon status"),
        ),
        "cron": Branch(
            "Jobs, templates, schedules and reports.",
            _CRON,
            examples=(
                "lsh cron create --name greet --schedule '*/5 * * * *' --command 'echo hello'",
                "lsh cron list",
                "lsh cron why greet",
            ),
        ),
        "tui": Leaf("Show everything live, and work on it.", "tui"),
        "supabase": Branch(
            "Sync with Supabase, and the shell history.",
            _SUPABASE,
            examples=("lsh supabase init", "lsh supabase migrations"),
        ),
        "completion": Branch(
            "What makes bash, zsh and fish complete all this.",
            _COMPLETION,
            examples=("lsh completion install", "lsh completion show zsh"),
        ),
        "doctor": Leaf("Examine the installation, and say what mends it.", "doctor"),
    },
    examples=(
        "lsh daemon start",
        "lsh cron create-from-template database-backup",
        "lsh cron list",
        "lsh cron report database-backup",
    ),
)


def leaves(branch: Branch = ROOT, path: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], Leaf]]:
    """Every command with the words that lead to it, in the order of the table."""
    found: list[tuple[tuple[str, ...], Leaf]] = []
    for name, entry in branch.commands.items():
        if isinstance(entry, Leaf):
            found.append(((*path, name), entry))
        else:
            found.extend(leaves(entry, (*path, name)))
    return found
