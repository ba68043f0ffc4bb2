"""``lsh supabase dead-letter drop``."""

from __future__ import annotations

from lsh.commands.asking import confirm
from lsh.commands.mode import MODE
from lsh.commands.output import emit_json, emit_text, suggest
from lsh.commands.session import call
from lsh.commands.supabase.dead_letter.choosing import SINK, All, Ids, chosen
from lsh.domain.humane import plural


def command(ids: Ids = None, everything: All = False) -> None:
    """Forget refused rows: they stay here and are never sent, unless they change.

    Examples:
        lsh supabase dead-letter drop 3
        lsh supabase dead-letter drop --all --yes
    """
    letters = chosen(ids, everything=everything)
    if letters:
        confirm(f"forget {plural(len(letters), 'refused row')}?")
    numbers = [letter["id"] for letter in letters]
    answer = call("dead_letters_drop", {"sink": SINK, "ids": numbers})
    if MODE.json:
        emit_json(answer)
    elif not MODE.quiet:
        emit_text(f"{plural(answer['dropped'], 'dead letter')} dropped")
        suggest("lsh supabase status")
