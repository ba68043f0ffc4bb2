"""The operations: one handler each, the only way in for every face.

A handler gets a ``Context`` and the caller's parameters, and returns what goes on the wire. What it
returns has been committed. ``offline`` operations need no running daemon.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from lsh.domain.errors import InvalidInput
from lsh.engine.core import Engine
from lsh.engine.dispatcher import Dispatcher
from lsh.store.records import StoredJob

if TYPE_CHECKING:
    from lsh.engine.service import Service

_ROLE_CHARS = 64
Params = dict[str, Any]
Handler = Callable[["Context", Params], Coroutine[Any, Any, Any]]


@dataclass(frozen=True, slots=True)
class Context:
    """What a handler works with. ``service`` is None while no daemon runs."""

    engine: Engine
    dispatcher: Dispatcher
    actor: str
    service: Service | None = None


@dataclass(frozen=True, slots=True)
class Operation:
    """A handler, and whether it can be applied without a daemon."""

    name: str
    handler: Handler
    offline: bool


_OPERATIONS: dict[str, Operation] = {}


def operation(name: str, *, offline: bool = False) -> Callable[[Handler], Handler]:
    """Register a handler under its wire name."""

    def register(handler: Handler) -> Handler:
        _OPERATIONS[name] = Operation(name, handler, offline)
        return handler

    return register


def find_operation(name: str) -> Operation:
    """The operation of this name. Raises InvalidInput for an unknown one."""
    from lsh.engine.operations import (  # noqa: F401
        adoption,
        bulk,
        claims,
        daemon,
        definition,
        retention,
        running,
        schedule,
        shell,
        sinks,
    )

    found = _OPERATIONS.get(name)
    if found is None:
        raise InvalidInput(
            f"the daemon knows no operation {name!r}",
            hint="it may be older than this command: lsh daemon restart",
        )
    return found


@asynccontextmanager
async def changing_job(context: Context, params: Params) -> AsyncIterator[StoredJob]:
    """The job that ``params`` names, as it stands while nobody else changes anything.

    Afterwards the scheduler looks at its next instant again. Raises NotFound, AmbiguousReference.
    """
    engine = context.engine
    async with engine.gate:
        try:
            yield engine.ledger.jobs.find(text_param(params, "job"))
        finally:  # even a change that failed may have taken back what was armed
            engine.bus.committed()
            engine.bus.schedule_changed()


def in_role(context: Context, role: object) -> Context:
    """``context`` for a caller that acts as something: ``USER as supabase (laptop)`` in the audit log.

    Raises InvalidInput for a role that is no short printable text.
    """
    if role is None:
        return context
    if not isinstance(role, str) or not role.strip() or not role.isprintable():
        raise InvalidInput("the role of a request ('as') is printable text")
    if len(role) > _ROLE_CHARS:
        raise InvalidInput(f"the role of a request ('as') has at most {_ROLE_CHARS} letters")
    return replace(context, actor=f"{context.actor} as {role}")


def text_param(params: Params, name: str) -> str:
    """A parameter that must be there, as text."""
    value = params.get(name)
    if not isinstance(value, str) or not value:
        raise InvalidInput(f"the parameter {name!r} is missing")
    return value
