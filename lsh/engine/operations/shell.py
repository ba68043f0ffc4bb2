"""The history of interactive shells: taking it in at once, and letting go of it."""

from __future__ import annotations

from typing import Any

from lsh.domain.errors import InvalidInput
from lsh.domain.events import EventType
from lsh.engine.intake import take_in
from lsh.engine.operations import Context, Params, operation
from lsh.store.history import forget_history

_MOST = 10_000
_LAST = 2**63 - 1  # the last that SQLite counts to


@operation("history_take_in", offline=True)
async def history_take_in(context: Context, params: Params) -> Any:
    """Take in what shells have recorded until now. Returns ``{entries, ignored, skipped}``."""
    taken = await take_in(context.engine)
    return {"entries": taken.entries, "ignored": taken.ignored, "skipped": taken.skipped}


@operation("history_forget", offline=True)
async def history_forget(context: Context, params: Params) -> Any:
    """Delete entries for good. Params: ``ids``, whole numbers. Returns ``{forgotten}``.

    The event names the deleted ranges, so that sinks delete them too.
    """
    ids = params.get("ids")
    if not isinstance(ids, list) or not all(type(entry) is int for entry in ids):
        raise InvalidInput("ids must be a list of whole numbers")
    if any(not 0 < entry <= _LAST for entry in ids):
        raise InvalidInput(f"ids are between 1 and {_LAST}")
    if len(ids) > _MOST:
        raise InvalidInput(f"at most {_MOST:,} entries at a time")
    engine = context.engine
    with engine.storage.writing():
        gone = forget_history(engine.ledger.connection, ids)
        if gone:
            engine.ledger.events.append(
                EventType.LEDGER_PRUNED,
                engine.clock.now(),
                actor=context.actor,
                data={"history": gone},
            )
    engine.ledger.checkpoint()  # over the old pages of the file
    engine.bus.committed()
    return {"forgotten": sum(last - first + 1 for first, last in gone)}
