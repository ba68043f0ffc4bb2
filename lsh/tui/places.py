"""The places that the number keys lead to, in their order. Each is imported when it is first seen."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lsh.tui.screens.base import Place


class PlaceOf(NamedTuple):
    """A place: what it is called, and the class in ``lsh.tui.screens`` that shows it."""

    name: str
    title: str
    module: str
    cls: str

    def make(self) -> Place:
        """The screen."""
        made: Place = getattr(import_module(f"lsh.tui.screens.{self.module}"), self.cls)()
        return made


PLACES: tuple[PlaceOf, ...] = (
    PlaceOf("jobs", "Jobs", "jobs", "Jobs"),
    PlaceOf("runs", "Runs", "runs", "Runs"),
    PlaceOf("queue", "Queue", "queue", "Queue"),
    PlaceOf("reports", "Reports", "reports", "Reports"),
    PlaceOf("schedule", "Schedule", "schedule", "Schedule"),
    PlaceOf("pipelines", "Pipelines", "pipelines", "Pipelines"),
    PlaceOf("events", "Events", "events", "Events"),
    PlaceOf("supabase", "Supabase", "supabase", "Supabase"),
    PlaceOf("system", "System", "system", "System"),
)


def makers() -> dict[str, Callable[[], Place]]:
    """What makes each place's screen, by its name."""
    return {place.name: place.make for place in PLACES}
