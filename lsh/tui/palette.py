"""What ``:`` and ctrl+p find: the keys of this place by name, the places, and every job."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, cast

from textual.binding import Binding
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from lsh.tui.places import PLACES

if TYPE_CHECKING:
    from lsh.tui.app import LshApp

_JOBS = 20  # more hits would only hide the good ones


class Everywhere(Provider):
    """Actions that work now, places, jobs."""

    @property
    def _app(self) -> LshApp:
        return cast("LshApp", self.app)

    async def discover(self) -> Hits:
        """What is offered before a word is typed."""
        for name, key, run in self._actions():
            yield DiscoveryHit(name, run, help=key)

    async def search(self, query: str) -> Hits:
        """What a few letters may mean."""
        matcher = self.matcher(query)
        for name, key, run in self._actions():
            score = matcher.match(name)
            if score > 0:
                yield Hit(score, matcher.highlight(name), run, help=key)
        found = []
        for job in self._app.board.jobs.values():
            score = matcher.match(job.id)
            if score > 0:
                found.append((score, job))
        for score, job in sorted(found, key=lambda pair: -pair[0])[:_JOBS]:
            name = cast("str", Content(job.name))  # a str would be read as markup
            yield Hit(score, matcher.highlight(job.id), self._opening(job.id), help=name)

    def _actions(self) -> Iterator[tuple[str, str, Callable[[], object]]]:
        key_of = self._app.key_of
        for place in PLACES:
            run = self._running(f"go('{place.name}')")
            yield f"go to {place.title}", key_of(place.name), run
        screen = self._app.place
        if screen is None:
            return
        seen = set()
        for found in screen.active_bindings.values():
            binding = found.binding
            wanted = binding.description and binding.id and found.node is screen
            if wanted and found.enabled and binding.action not in seen:
                seen.add(binding.action)
                key = self._app.get_key_display(binding)
                yield binding.description, key, self._running_on(screen, binding)
        yield "theme", key_of("theme"), self._running("next_theme")
        yield "start the daemon", key_of("start_daemon"), self._running("start_daemon")
        yield "quit", key_of("quit"), self._running("quit")

    def _running(self, action: str) -> Callable[[], object]:
        return lambda: self._app.run_action(action)

    def _running_on(self, screen: object, binding: Binding) -> Callable[[], object]:
        return lambda: self._app.run_action(binding.action, default_namespace=screen)  # type: ignore[arg-type]

    def _opening(self, job: str) -> Callable[[], object]:
        return lambda: self._app.open_job(job)
