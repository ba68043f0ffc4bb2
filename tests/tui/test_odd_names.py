"""Names that a markup would read, commands that move a cursor, windows of one character."""

from __future__ import annotations

import pytest
from textual.widgets import Static

from lsh.engine.offline import apply
from lsh.paths import Paths
from lsh.tui.app import LshApp
from lsh.tui.places import PLACES
from lsh.tui.screens.base import Place, ask
from tests.support.ledger import History
from tests.tui.screens import press, run, shown, tui, until

NAME = "[b]x[/] [@click=app.quit]y[/] [/no] $accent \\[z"
COMMAND = "printf '\x1b]0;owned\x07\x1b[2J\x9b31m [/no]'"


@pytest.fixture
def odd(paths: Paths) -> Paths:
    """A home with one job whose name and command are as odd as they may be."""
    spec = {"id": "odd", "name": NAME, "command": COMMAND, "schedule": "@daily", "timezone": "UTC"}
    apply(paths, "job_create", {"spec": spec | {"tags": ["[/no]"], "queue": "[/no]"}}, None)
    return paths


def test_a_name_is_no_markup_in_any_place(odd: Paths) -> None:
    async def go_about() -> None:
        async with tui(odd, (200, 50)) as pilot:
            assert NAME in shown(pilot)
            for number in range(len(PLACES), 0, -1):
                await press(pilot, str(number))
            await press(pilot, "enter")
            assert NAME in shown(pilot)

    run(go_about())


def test_a_name_is_no_markup_in_the_palette(odd: Paths) -> None:
    async def search() -> None:
        async with tui(odd, (200, 50)) as pilot:
            await press(pilot, "colon", *"odd")
            await until(pilot, lambda: NAME in shown(pilot), "the job is found")

    run(search())


def test_what_is_told_is_neither_markup_nor_a_terminals_command(odd: Paths) -> None:
    async def tell() -> None:
        async with tui(odd, (200, 50)) as pilot:
            app, place = pilot.app, pilot.app.screen
            assert isinstance(app, LshApp)
            assert isinstance(place, Place)
            app.copy("text", NAME)
            place.notify(COMMAND)
            app.tell(COMMAND, COMMAND)
            await pilot.pause()
            assert [each.markup for each in app._notifications] == [False, False]
            assert "\x1b" not in "".join(each.message for each in app._notifications)
            assert clean(shown(pilot))
            ask(place, COMMAND, f"one\n{COMMAND}", app.bell)
            await pilot.pause()
            assert clean(shown(pilot))
            assert "one" in str(app.screen.query_one("#detail", Static).content).split("\n")

    run(tell())


def clean(text: str) -> bool:
    """Whether a terminal would only print it."""
    return all(line.isprintable() for line in text.split("\n"))


def test_no_window_is_too_small(paths: Paths, small_shop: History) -> None:
    async def shrink() -> None:
        async with tui(paths, (80, 24)) as pilot:
            for size in ((1, 1), (3, 40), (200, 1), (80, 24)):
                await pilot.resize_terminal(*size)
                await press(pilot, "G", "g", "slash", "x", "escape")
            assert "Vacuum" in shown(pilot)

    run(shrink())
