"""Where files go, and what a configuration may say."""

from __future__ import annotations

from pathlib import Path

import pytest

from lsh.domain.errors import ConfigurationError
from lsh.engine.jobs import machine_zone
from lsh.paths import Paths, find_paths, make_folders
from lsh.settings import Settings, load_settings


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    found = find_paths({"LSH_HOME": str(tmp_path / "h")})
    make_folders(found)
    return found


def test_a_home_holds_everything(tmp_path: Path) -> None:
    found = find_paths({"LSH_HOME": str(tmp_path)})
    for folder in found.folders():
        assert folder.is_relative_to(tmp_path)
    assert found.home == tmp_path


def test_without_a_home_the_xdg_folders_are_used() -> None:
    found = find_paths(
        {"HOME": "/home/u", "XDG_DATA_HOME": "/data", "XDG_RUNTIME_DIR": "/run/user/7"}
    )
    assert found.database == Path("/data/lsh/lsh.db")
    assert found.config_file == Path("/home/u/.config/lsh/config.toml")
    assert found.socket == Path("/run/user/7/lsh/lshd.sock")
    assert found.home == Path("/data/lsh"), "of all the folders the one with the ledger"


def test_the_runtime_folder_is_never_a_guessable_place_in_tmp() -> None:
    # a relative one is of no use
    for environ in ({}, {"XDG_RUNTIME_DIR": "run"}, {"XDG_RUNTIME_DIR": ""}):
        found = find_paths({"HOME": "/home/u", **environ})
        assert found.socket == Path("/home/u/.local/state/lsh/run/lshd.sock")


def test_a_folder_that_was_there_becomes_private(tmp_path: Path) -> None:
    found = find_paths({"LSH_HOME": str(tmp_path)})
    tmp_path.chmod(0o755)
    for folder in (found.data, found.logs):
        folder.mkdir(mode=0o755)
        folder.chmod(0o755)
    make_folders(found)
    assert {folder.stat().st_mode & 0o777 for folder in found.folders()} == {0o700}
    assert tmp_path.stat().st_mode & 0o777 == 0o755, "the home itself is the person's own"


def test_folders_are_private_from_birth(paths: Paths) -> None:
    assert {folder.stat().st_mode & 0o777 for folder in paths.folders()} == {0o700}


def test_a_file_in_the_way_is_said(tmp_path: Path) -> None:
    (tmp_path / "h").write_text("")
    with pytest.raises(ConfigurationError, match="cannot be made"):
        make_folders(find_paths({"LSH_HOME": str(tmp_path / "h")}))


def test_a_path_too_long_for_a_socket_is_said(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="too long"):
        make_folders(find_paths({"LSH_HOME": str(tmp_path / ("x" * 90))}))


def test_file_and_environment_are_laid_over_the_defaults(paths: Paths) -> None:
    paths.config_file.write_text("max_concurrent_runs = 3\n[queues]\nbackup = 1\n")
    found = load_settings(paths, {"LSH_KEEP_DAYS": "7", "LSH_ARM_AHEAD": "0.25"})
    assert found == Settings(
        max_concurrent_runs=3, queues={"backup": 1}, keep_days=7, arm_ahead=0.25
    )


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("max_concurent_runs = 3", "unknown setting 'max_concurent_runs'", "max_concurrent_runs"),
        ("max_concurrent_runs = 'x'", "max_concurrent_runs must be int", None),
        ("max_concurrent_runs = 0", "between 1 and 1000000", None),
        ("keep_days = true", "keep_days must be int", None),
        ("supabase = 'on'", "supabase must be a table, not 'on'", None),
        ("queues = {a = 0}", "needs a number of slots", None),
        ("log_level = 'loud'", "log_level must be one of", None),
        ("arm_ahead = 61", "between 0 and 60", None),
        ("host = 'a,b'", "host must be one word without commas", None),
        ("= 3", "not valid TOML", None),
    ],
)
def test_a_mistake_in_the_file_is_named(
    paths: Paths, text: str, message: str, hint: str | None
) -> None:
    paths.config_file.write_text(text)
    with pytest.raises(ConfigurationError, match=message) as caught:
        load_settings(paths, {})
    assert hint is None or hint in (caught.value.hint or "")


def test_a_mistake_in_the_environment_is_named(paths: Paths) -> None:
    with pytest.raises(ConfigurationError, match="LSH_KEEP_DAYS: keep_days must be a number"):
        load_settings(paths, {"LSH_KEEP_DAYS": "soon"})


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("LSH_KEEP_RUNS", "0", "^variable LSH_KEEP_RUNS: keep_runs must be between"),
        ("LSH_TIMEZONE", "Mars/X", "^variable LSH_TIMEZONE: 'Mars/X' is not a known time zone"),
        ("LSH_LOG_LEVEL", "loud", "^variable LSH_LOG_LEVEL: log_level must be one of"),
    ],
)
def test_a_value_out_of_range_names_its_variable(
    paths: Paths, name: str, text: str, message: str
) -> None:
    with pytest.raises(ConfigurationError, match=message):
        load_settings(paths, {name: text})


def test_an_unknown_zone_in_the_file_is_refused(paths: Paths) -> None:
    paths.config_file.write_text("timezone = 'Mars/X'")
    with pytest.raises(
        ConfigurationError, match=r"config\.toml: 'Mars/X' is not a known time zone"
    ):
        load_settings(paths, {})


@pytest.mark.parametrize(
    ("written", "zone"),
    [
        ("Asia/Tokyo", "Asia/Tokyo"),
        (":Asia/Tokyo", "Asia/Tokyo"),
        ("/usr/share/zoneinfo/Asia/Tokyo", "Asia/Tokyo"),
        (":/usr/share/zoneinfo/Asia/Tokyo", "Asia/Tokyo"),
    ],
)
def test_the_zone_of_tz(monkeypatch: pytest.MonkeyPatch, written: str, zone: str) -> None:
    monkeypatch.setenv("TZ", written)
    assert machine_zone() == zone


@pytest.mark.parametrize("written", ["Foo/Bar", "JST-9", "/nowhere/Tokyo"])
def test_a_tz_without_meaning_is_said(monkeypatch: pytest.MonkeyPatch, written: str) -> None:
    monkeypatch.setenv("TZ", written)
    with pytest.raises(ConfigurationError, match=r"^variable TZ: "):
        machine_zone()


def test_what_cpu_time_costs(paths: Paths) -> None:
    assert load_settings(paths, {}).price == {"rate": 0.0, "currency": None}
    paths.config_file.write_text('cost_per_cpu_hour = 0.02\n[reports]\ncurrency = "EUR"\n')
    assert load_settings(paths, {}).price == {"rate": 0.02, "currency": "EUR"}
    paths.config_file.write_text("cost_per_cpu_hour = 0.02\n[reports]\ncost_per_cpu_hour = 0.05\n")
    assert load_settings(paths, {}).price == {"rate": 0.05, "currency": None}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("reports = 3", "reports must be a table"),
        ("[reports]\ncost = 3", "unknown setting 'cost'"),
        ("[reports]\ncost_per_cpu_hour = -1", "must not be negative"),
        ("cost_per_cpu_hour = -1", "must not be negative"),
        ("cost_per_cpu_hour = nan", "must not be negative"),
        ('[reports]\ncost_per_cpu_hour = "much"', "must be int or float"),
        ("[reports]\ncurrency = 3", "currency must be str"),
    ],
)
def test_report_settings_that_make_no_sense(paths: Paths, text: str, said: str) -> None:
    paths.config_file.write_text(text)
    with pytest.raises(ConfigurationError, match=said):
        load_settings(paths, {})
