"""What the feed tells the app, and the app its screens."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from textual.message import Message

from lsh.store.live_queries import JobLine, RunLine


class Link(StrEnum):
    """How things stand with the daemon."""

    UNKNOWN = "unknown"  # nobody has asked yet
    UP = "up"  # its events arrive
    LOST = "lost"  # it was there; the feed looks for it
    ABSENT = "absent"  # none has been there since the program began


@dataclass(frozen=True)
class Change:
    """What became of the ledger since the last change: events, and what they touched as it is now."""

    events: tuple[dict[str, Any], ...] = ()
    jobs: tuple[JobLine, ...] = ()
    gone: frozenset[str] = frozenset()
    runs: tuple[RunLine, ...] = ()


class Loaded(Message):
    """All jobs, as they were when the program began, or when another ledger took the place of the first."""

    def __init__(self, jobs: list[JobLine]) -> None:
        super().__init__()
        self.jobs = jobs


class Changed(Message):
    """The ledger has changed."""

    def __init__(self, change: Change) -> None:
        super().__init__()
        self.change = change


class SinksMoved(Message):
    """Something became of a sink: where it stands, its process, what it was refused."""


class LinkChanged(Message):
    """The daemon came, went, or is not there."""

    def __init__(self, link: Link) -> None:
        super().__init__()
        self.link = link


class Trouble(Message):
    """The ledger could not be read: what happened, and what to do."""

    def __init__(self, message: str, hint: str | None) -> None:
        super().__init__()
        self.message = message
        self.hint = hint
