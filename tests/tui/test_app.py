"""What works in every place: the daemon's coming and going, keys, looks, and what is remembered."""

from __future__ import annotations

import json

import pytest
from textual._compositor import LayoutUpdate
from textual.driver import Driver
from textual.widgets import Input

from lsh.domain.errors import ConfigurationError
from lsh.paths import Paths
from lsh.setting_tables import TuiSettings
from lsh.settings import load_settings
from lsh.tui.app import MEMORY_FILE, LshApp
from lsh.tui.messages import Link
from lsh.tui.screens.jobs import Jobs
from tests.support.daemon import Home
from tests.support.ledger import History
from tests.tui.screens import (
    NOW,
    app_of,
    check,
    place_of,
    press,
    resize,
    run,
    settle,
    shown,
    tui,
    until,
)


def lsh(pilot: object) -> LshApp:
    app = getattr(pilot, "app", None)
    assert isinstance(app, LshApp)
    return app


def test_it_says_what_to_do_without_a_daemon(paths: Paths, history: History) -> None:
    async def look() -> None:
        async with tui(paths) as pilot:
            assert "no daemon: nothing fires; D starts it" in shown(pilot)
            assert "no jobs yet: n makes one from a template" in shown(pilot)

    run(look())


def test_it_starts_the_daemon(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LSH_HOME", str(home.root))

    async def start() -> None:
        async with tui(home.paths) as pilot:
            await press(pilot, "D")
            await until(pilot, lambda: lsh(pilot).link is Link.UP, "the daemon is there")
            assert "$ lsh daemon start" in shown(pilot)
            assert "daemon runs" in shown(pilot)
            await press(pilot, "D")
            assert "the daemon runs already" in shown(pilot)

    try:
        run(start())
    finally:
        home.lsh("daemon", "stop")


def test_it_outlives_the_daemon(home: Home) -> None:
    daemon = home.start()
    home.lsh("cron", "create", "--name", "first", "--command", "true", "--schedule", "@daily")

    async def live_on() -> None:
        async with tui(home.paths) as pilot:
            app = lsh(pilot)
            await until(pilot, lambda: app.link is Link.UP, "the daemon is there")
            daemon.kill()
            await until(pilot, lambda: app.link is Link.LOST, "it is missed")
            assert "daemon gone; looking for it" in shown(pilot)
            home.start()
            await until(pilot, lambda: app.link is Link.UP, "it is back")
            home.lsh(
                "cron", "create", "--name", "next", "--command", "true", "--schedule", "@daily"
            )
            await until(pilot, lambda: " next " in shown(pilot), "what came after is seen")

    run(live_on())


def test_changes_without_a_daemon_are_seen(home: Home) -> None:
    async def look() -> None:
        async with tui(home.paths) as pilot:
            home.lsh(
                "cron", "create", "--name", "late", "--command", "true", "--schedule", "@daily"
            )
            await until(pilot, lambda: " late " in shown(pilot), "it is seen")
            assert home.lsh("cron", "remove", "late", "--yes").returncode == 0
            await until(pilot, lambda: " late " not in shown(pilot), "it is gone")

    run(look())


def test_the_last_place_theme_and_order_are_remembered(paths: Paths, small_shop: History) -> None:
    async def first() -> None:
        async with tui(paths) as pilot:
            await press(pilot, "T", "s", "o", "9")

    async def second() -> None:
        async with tui(paths) as pilot:
            assert lsh(pilot).theme == "light"
            assert lsh(pilot).current_mode == "system"
            await press(pilot, "1")
            assert "NEXT ▼" in shown(pilot)

    run(first())
    assert (paths.state / MEMORY_FILE).stat().st_mode & 0o777 == 0o600
    run(second())


@pytest.mark.parametrize(
    "broken",
    [
        "", "[]", '{"app": 7}', '{"app": {"place": []}}', "\x00", pytest.param("[" * 100_000, id="deep"),
        '{"jobs": {"order": [[], true]}}', '{"jobs": {"order": ["name", 1]}}',
    ],
)  # fmt: skip
def test_a_broken_memory_is_no_memory(paths: Paths, small_shop: History, broken: str) -> None:
    (paths.state / MEMORY_FILE).write_text(broken)

    async def look() -> None:
        async with tui(paths) as pilot:
            assert isinstance(pilot.app.screen, Jobs)

    run(look())
    json.loads((paths.state / MEMORY_FILE).read_text())


def test_keys_are_those_of_the_configuration(paths: Paths, small_shop: History) -> None:
    paths.config_file.write_text('[tui]\ntheme = "contrast"\nkeymap = {"jobs.pause" = "f5"}\n')

    async def pause() -> None:
        async with tui(paths, (100, 60), settings=load_settings(paths).tui) as pilot:
            assert lsh(pilot).theme == "contrast"
            await press(pilot, "p")
            assert "cron pause" not in shown(pilot)
            await press(pilot, "f5")
            assert "$ lsh cron pause check-disks" in shown(pilot)
            await press(pilot, "question_mark")
            assert "f5                 pause/resume" in shown(pilot)

    small_shop.ledger.close()
    run(pause())


def test_what_it_says_of_keys_is_as_they_are_configured(paths: Paths, history: History) -> None:
    keys = {"start_daemon": "f9,ctrl+d", "runs": "full_stop", "theme": "f8"}

    async def look() -> None:
        async with tui(paths, settings=TuiSettings(keymap=keys)) as pilot:
            assert "nothing fires; f9 starts it" in shown(pilot)
            assert "1Jobs .Runs 3Queue" in shown(pilot)
            await press(pilot, "colon", *"theme")
            await until(pilot, lambda: "f8" in shown(pilot), "the palette says so, too")

    run(look())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[tui]\ntheme = "pink"\n', "theme must be one of dark, light, contrast"),
        ("[tui]\nkeymap = 3\n", "keymap must be a table"),
        ('[tui]\nkeymap = {"jobs.pause" = 3}\n', "'jobs.pause' needs keys"),
        ('[tui]\nkeymap = {"jobs.paus" = "p"}\n', "did you mean 'jobs.pause'?"),
        ("[tui]\nreadonly = true\n", "did you mean 'read_only'?"),
    ],
)
def test_a_wrong_setting_is_told(paths: Paths, text: str, said: str) -> None:
    paths.config_file.write_text(text)
    with pytest.raises(ConfigurationError) as caught:
        LshApp(paths, load_settings(paths).tui)
    assert said in f"{caught.value.message} {caught.value.hint}"


