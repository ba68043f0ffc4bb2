"""Work in threads for a screen: one at a time of each kind, and nothing is lost by asking often."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest

from lsh.domain.errors import InvalidInput
from lsh.paths import Paths
from lsh.tui.reading import in_thread
from lsh.tui.screens.pipelines import Pipelines
from tests.tui.screens import app_of, place_of, run, tui, until


class Slow:
    """Works that wait for a gate, with what was begun and how many at once."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.begun: list[str] = []
        self.at_once = self.most_at_once = 0
        self._lock = threading.Lock()

    def work(self, name: str) -> Callable[[], str]:
        def do() -> str:
            with self._lock:
                self.begun.append(name)
                self.at_once += 1
                self.most_at_once = max(self.most_at_once, self.at_once)
            self.gate.wait(20)
            with self._lock:
                self.at_once -= 1
            return name

        return do


@pytest.mark.parametrize(("same", "answered"), [(False, ["c"]), (True, ["a", "c"])])
def test_one_at_a_time_and_the_newest_next(paths: Paths, same: bool, answered: list[str]) -> None:
    async def ask() -> None:
        async with tui(paths, place="pipelines") as pilot:
            place, slow, answers = place_of(pilot, Pipelines), Slow(), list[str]()
            for name in ("a", "b", "c"):
                in_thread(place, slow.work(name), answers.append, kind="test", same=same)
            slow.gate.set()
            await until(pilot, lambda: "c" in answers, "the newest is answered")
            assert slow.begun == ["a", "c"]
            assert slow.most_at_once == 1
            assert answers == answered
            assert not place.turns

    run(ask())


def test_trouble_is_told_and_the_next_goes_on(paths: Paths) -> None:
    def fail() -> str:
        raise InvalidInput("this went wrong", hint="do it otherwise")

    async def ask() -> None:
        async with tui(paths, place="pipelines") as pilot:
            place, answers, failed = place_of(pilot, Pipelines), list[str](), list[str]()
            in_thread(
                place, fail, answers.append, kind="test", failed=lambda: failed.append("test")
            )
            await until(pilot, lambda: failed, "it is told that it failed")
            said = [each.message for each in app_of(pilot)._notifications]
            assert said == ["this went wrong\ndo it otherwise"]
            in_thread(place, lambda: "well", answers.append, kind="test")
            await until(pilot, lambda: answers == ["well"], "the next one is answered")
            assert app_of(pilot).is_running

    run(ask())
