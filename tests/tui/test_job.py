"""A job's screen: what it tells at three sizes, and what its keys do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lsh.client.reading import reading
from lsh.domain.instant import to_micros
from lsh.paths import Paths
from lsh.store.queries import get_job
from lsh.tui.screens.job import JobScreen
from lsh.tui.screens.jobs import Jobs
from lsh.tui.screens.run import RunScreen
from tests.support.daemon import Home
from tests.support.daemon import until as until_so
from tests.support.ledger import History
from tests.tui.screens import NOW, check_sizes, press, run, shown, tui, until


@pytest.fixture
def dump(history: History) -> History:
    """A job with much to tell: forty nights, two of them failed."""
    job = history.job(
        "Nightly dump",
        next_fire_at=NOW + timedelta(hours=13, minutes=30),
        description="Dump the shop's database into a dated file",
        command="pg_dump -h db -U shop shop | gzip > /backups/shop_$(date +%Y%m%d).sql.gz",
        schedule="30 2 * * *",
        timezone="Europe/Berlin",
        tags=["db", "backup"],
        working_dir="/backups",
        environment={"PGHOST": "db", "PGPASSWORD": "hunter22"},
        priority=8,
        max_retries=3,
        timeout=3600.0,
        overlap="queue_one",
        on_failure="mail -s broken ops@example.com",
    )
    for day in range(40, 0, -1):
        failed = day in (3, 17)
        history.run(
            job,
            NOW - timedelta(days=day, hours=10, minutes=30),
            "failed" if failed else "succeeded",
            duration=30.0 + day * 7 % 11,
            cpu=12.0,
            rss=220_000_000,
            late=0.03,
            tries=4 if failed else 1,
            exit_code=1 if failed else 0,
            reason="exit code 1" if failed else None,
        )
    history.job("Other")
    history.ledger.close()
    return history


def micros_now() -> int:
    return to_micros(datetime.now(UTC))


def state(paths: Paths, job: str) -> object:
    with reading(paths) as ledger:
        return get_job(ledger, job)["state"]


def test_how_it_looks(paths: Paths, dump: History, rewrite: bool) -> None:
    async def look() -> None:
        async with tui(paths) as pilot:
            await press(pilot, "enter")
            await until(pilot, lambda: "median" in shown(pilot), "it is read")
            await check_sizes(pilot, "job", rewrite=rewrite)
            assert "hunter22" not in shown(pilot)

    run(look())


def test_its_keys_are_those_of_the_list(paths: Paths, dump: History) -> None:
    async def act() -> None:
        async with tui(paths) as pilot:
            await press(pilot, "enter", "p")
            assert "$ lsh cron pause nightly-dump" in shown(pilot)
            await until(pilot, lambda: "it is paused: p resumes it" in shown(pilot), "it is told")
            await press(pilot, "S")
            assert "Stop the schedule of nightly-dump?" in shown(pilot)
            await press(pilot, "y")
            await until(pilot, lambda: "its schedule is stopped" in shown(pilot), "it is told")
            await press(pilot, "y")
            assert pilot.app.clipboard == "nightly-dump"
            await press(pilot, "x")
            assert "nothing runs of nightly-dump" in shown(pilot)
            await press(pilot, "escape")
            assert not isinstance(pilot.app.screen, JobScreen)

    run(act())
    assert state(paths, "nightly-dump") == "stopped"


def test_enter_opens_the_run_under_the_cursor(paths: Paths, dump: History) -> None:
    async def act() -> None:
        async with tui(paths) as pilot:
            await press(pilot, "enter")
            await until(pilot, lambda: "median" in shown(pilot), "it is read")
            await press(pilot, "j", "j", "enter")
            assert isinstance(pilot.app.screen, RunScreen)
            assert "$ lsh cron logs --run 38" in shown(pilot)
            await press(pilot, "escape", "j", "l")
            assert "$ lsh cron logs --run 37" in shown(pilot)

    run(act())


def test_its_place_s_number_leads_back(paths: Paths, dump: History) -> None:
    async def act() -> None:
        async with tui(paths) as pilot:
            await press(pilot, "enter", "n", "1")
            assert isinstance(pilot.app.screen, Jobs)

    run(act())


def test_a_run_is_seen_to_start_and_is_stopped_alone(home: Home) -> None:
    home.start()
    home.call("job_create", spec=home.spec("long-0", work="sleep 600", overlap="allow"))

    async def act() -> None:
        async with tui(home.paths, now=micros_now) as pilot:
            await until(pilot, lambda: "daemon runs" in shown(pilot), "it is heard")
            await press(pilot, "enter", "r")
            await until(pilot, lambda: "▶ running" in shown(pilot), "it is seen to run")
            await press(pilot, "r")
            await until(pilot, lambda: shown(pilot).count("▶ running") == 2, "twice")
            await press(pilot, "x")
            assert "Stop run " in shown(pilot)
            await press(pilot, "y")
            await until(pilot, lambda: "⊘ cancelled" in shown(pilot), "it is seen to end")
            assert shown(pilot).count("▶ running") == 1, "the other goes on"
            assert "$ lsh daemon job stop --run " in shown(pilot)

    run(act())
    home.call("run_stop", job="long-0")
    until_so(lambda: not home.marked(), "nothing of it is left")


def test_removing_it_leaves_its_page(paths: Paths, dump: History) -> None:
    async def act() -> None:
        async with tui(paths) as pilot:
            await press(pilot, "enter", "delete", "y")
            await until(pilot, lambda: "it was removed" in shown(pilot), "it is told")
            assert "$ lsh cron remove nightly-dump" in shown(pilot)
            await press(pilot, "p")
            assert isinstance(pilot.app.screen, JobScreen)

    run(act())


def test_editing_leaves_the_terminal_to_the_editor(
    paths: Paths, dump: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\nsed -i 's/^priority = 8/priority = 2/' \"$1\"\n")
    editor.chmod(0o755)
    monkeypatch.setenv("LSH_HOME", str(paths.data.parent))
    monkeypatch.setenv("EDITOR", str(editor))
    monkeypatch.delenv("VISUAL", raising=False)
    left: list[str] = []

    @contextmanager
    def leave() -> Iterator[None]:  # a test has no terminal to leave
        left.append("left")
        yield
        left.append("back")

    async def act() -> None:
        async with tui(paths) as pilot:
            pilot.app.suspend = leave  # type: ignore[method-assign]
            await press(pilot, "enter", "e")
            assert "$ lsh cron edit nightly-dump" in shown(pilot)
            await until(pilot, lambda: "2 of 10" in shown(pilot), "the change is seen")

    run(act())
    assert left == ["left", "back"]


def test_a_skipped_occurrence_hides_nothing_that_may_be_stopped(
    paths: Paths, history: History
) -> None:
    """It was skipped because another run of the job goes on; the daemon knows which."""
    history.run(history.job("Long"), NOW, "skipped")

    async def stop() -> None:
        async with tui(paths) as pilot:
            await until(pilot, lambda: "skipped" in shown(pilot), "it is read")
            await press(pilot, "x")
            assert "Stop what runs of long?" in shown(pilot)

    run(stop())
