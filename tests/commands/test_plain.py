"""``--plain``: the columns that scripts build on. What stands in golden/plain may grow at its end only."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import pytest

from lsh.commands.kinds import columns_of
from lsh.commands.tree import leaves
from tests.support.daemon import Home
from tests.support.ledger import history

GOLDEN = Path(__file__).parent / "golden" / "plain"
COLUMNS = {
    " ".join(words): columns_of(import_module(f"lsh.commands.{leaf.module}").command)
    for words, leaf in leaves()
}
SHOWN = {
    "cron list": "lsh cron list",
    "daemon db history": "lsh daemon db history",
    "cron reports": "lsh cron reports --since 2026-11-01 --until 2026-11-22",
    "cron next": "lsh cron next '30 2 * * *' --from 2026-10-24 --timezone Europe/Berlin -n 3",
    "cron simulate": "lsh cron simulate --from 2026-12-01 --to 2026-12-03",
    "cron templates list": "lsh cron templates list",
}
PAIRS = {"cron info": "lsh cron info daily-backup"}
IN_A_PROJECT = {"supabase silent", "supabase migrations"}  # tests/supabase
EMPTY = {
    "supabase dead-letter list",
    "supabase history list",
    "daemon logs",
}  # nothing is there to be shown


def at(day: int, hour: int = 2) -> datetime:
    return datetime(2026, 11, day, hour, tzinfo=UTC)


@pytest.fixture(scope="module")
def furnished() -> Iterator[Home]:
    made = Home()
    try:
        with history(made.paths.database) as ledger:
            backup = ledger.job("Daily Backup", timezone="Europe/Berlin",
                                next_fire_at=datetime(2027, 1, 1, 1, tzinfo=UTC))  # fmt: skip
            ledger.job("By Hand", schedule=None, command="make\tall")
            ledger.run(backup, at(1), duration=61.25, late=0.002, cpu=30.5, rss=41_000_000)
            ledger.run(backup, at(2), "failed", duration=2.5, exit_code=2, reason="exit code 2")
            ledger.run(backup, at(3), "skipped", reason="the previous run\nwas still going on")
        yield made
    finally:
        made.end_everything()
        made.remove()


def shown(home: Home, line: str) -> str:
    done = home.lsh(*shlex.split(line)[1:], "--plain")
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("name", [*SHOWN, *PAIRS])
def test_the_columns_stay_what_they_are(furnished: Home, name: str) -> None:
    text = shown(furnished, (SHOWN | PAIRS)[name])
    file = GOLDEN / f"{name.replace(' ', '-')}.tsv"
    if os.environ.get("LSH_GOLDEN") == "write":
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    assert text == file.read_text()
    wanted = len(COLUMNS[name]) or 2
    assert {line.count("\t") + 1 for line in text.splitlines()} == {wanted}


def test_every_table_that_is_promised_is_looked_at() -> None:
    promised = {name for name, columns in COLUMNS.items() if columns} - {"daemon job list"}
    assert promised == {*SHOWN, *IN_A_PROJECT, *EMPTY}


@pytest.mark.parametrize("name", sorted(EMPTY))
def test_nothing_is_no_line(furnished: Home, name: str) -> None:
    assert shown(furnished, f"lsh {name}") == ""


def test_help_names_the_columns(furnished: Home) -> None:
    text = furnished.lsh("cron", "next", "--help").stdout
    assert "Columns with --plain:\n  at, local, note\n" in text
