"""``lsh supabase config new-identity``."""

from __future__ import annotations

from lsh.commands.asking import confirm
from lsh.commands.mode import MODE
from lsh.commands.output import emit_json, note, suggest
from lsh.commands.session import call
from lsh.commands.supabase.config.telling import tell_daemon
from lsh.paths import find_paths


def command() -> None:
    """Make a home of its own of one that was copied: with a new id, under which it sends everything.

    A copied folder, a cloned machine or a backup that runs beside the one it was made of would write
    over each other's rows, so their sync stops. Give the copy a new identity, and both go on. What was
    sent under the old id stays the other's.

    Examples:
        lsh supabase config new-identity
        lsh supabase config new-identity --yes
    """
    confirm("give this home a new id, and send everything again under it?")
    answer = call("identity_renew", {})
    if MODE.json:
        emit_json(answer)
    else:
        note(f"this home is {answer['home_id']} now; it was {answer['before']}")
    tell_daemon(find_paths())
    suggest("lsh supabase sync")