def test_help_names_every_key(paths: Paths, small_shop: History, rewrite: bool) -> None:
    async def look() -> None:
        async with tui(paths, (100, 50)) as pilot:
            await press(pilot, "question_mark")
            check(pilot, "help-jobs", rewrite=rewrite)
            await press(pilot, "escape")
            assert isinstance(pilot.app.screen, Jobs)

    run(look())


def test_the_palette_finds_actions_places_and_jobs(paths: Paths, small_shop: History) -> None:
    async def search() -> None:
        async with tui(paths) as pilot:
            await press(pilot, "colon", *"renew")
            await until(pilot, lambda: "renew-certificates" in shown(pilot), "the job is found")
            await press(pilot, "escape")
            await until(pilot, lambda: isinstance(pilot.app.screen, Jobs), "it is closed")
            await press(pilot, "ctrl+p")
            await until(pilot, lambda: "go to Jobs" in shown(pilot), "it offers what there is")
            await press(pilot, *"go sys")
            await until(pilot, lambda: "go to System" in shown(pilot), "the place is found")
            await press(pilot, "enter")
            await until(pilot, lambda: lsh(pilot).current_mode == "system", "it went there")

    run(search())


def test_it_fits_another_size_at_once(paths: Paths, small_shop: History) -> None:
    async def fit() -> None:
        async with tui(paths, (200, 50)) as pilot:
            assert "TAGS" in shown(pilot)
            await pilot.resize_terminal(80, 24)
            await until(pilot, lambda: "TAGS" not in shown(pilot), "columns gave way")
            assert all(len(line) <= 80 for line in shown(pilot).splitlines())
            await pilot.resize_terminal(120, 36)
            await until(pilot, lambda: "SCHEDULE" in shown(pilot), "they are back")

    run(fit())


def test_a_terminal_that_is_too_small_is_told_and_takes_no_keys(
    paths: Paths, small_shop: History
) -> None:
    async def shrink_and_grow() -> None:
        async with tui(paths) as pilot:
            await press(pilot, "delete")
            for size in ((20, 5), (39, 36), (120, 9), (7, 2)):
                await resize(pilot, size)
                await until(pilot, lambda: "small" in shown(pilot), "it is told")
                if size != (7, 2):
                    assert f"{size[0]}×{size[1]}" in shown(pilot).replace("\n", "")
                await press(pilot, "y", "p", "delete", "9", "colon", "question_mark")
            await resize(pilot, (40, 10))
            assert "Remove check-disks?" in shown(pilot)
            await press(pilot, "n")
            assert "‖ paused" not in shown(pilot)
            assert place_of(pilot, Jobs).table.key == "check-disks"
            assert len(pilot.app.screen_stack) == 1

    run(shrink_and_grow())


def test_a_small_terminal_has_room_for_the_lists(paths: Paths, small_shop: History) -> None:
    async def go() -> None:
        async with tui(paths, (40, 12)) as pilot:
            for key, said in (
                ("5", "Database backup"),
                ("9", "there is no log yet"),
                ("1", "Check disks"),
            ):
                await press(pilot, key)
                assert said in shown(pilot)

    run(go())


