"""Options of the whole suite, and the homes and ledgers that most folders ask for."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.support.daemon import Home
from tests.support.signals import heed

if TYPE_CHECKING:
    from tests.support.ledger import History

# The same commit gets the same verdict: the gate takes the same examples each time, and none fails for
# the time that it took. New ones are looked for with --explore, which keeps what it found.
_UNTIMED = [HealthCheck.too_slow]
settings.register_profile(
    "gate", derandomize=True, database=None, deadline=None, suppress_health_check=_UNTIMED
)
settings.register_profile("explore", deadline=None, suppress_health_check=_UNTIMED, print_blob=True)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--soak", action="store_true", default=False, help="run what takes long, and all its rounds"
    )
    parser.addoption(
        "--explore", action="store_true", default=False, help="property tests with new examples"
    )
    parser.addoption(
        "--golden", action="store_true", default=False, help="write the TUI's golden screens anew"
    )


def pytest_configure(config: pytest.Config) -> None:
    heed()
    settings.load_profile("explore" if config.getoption("--explore") else "gate")
    config.addinivalue_line(
        "markers", "rounds(usual, soak): how often, as the argument 'turn', without and with --soak"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    marker = metafunc.definition.get_closest_marker("rounds")
    if marker is not None:
        usual, soak = marker.args
        metafunc.parametrize("turn", range(soak if metafunc.config.getoption("--soak") else usual))


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--soak"):
        return
    skipped = pytest.mark.skip(reason="takes long; run with --soak")
    for item in items:
        if "soak" in item.keywords:
            item.add_marker(skipped)


@pytest.fixture
def soak(request: pytest.FixtureRequest) -> bool:
    """Whether all rounds are wanted."""
    return bool(request.config.getoption("--soak"))


@pytest.fixture(autouse=True)
def _no_flag_is_left() -> Iterator[None]:
    yield
    mode = sys.modules.get("lsh.commands.mode")
    if mode is not None:  # a command that ran in this process has left its --json
        mode.MODE.reset()


@pytest.fixture(autouse=True)
def _ledgers_are_closed() -> Iterator[None]:
    yield
    world = sys.modules.get("tests.support.world")  # which most tests do without
    if world is not None:
        world.close_ledgers()


@pytest.fixture
def home() -> Iterator[Home]:
    """A home of its own; whatever lives in it is ended afterwards, and nothing may be left over."""
    made = Home()
    try:
        yield made
    finally:
        left = made.end_everything()
        made.remove()
    assert not left, f"processes were left over: {left}"


@pytest.fixture
def written(tmp_path: Path) -> Iterator[History]:
    """A history in a new ledger, without a daemon."""
    from tests.support.ledger import history  # which most tests do without

    with history(tmp_path / "lsh.db") as empty:
        yield empty
