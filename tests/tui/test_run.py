"""The screen of a run: its log at any size and while it grows, its attempts, what it uses."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from textual import events
from textual.widgets import Input

from lsh.client.logs import rotated
from lsh.paths import Paths
from lsh.tui.app import LshApp
from lsh.tui.logs import stretch
from lsh.tui.runs.sampling import Sample
from lsh.tui.screens.run import RunScreen
from lsh.tui.widgets.use import Use
from tests.support.daemon import Home
from tests.support.daemon import until as wait_until
from tests.support.ledger import History
from tests.tui.run_logs import (
    append,
    be_their_host,
    end,
    log_view,
    run_screen,
    running,
    start,
    write_log,
)
from tests.tui.screens import NOW, SIZES, check, check_sizes, press, resize, run, shown, tui, until

GREEN, RED, PLAIN = b"\x1b[32m", b"\x1b[1;31m", b"\x1b[0m"


def lines(count: int, first: int = 0) -> bytes:
    """What a job may print."""
    signs = (GREEN + b"INFO" + PLAIN, RED + b"ERROR" + PLAIN)
    return b"".join(
        b"%05d %b stored item %d of the list\n" % (n, signs[n % 13 == 5], n)
        for n in range(first, first + count)
    )


@pytest.fixture
def retried(paths: Paths, history: History) -> int:
    """A run of three attempts with a log each, and others of its job."""
    be_their_host(paths)
    job = history.job(
        "Deploy",
        max_retries=2,
        command="deploy --password hunter2",
        environment={"API_KEY": "s3cr3t!"},
    )
    for day in range(9, 0, -1):
        history.run(job, NOW - timedelta(days=day), duration=30.0 + day, cpu=9.0, rss=90_000_000)
    run_id = history.run(
        job, NOW - timedelta(minutes=9), "failed", tries=3, duration=42.0, cpu=12.5, rss=180_000_000,
        exit_code=3, reason="It exited with 3.",
    )  # fmt: skip
    for attempt in (1, 2):
        write_log(paths, run_id, b"attempt %d\n" % attempt, attempt)
    write_log(paths, run_id, lines(400) + b"the key is s3cr3t!\n" + b"a long one " * 40, 3)
    return run_id


def opened(pilot: object, run_id: int) -> None:
    app = pilot.app  # type: ignore[attr-defined]
    assert isinstance(app, LshApp)
    app.open_run(run_id)


def test_how_it_looks(paths: Paths, history: History, retried: int, rewrite: bool) -> None:
    async def look() -> None:
        async with tui(paths) as pilot:
            opened(pilot, retried)
            await until(pilot, lambda: "log of attempt 3" in shown(pilot), "its log is open")
            await press(pilot, "k", "w", "v", "k", "k")
            await check_sizes(pilot, "run", rewrite=rewrite)
            await press(pilot, "escape", "w", "slash", *"ERR", "enter", *"NNNN")
            await resize(pilot, SIZES[0])
            await press(pilot, *["right"] * 2)
            check(pilot, "run-search", rewrite=rewrite)
            await press(pilot, "u")
            check(pilot, "run-use", rewrite=rewrite)

    run(look())


def test_while_it_runs(paths: Paths, history: History, rewrite: bool) -> None:
    """It grows, is rotated, is tried again and ends; the screen goes along."""
    be_their_host(paths)
    job = history.job("Deploy", max_retries=1)
    run_id = running(history, job, NOW - timedelta(seconds=75))
    log = write_log(paths, run_id, b"")

    async def follow() -> None:
        async with tui(paths) as pilot:
            opened(pilot, run_id)
            await until(pilot, lambda: "it has printed nothing yet" in shown(pilot), "it is open")
            append(log, lines(50))
            await until(pilot, lambda: "stored item 49 " in shown(pilot), "it came")
            rotated(log).write_bytes(lines(60))
            log.write_bytes(b"")
            append(log, lines(10, 60))
            await until(pilot, lambda: "stored item 69 " in shown(pilot), "and after a rotation")
            await press(pilot, "k")
            append(log, lines(1, 70))
            await press(pilot, "g")
            assert "00000 INFO" in shown(pilot)
            assert "stands still" in shown(pilot)
            await press(pilot, "G")
            assert "stored item 70 " in shown(pilot)
            use = run_screen(pilot).query_one(Use)
            for second in range(30):
                use.add(Sample(second % 7 / 4, 20_000_000 + second * 1_000_000, 3))
            await pilot.pause()
            check(pilot, "run-running", rewrite=rewrite)
            end(history, run_id, state="retrying")
            write_log(paths, run_id, b"once more\n", 2)
            start(history, run_id, 2)
            await until(pilot, lambda: "once more" in shown(pilot), "the next attempt is shown")
            await press(pilot, "left_square_bracket")
            assert "stored item 70 " in shown(pilot)
            assert "--attempt 1" in shown(pilot)

    run(follow())


def test_a_gigabyte_opens_at_its_end(
    paths: Paths, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is read is counted, on opening, on a burst, and at both ends; and a search can be given up."""
    be_their_host(paths)
    run_id = running(history, history.job("Talkative"), NOW)
    log = write_log(paths, run_id, b"the start\n")
    os.truncate(log, 2**30)
    append(log, b"\n" + lines(100))
    read: list[int] = []
    real = stretch._read

    def counted(path: Path, offset: int, size: int) -> bytes:
        found = real(path, offset, size)
        read.append(len(found))
        return found

    monkeypatch.setattr(stretch, "_read", counted)

    async def look() -> None:
        async with tui(paths) as pilot:
            opened(pilot, run_id)
            await until(pilot, lambda: "stored item 99 " in shown(pilot), "it is open")
            assert sum(read) < 400_000
            os.truncate(log, 2**30 + 10**8)  # a hundred megabytes at once
            append(log, b"\n" + lines(100, 500))
            await until(pilot, lambda: "stored item 599 " in shown(pilot), "the burst is over")
            assert sum(read) < 800_000
            await press(pilot, "g")
            assert "the start" in shown(pilot)
            await press(pilot, "pagedown", "pagedown", "w", "pagedown", "w", "end")
            assert "stored item 599 " in shown(pilot)
            assert sum(read) < 12_000_000, "a line without end is read in pieces"
            log_view(pilot).search("not there", 0)
            await until(pilot, lambda: "searching" in shown(pilot), "it searches")
            await press(pilot, "escape")
            assert "searching" not in shown(pilot)
            assert isinstance(pilot.app.screen, RunScreen)
            assert sum(read) < 2**30

    run(look())