def test_what_comes_above_the_cover_is_covered_too(paths: Paths, small_shop: History) -> None:
    async def look() -> None:
        async with tui(paths, (30, 8)) as pilot:
            await until(pilot, lambda: "too small" in shown(pilot), "it is told from the start")
            app_of(pilot).open_job("vacuum")
            await settle(pilot)
            app_of(pilot)._tick()
            await until(pilot, lambda: "too small" in shown(pilot), "it is told again")
            await resize(pilot, (120, 36))
            await until(pilot, lambda: "definition" in shown(pilot), "the job is in sight")
            await press(pilot, "escape")
            await until(pilot, lambda: "SCHEDULE" in shown(pilot), "and under it the jobs")
            await resize(pilot, (30, 8))
            await press(pilot, "q")
            assert not pilot.app.is_running

    run(look())


def test_the_mouse_opens_sorts_and_goes(paths: Paths, small_shop: History) -> None:
    async def click() -> None:
        async with tui(paths) as pilot:
            await pilot.click("Table", offset=(shown(pilot).splitlines()[2].index("NEXT"), 0))
            assert "NEXT ▲" in shown(pilot)
            await pilot.click("Table", offset=(10, 4))
            assert isinstance(pilot.app.screen, Jobs)
            assert pilot.app.screen.table.index == 3
            await pilot.click(offset=(shown(pilot).splitlines()[1].index("9System"), 1))
            await until(pilot, lambda: lsh(pilot).current_mode == "system", "it went there")

    run(click())


def test_ctrl_c_leaves_what_is_open_and_then_quits(paths: Paths, small_shop: History) -> None:
    async def leave() -> None:
        async with tui(paths) as pilot:
            await press(pilot, "slash", *"clean", "ctrl+c")
            assert not isinstance(pilot.app.focused, Input)
            for opened in (["S"], ["question_mark"], ["delete"], ["n", "j", "enter"]):
                await press(pilot, *opened, "ctrl+c")
                assert not pilot.app.screen.is_modal, opened
                assert pilot.app.return_value is None
                assert lsh(pilot).is_running
            await press(pilot, "1", "1")
            await press(pilot, "ctrl+c")
            assert not lsh(pilot)._running

    run(leave())


def test_numbers_in_a_filter_are_letters(paths: Paths, small_shop: History) -> None:
    async def filter_it() -> None:
        async with tui(paths) as pilot:
            await press(pilot, "slash", *"19q")
            assert pilot.app.screen.query_one(Input).value == "19q"

    run(filter_it())


def test_a_ledger_that_is_none_is_told_until_it_is_mended(paths: Paths) -> None:
    paths.database.write_bytes(b"not a database at all" * 100)

    async def look() -> None:
        app = LshApp(paths, TuiSettings(), now=lambda: int(NOW.timestamp() * 1e6))
        async with app.run_test(size=(120, 36), notifications=True) as pilot:
            await until(pilot, lambda: "the ledger cannot be read" in shown(pilot), "it is told")
            await until(pilot, lambda: "lsh daemon db backup" in shown(pilot), "and what to do")
            paths.database.unlink()
            await until(pilot, lambda: "n makes one" in shown(pilot), "it is read again")
            assert "cannot be read" not in shown(pilot)
            assert "lsh daemon db backup" not in shown(pilot)

    run(look())


def test_a_notice_does_not_cover_the_command(paths: Paths, small_shop: History) -> None:
    async def copy() -> None:
        app = LshApp(paths, TuiSettings(), now=lambda: int(NOW.timestamp() * 1e6))
        async with app.run_test(size=(80, 24), notifications=True) as pilot:
            await until(pilot, lambda: app.board.loaded, "it is ready")
            app.tell("lsh cron pause check-disks", "check-disks paused", "good")
            app.notify("a notice")
            await until(pilot, lambda: "a notice" in shown(pilot), "it is told")
            line = shown(pilot).splitlines()[-2]
            assert "$ lsh cron pause check-disks" in line
            assert line.rstrip().endswith("check-disks paused")

    run(copy())


def test_back_from_the_shell_everything_is_drawn_anew(
    paths: Paths, small_shop: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the shell showed stands in the terminal, and its size tells nobody of that."""

    async def come_back() -> None:
        async with tui(paths) as pilot:
            drawn: list[object] = []
            monkeypatch.setattr(pilot.app, "_display", lambda screen, update: drawn.append(update))
            pilot.app.post_message(Driver.SignalResume())
            await until(
                pilot, lambda: any(isinstance(each, LayoutUpdate) for each in drawn), "all is drawn"
            )

    run(come_back())
