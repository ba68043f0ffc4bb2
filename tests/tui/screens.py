"""Driving the TUI in a test: on a real ledger, at a fixed instant, without a terminal.

What is on screen is compared as text with files in ``golden/``, which a person can read; rewrite them
with ``pytest tests/tui --golden`` and read the difference.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from textual.events import Key
from textual.keys import _character_to_key
from textual.pilot import Pilot

from lsh.domain.instant import to_micros
from lsh.paths import Paths
from lsh.setting_tables import TuiSettings
from lsh.tui.app import MEMORY_FILE, LshApp
from lsh.tui.memory import Memory
from lsh.tui.messages import Link
from lsh.tui.screens.base import Place
from lsh.tui.widgets.filter_line import FilterLine

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
"""When every golden screen is taken."""
SIZES = ((80, 24), (120, 36), (200, 50))
_GOLDEN = Path(__file__).parent / "golden"
_PATIENCE = 60.0
Pressing = Callable[[Pilot[None]], Awaitable[None]]


@asynccontextmanager
async def tui(
    paths: Paths,
    size: tuple[int, int] = (120, 36),
    *,
    settings: TuiSettings | None = None,
    read_only: bool = False,
    place: str | None = None,
    now: Callable[[], int] = lambda: to_micros(NOW),
) -> AsyncIterator[Pilot[None]]:
    """The program, when the ledger is read and it knows how things stand with the daemon.

    ``place`` is where it was left the last time, and so begins.
    """
    if place is not None:
        memory = Memory(paths.state / MEMORY_FILE)
        memory.put("app", "place", place)
        memory.save()
    app = LshApp(paths, settings, read_only=read_only, now=now)
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: app.board.loaded and app.link is not Link.UNKNOWN, "it is ready")
        await settle(pilot)
        await until(pilot, lambda: "looking for the daemon" not in shown(pilot), "it says so")
        yield pilot


def run(work: Awaitable[None]) -> None:
    """Run one test's coroutine."""

    async def main() -> None:
        await work

    asyncio.run(main())


async def until(pilot: Pilot[None], condition: Callable[[], Any], what: str) -> None:
    """Let the program go on until it is so."""
    loop = asyncio.get_running_loop()
    give_up_at = loop.time() + _PATIENCE
    while not condition():
        assert loop.time() < give_up_at, f"never happened: {what}\n{shown(pilot)}"
        await pilot.pause(0.01)
    await pilot.pause()


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys, and let what they start come to its end."""
    await pilot.press(*("space" if key == " " else key for key in keys))
    await settle(pilot)


async def settle(pilot: Pilot[None]) -> None:
    """Let all that is under way come to its end, and what that starts."""
    await pilot.pause()
    while len(pilot.app.workers):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


async def press_at_once(pilot: Pilot[None], *keys: str) -> None:
    """Press keys faster than the program takes them, as a fast hand over a slow line does."""
    for key in keys:
        name = _character_to_key(key) if len(key) == 1 else key
        pilot.app.post_message(Key(name, key if len(key) == 1 else None))
    await press(pilot)


def app_of(pilot: Pilot[None]) -> LshApp:
    """The program that the pilot drives."""
    assert isinstance(pilot.app, LshApp)
    return pilot.app


Kind = TypeVar("Kind", bound=Place)


def place_of(pilot: Pilot[None], kind: type[Kind]) -> Kind:
    """The screen in sight, which is of this kind."""
    screen = pilot.app.screen
    assert isinstance(screen, kind)
    return screen


async def filter_by(pilot: Pilot[None], text: str) -> None:
    """Put a filter in its line at once: a paint for each letter is a test of its own."""
    await pilot.press("slash")
    pilot.app.screen.query_one(FilterLine).value = text
    await press(pilot, "enter")


def shown(pilot: Pilot[None]) -> str:
    """What is on screen, as text, a line a row."""
    strips = pilot.app.screen._compositor.render_strips()
    return "\n".join(strip.text.rstrip() for strip in strips) + "\n"


async def resize(pilot: Pilot[None], size: tuple[int, int]) -> None:
    """Give the program another terminal, and let it settle."""
    await pilot.resize_terminal(*size)
    await settle(pilot)


async def check_sizes(pilot: Pilot[None], name: str, *, rewrite: bool) -> None:
    """``check`` it at every size: one program is resized, which starts faster than three of them."""
    for size in SIZES:
        await resize(pilot, size)
        check(pilot, name, rewrite=rewrite)


def check(pilot: Pilot[None], name: str, *, rewrite: bool) -> None:
    """Compare the screen with ``golden/NAME-80x24.txt``."""
    width, height = pilot.app.size
    path = _GOLDEN / f"{name}-{width}x{height}.txt"
    text = shown(pilot)
    if rewrite:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    assert path.exists(), f"{path} is not there; --golden writes it"
    assert text == path.read_text()