def test_searching_marking_copying(paths: Paths, history: History, retried: int) -> None:
    async def keys() -> None:
        async with tui(paths) as pilot:
            opened(pilot, retried)
            await press(pilot, "slash", *"item 7")
            assert "00007 " in current(shown(pilot)), "while it is typed"
            await press(pilot, *"1", "enter", "n")
            assert "00071 " in current(shown(pilot)), "there is one only"
            assert "went on from the other end" in shown(pilot)
            await press(pilot, "slash", *["backspace"] * 7, *"ERROR", "enter", "n", "N", "N")
            assert "00070 " in current(shown(pilot))
            await press(pilot, "v", "j", "j", "y")
            assert pilot.app.clipboard.splitlines() == [
                "00070 ERROR stored item 70 of the list",
                "00071 INFO stored item 71 of the list",
                "00072 INFO stored item 72 of the list",
            ]
            await press(pilot, "slash", *["backspace"] * 5, *"nowhere")
            assert "not found" in shown(pilot)
            await press(pilot, "escape")
            assert "00072 " in current(shown(pilot)), "back to where one was"
            await press(pilot, "G", "k", "y")
            assert pilot.app.clipboard == "the key is [masked]"
            await press(pilot, "escape")
            assert not isinstance(pilot.app.screen, RunScreen)

    run(keys())


def current(screen: str) -> str:
    """The row with the cursor."""
    return next(row for row in screen.splitlines() if row.startswith("▌"))


def test_saving(paths: Paths, history: History, retried: int, tmp_path: Path) -> None:
    target = tmp_path / "saved.log"
    whole = paths.run_log(retried, 3).read_bytes()

    async def save() -> None:
        async with tui(paths) as pilot:

            async def to(path: Path, *keys: str) -> None:
                await press(pilot, "S")
                pilot.app.screen.query_one(Input).value = str(path)
                await press(pilot, "enter", *keys)

            opened(pilot, retried)
            await press(pilot)
            await to(target)
            assert target.read_bytes() == whole
            assert "saved" in shown(pilot)
            await press(pilot, "g", "j", "v", "j")
            await to(target)
            assert "Write over" in shown(pilot)
            await press(pilot, "n")
            assert target.read_bytes() == whole
            await to(target, "y")
            assert target.read_bytes() == lines(2, 1)
            await to(tmp_path / "no" / "such")
            assert "No such file" in shown(pilot)
        async with tui(paths, read_only=True) as pilot:
            opened(pilot, retried)
            await until(pilot, lambda: "log of attempt 3" in shown(pilot), "its log is open")
            await press(pilot, "S")
            assert "read-only: not done" in shown(pilot)

    run(save())
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["saved.log"]


def test_the_mouse(paths: Paths, history: History, retried: int) -> None:
    async def use_it() -> None:
        async with tui(paths) as pilot:
            opened(pilot, retried)
            await press(pilot)
            view = log_view(pilot)
            before = view.shown[0]
            await pilot._post_mouse_events([events.MouseScrollUp], view)
            await pilot.pause()
            assert view.shown[3] == before
            await pilot.click(view, offset=(5, 2))
            assert view.port.cursor == view.shown[2].line
            await pilot.click("LogPane ScrollBar", offset=(0, 1))
            await pilot.pause()
            assert view.share < 1

    run(use_it())


def test_a_job_that_prints_fast(home: Home) -> None:
    """A real run of a real daemon: its log is followed through rotations to its end."""
    home.configure(log_limit=200_000)
    home.start()
    fifo = home.root / "go"
    os.mkfifo(fifo)
    work = f"seq -f 'line %.0f of a job that prints fast' 0 19999; read go < {fifo}"
    home.call("job_create", spec=home.spec("fast-0", work=work))
    run_id = int(home.call("job_run", job="fast-0", kind="manual")["run_id"])

    async def follow() -> None:
        async with tui(home.paths) as pilot:
            opened(pilot, run_id)
            await until(pilot, lambda: "line 19999 of" in shown(pilot), "all of it came")
            assert "▶ running" in shown(pilot)
            fifo.write_text("go\n")
            await until(pilot, lambda: "✓ succeeded" in shown(pilot), "its end is seen")
            assert "line 19999 of" in shown(pilot)

    run(follow())
    wait_until(lambda: home.status() is not None, "the daemon is well")
