"""Jobs are shown by their names wherever people look: an id that was made says nothing to them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from lsh.domain.instant import to_micros
from lsh.domain.job import JobSpec
from lsh.domain.run import RunKind, RunState
from lsh.paths import Paths
from lsh.store.jobs import Moment
from lsh.store.records import NewRun
from tests.support.ledger import History
from tests.tui.screens import NOW, filter_by, press, run, shown, tui, until

ID, NAME = "job_atmvqacq", "Nightly Backup"


@pytest.fixture
def home(paths: Paths, history: History) -> Paths:
    """A home with one job, a run of it that is over and one that waits."""
    due = to_micros(NOW + timedelta(minutes=20))
    spec = JobSpec(name=NAME, command="true", schedule="20 * * * *", timezone="UTC")
    with history.ledger.transaction():
        job = history.ledger.jobs.insert(
            ID, spec, Moment(due, due), at=to_micros(NOW - timedelta(days=1)), actor="test"
        )
    history.run(job, NOW - timedelta(hours=1))
    with history.ledger.transaction():
        at = to_micros(NOW)
        history.ledger.runs.insert(
            [NewRun(job.key, job.version, RunKind.MANUAL, RunState.QUEUED, at, at, 5)], at=at
        )
    return paths


@pytest.mark.parametrize("place", ["2", "3", "5", "7"])
def test_a_place_shows_the_name(home: Paths, place: str) -> None:
    async def look() -> None:
        async with tui(home, (120, 36)) as pilot:
            await press(pilot, place)
            await until(pilot, lambda: NAME in shown(pilot), "the name is shown")
            assert ID not in shown(pilot).replace(f'"job_id": "{ID}"', "")

    run(look())


@pytest.mark.parametrize("place", ["2", "3", "7"])
@pytest.mark.parametrize("word", ["job:night", f"job:{ID}"])
def test_a_job_is_filtered_by_its_name_or_its_id(home: Paths, place: str, word: str) -> None:
    async def look() -> None:
        async with tui(home, (120, 36)) as pilot:
            await press(pilot, place)
            await filter_by(pilot, "job:other")
            await until(pilot, lambda: NAME not in shown(pilot), "nothing has it")
            await filter_by(pilot, word)
            await until(pilot, lambda: NAME in shown(pilot), "it is found")

    run(look())


def test_a_run_is_headed_by_the_name(home: Paths) -> None:
    async def look() -> None:
        async with tui(home, (120, 36)) as pilot:
            await press(pilot, "2", "enter")
            await until(pilot, lambda: "run 2" in shown(pilot), "the run is open")
            assert NAME in shown(pilot)
            assert ID not in shown(pilot)

    run(look())
