"""The database, what it holds, the secrets and the project."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from lsh.doctor import ledger
from lsh.doctor.examination import examine
from lsh.domain.finding import Check, Verdict
from tests.doctor.conftest import Around
from tests.doctor.test_home import FAILED, OK, SKIPPED, WARNING, says
from tests.support.daemon import Home
from tests.support.invariants import rows


def examined(here: object) -> dict[str, Check]:
    return {check.name: check for check in examine(here)}  # type: ignore[arg-type]


def test_a_database_that_is_well(home: Home, around: Around) -> None:
    says(ledger.database(around()), SKIPPED, "none yet")
    home.apply("job_create", spec=home.spec("a-0"))
    says(ledger.database(around()), OK, "1 job,", "0 runs")


def test_garbage_for_a_database(home: Home, around: Around) -> None:
    home.paths.database.write_bytes(b"garbage" * 1000)
    home.paths.database.chmod(0o600)
    checks = examined(around())
    assert checks["database"].verdict is FAILED
    assert checks["database"].exit_code == 78
    assert "restore" in str(checks["database"].remedy)
    for name in ("clock", "programs"):
        assert (checks[name].verdict, checks[name].detail) == (SKIPPED, "database failed")
    assert not [c for c in checks.values() if "the check itself failed" in c.detail]


def test_an_empty_database(home: Home, around: Around) -> None:
    """What a full disk or a copy cut short leaves: no tables yet, and the daemon makes them."""
    home.paths.database.touch(mode=0o600)
    checks = examined(around())
    assert checks["database"].verdict is WARNING
    for name in ("clock", "programs"):
        assert checks[name].verdict is not FAILED, checks[name]


def test_a_page_that_is_broken(home: Home, around: Around) -> None:
    home.apply("job_create", spec=home.spec("a-0"))
    (page,) = rows(home.paths, "SELECT rootpage FROM sqlite_master WHERE name = 'runs_active'")
    (size,) = rows(home.paths, "PRAGMA page_size")
    with home.paths.database.open("r+b") as file:
        file.seek((page["rootpage"] - 1) * size["page_size"])
        file.write(b"\xee" * size["page_size"])
    check = examined(around())["database"]
    assert (check.verdict, check.exit_code) == (FAILED, 78)
    assert "damaged" in check.detail


@pytest.mark.parametrize(("version", "verdict"), [(1, WARNING), (99, FAILED)])
def test_a_database_of_another_version(
    version: int, verdict: Verdict, home: Home, around: Around
) -> None:
    home.apply("job_create", spec=home.spec("a-0"))
    with sqlite3.connect(home.paths.database) as connection:
        connection.execute(f"PRAGMA user_version = {version}")
    connection.close()
    checks = examined(around())
    assert checks["database"].verdict is verdict
    assert f"schema {version}" in checks["database"].detail
    assert checks["programs"].verdict is SKIPPED
    (now,) = rows(home.paths, "PRAGMA user_version")
    assert now["user_version"] == version, "looking brought it up to date"


def test_a_foreign_database(home: Home, around: Around) -> None:
    with sqlite3.connect(home.paths.database) as connection:
        connection.execute("CREATE TABLE mine (x)")
    connection.close()
    assert "not one of lsh's" in examined(around())["database"].detail


def test_a_large_database_is_read_for_a_bounded_time(home: Home, around: Around) -> None:
    specs = [{"name": f"n{number}", "command": "x" * 2000} for number in range(2000)]
    home.apply("job_create_many", specs=specs)
    hurried = iter(range(0, 100_000, 10))
    found = ledger.database(around(ticks=lambda: float(next(hurried))))
    says(found, OK, "too large", "2,000 jobs")


def test_a_template_that_is_broken(home: Home, around: Around) -> None:
    says(ledger.templates(around()), OK)
    home.paths.templates.mkdir()
    (home.paths.templates / "own.toml").write_text("= nonsense")
    says(ledger.templates(around()), WARNING, "own.toml", "lsh cron templates validate")


def test_programs_that_runs_will_not_find(home: Home, around: Around, tmp_path: Path) -> None:
    says(ledger.programs(around()), OK, "no job is armed")
    home.apply("job_create", spec={"id": "there", "name": "x", "command": "true"})
    says(ledger.programs(around()), OK, "1 job")
    for number in range(4):
        spec = {"id": f"gone{number}", "name": "x", "command": "no-such-program 1"}
        home.apply("job_create", spec=spec)
    found = ledger.programs(around())
    says(found, WARNING, "no-such-program of gone0", "and 1 more", "config.toml")
    place = tmp_path / "own" / "no-such-program"
    place.parent.mkdir()
    place.write_text("#!/bin/sh\n")
    place.chmod(0o755)
    home.configure(path=f"{place.parent}:/usr/bin:/bin")
    says(ledger.programs(around()), OK, "5 jobs")


def test_a_file_of_secrets_that_cannot_be_read(home: Home, around: Around) -> None:
    says(ledger.secrets(around()), OK, "nothing is kept")
    secrets = home.paths.config / "secrets.enc"
    secrets.write_text("no such file of secrets")
    secrets.chmod(0o600)
    check = examined(around())["secrets"]
    assert (check.verdict, check.exit_code) == (FAILED, 78)
    assert "secrets.enc" in check.detail


def test_supabase_only_where_it_is_configured(home: Home, around: Around) -> None:
    says(ledger.supabase(around()), SKIPPED)
    url = {"SUPABASE_URL": "http://127.0.0.1:9"}  # discard: nobody listens there
    says(ledger.supabase(around(url)), FAILED, "configuration", "key")
    key = {"SUPABASE_KEY": "sb_secret_0123456789abcdef0123456789abcdef"}
    says(ledger.supabase(around(url | key)), FAILED, "tcp")
    says(ledger.supabase(around({"SUPABASE_URL": "nonsense"})), FAILED, "SUPABASE_URL")
