"""``lsh supabase dead-letter retry``."""

from __future__ import annotations

from lsh.commands.mode import MODE
from lsh.commands.output import emit_json, emit_text, warn
from lsh.commands.progress import Progress
from lsh.commands.supabase.dead_letter.choosing import All, Ids, chosen
from lsh.commands.supabase.project import project
from lsh.domain.humane import plural


def command(ids: Ids = None, everything: All = False) -> int:
    """Send refused rows again, as they stand now. Exit code 1 when one is refused again.

    Examples:
        lsh supabase dead-letter retry --all
        lsh supabase dead-letter retry 3 4
    """
    letters = chosen(ids, everything=everything)
    from lsh.sinks.supabase.letters import retry

    paths, settings, target = project()
    with Progress("sending rows", len(letters)) as progress:
        result = retry(paths, settings, target, letters, progress.update)
    if MODE.json:
        emit_json({what: list(map(str, some)) for what, some in result._asdict().items()})
    elif not MODE.quiet:
        emit_text(f"{plural(len(result.delivered), 'row')} delivered")
        if result.outdated:
            emit_text(f"{plural(len(result.outdated), 'row')} dropped: not here any more")
    if result.rejected:
        warn(f"{plural(len(result.rejected), 'row')} refused again: lsh supabase dead-letter list")
        return 1
    return 0
