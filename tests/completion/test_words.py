"""lsh-complete: the words of a home, and silence where there is none."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from lsh.completion import folder
from lsh.paths import find_paths
from lsh.store.words import job_words, run_words
from tests.completion.conftest import ODD
from tests.support.daemon import Home


def complete(home: Home, *words: str, **environ: str) -> list[str]:
    """The lines of ``lsh-complete``, which says nothing else, and never fails."""
    done = subprocess.run(
        [sys.executable, "-m", "lsh.completion", *words],
        env=home.environ | environ,
        capture_output=True,
        check=True,
    )
    assert done.stderr == b""
    return done.stdout.decode().splitlines()


def test_jobs_are_told_apart_by_what_they_do(stocked: Home) -> None:
    alpha, beta = sorted(complete(stocked, "job", "job_"))
    assert alpha == "job_alpha\tDaily Backup, by hand, last succeeded"
    assert beta == "job_beta\tbeta, elsewhere"


def test_a_name_is_found_in_any_case_and_offered_as_it_is(stocked: Home) -> None:
    assert complete(stocked, "job", "dai") == ["Daily Backup\tby hand, last succeeded"]
    assert complete(stocked, "job", "A:") == [f"{ODD}\tby hand"]
    assert complete(stocked, "job", "nothing-like-it") == []


def test_runs_are_the_newest_first_and_of_the_job_that_was_typed(stocked: Home) -> None:
    def runs(prefix: str, *typed: str) -> list[str]:
        lines = [line.split("\t") for line in complete(stocked, "run", prefix, *typed)]
        assert all(about.startswith("Daily Backup, succeeded, ") for _, about in lines)
        return [number for number, _ in lines]

    newest, oldest = runs("")
    assert int(newest) > int(oldest)
    assert runs("", "cron", "logs", "Daily Backup", "--run") == [newest, oldest]
    assert runs("", "cron", "logs", "job_beta", "--run") == []
    assert runs(newest) == [newest]
    assert runs("1x") == []


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["tag"], ["blue\t1 job", "red\t1 job"]),
        (["tag-list", "red,"], ["red,blue\t1 job"]),
        (["queue"], ["default\t2 jobs", "fast\t0 jobs, 1 slot", "slow\t1 job, 2 slots"]),
        (["queue", "s"], ["slow\t1 job, 2 slots"]),
        (["category"], ["backup\t1 job"]),
        (["host", "mar"], ["mars\t1 job"]),
        (["template", "o"], ["own\tSay a word"]),
        (["parameter", "", "own"], ["word=\twhat is said; default yes", "name=\tto whom; must be given"]),
        (["parameter", "word=", "own"], ["word=yes\tthe default", "word=no"]),
        (["parameter", "", "no-such"], []),
        (["column-list", "id,home", "supabase", "rows", "job_daily"], ["id,home_id\tjob_daily"]),
        (["condition", "runs", "job_daily"], ["runs=\tjob_daily; also != > >= < <= ~"]),
        (["column", "", "no_such_table"], []),
        (["unheard-of"], []),
        ([], []),
    ],
)  # fmt: skip
def test_words_of_a_kind(stocked: Home, words: list[str], offered: list[str]) -> None:
    assert complete(stocked, *words) == offered


def test_this_machine_is_a_host(stocked: Home) -> None:
    assert any(
        line.startswith(f"{os.uname().nodename}\tthis machine")
        for line in complete(stocked, "host")
    )


def test_shipped_templates_have_their_descriptions(stocked: Home) -> None:
    (line,) = complete(stocked, "template", "database-b")
    assert line == "database-backup\tDump a PostgreSQL database into a dated file, every night"


def test_zones(stocked: Home) -> None:
    (line,) = complete(stocked, "zone", "europe/berl")
    assert line.startswith("Europe/Berlin\tUTC+0")
    assert len(complete(stocked, "zone", "")) > 300


def test_words_are_utf_8_in_any_locale(stocked: Home) -> None:
    with_umlaut = Home()
    try:
        with_umlaut.apply("job_create", spec={"name": "Müll", "id": "waste", "command": "true"})
        shown = complete(with_umlaut, "job", "m", LC_ALL="C", PYTHONIOENCODING="ascii")
        assert shown == ["Müll\tby hand"]
    finally:
        with_umlaut.remove()


def test_a_broken_home_has_no_words(home: Home) -> None:
    kinds = ("job", "run", "tag", "host", "queue", "session", "line", "dead-letter")
    assert [complete(home, kind, "") for kind in kinds] == [[]] * len(kinds)
    assert not home.paths.database.exists(), "asking made a database"
    home.paths.database.write_bytes(b"garbage" * 1000)
    assert [complete(home, kind, "") for kind in kinds] == [[]] * len(kinds)


def test_a_broken_template_and_broken_settings_spoil_nothing_else(home: Home) -> None:
    home.paths.templates.mkdir()
    (home.paths.templates / "own.toml").write_text("= nonsense")
    assert "own" in complete(home, "template", "own")
    assert complete(home, "parameter", "", "own") == []
    home.apply("job_create", spec=home.spec("a-0") | {"queue": "slow"})
    for broken in ("= nonsense", "queues = 3", '[queues]\nslow = "many"'):
        home.paths.config_file.write_text(broken)
        assert complete(home, "queue", "s") == ["slow\t1 job"]


def test_of_ten_thousand_jobs_a_bounded_number_is_read(home: Home) -> None:
    specs = [
        {"name": f"n{number}", "id": f"job{number}", "command": "true"} for number in range(10_000)
    ]
    home.apply("job_create_many", specs=specs)
    assert len(complete(home, "job", "")) == 200
    assert [line.split("\t")[0] for line in complete(home, "job", "job9999")] == ["job9999"]
    path = str(home.paths.database)
    assert len(list(job_words(path, "", 7))) == 7
    assert list(run_words(path, "", [], 7)) == []


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere lsh.paths is asked")
@pytest.mark.parametrize(
    "environ",
    [
        {"LSH_HOME": "/a/home"},
        {"LSH_HOME": "~/own"},
        {"LSH_HOME": "", "XDG_CONFIG_HOME": "/c", "XDG_DATA_HOME": "/d"},
        {"XDG_CONFIG_HOME": "relative", "XDG_DATA_HOME": ""},
    ],
)
def test_the_folders_are_those_of_every_command(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LSH_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in ({"HOME": "/somebody"} | environ).items():
        monkeypatch.setenv(name, value)
    paths = find_paths()
    assert (folder("config"), folder("data")) == (str(paths.config), str(paths.data))


def test_how_far_an_instant_is_away() -> None:
    from lsh.completion.ledger import _when

    now = 1_000_000.0
    told = [_when(int((now + seconds) * 1e6), now) for seconds in (0, -59, -60, 90, 7200, -172_800)]
    assert told == ["0s ago", "59s ago", "1m ago", "in 1m", "in 2h", "2d ago"]
