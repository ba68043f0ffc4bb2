"""TAB in the three real shells, on a terminal: what is shown, and what the command then gets."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.completion.conftest import ODD
from tests.completion.keyboard import SHELLS, Keyboard
from tests.support.daemon import Home

OWN = "lsh cron create-from-template own --set"


@pytest.fixture(scope="module", params=SHELLS)
def keyboard(request: pytest.FixtureRequest, stocked: Home) -> Iterator[Keyboard]:
    """One shell for all tests of the module."""
    made = Keyboard(stocked, request.param)
    yield made
    made.close()


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("lsh ", ["daemon", "Jobs, templates, schedules and reports"]),
        ("lsh cron info job_", ["job_alpha", "Daily Backup, by hand, last succeeded", "beta, elsewhere"]),
        ("lsh cron logs job_alpha --run ", ["Daily Backup, succeeded, "]),
        ("lsh cron list --state ", ["paused", "disarmed until start"]),
        ("lsh cron create --schedule ", ["0 2 * * *", "at 02:00 every day"]),
        ("lsh cron create --overlap ", ["queue_all", "all wait, oldest first"]),
        ("lsh cron create-from-template ", ["own", "Say a word", "data-sync"]),
        (f"{OWN} ", ["word=", "what is said; default yes"]),
        ("lsh cron create --queue ", ["slow", "1 job, 2 slots"]),
        ("lsh supabase rows ", ["job_daily", "A job that waits for another"]),
        ("lsh cron report --fo", ["html"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_tab_shows(keyboard: Keyboard, line: str, shown: list[str]) -> None:
    if line.endswith("--fo"):
        line += "\t"  # the option itself, then its values
    keyboard.offered(line, *shown)


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("lsh cr\tli\t", ["cron", "list"]),
        ("lsh help cr\tli\t", ["help", "cron", "list"]),
        ("lsh cron info job_a\t", ["cron", "info", "job_alpha"]),
        ("lsh cron info dai\t", ["cron", "info", "Daily Backup"]),
        ("lsh cron info Daily\\ B\t", ["cron", "info", "Daily Backup"]),
        ("lsh cron info a\t", ["cron", "info", ODD]),
        ("lsh cron info a:\t", ["cron", "info", ODD]),
        ("lsh cron info 'a\t", ["cron", "info", ODD]),
        ('lsh cron info "a:b\t', ["cron", "info", ODD]),
        ("lsh --json cron templates sh\tow\t", ["--json", "cron", "templates", "show", "own"]),
        ("lsh cron list --state pa\t", ["cron", "list", "--state", "paused"]),
        ("lsh cron list --state=pa\t", ["cron", "list", "--state=paused"]),
        ("lsh cron list --sta\tpa\t", None),
        ("lsh cron list --limit 3 --state pa\t", ["cron", "list", "--limit", "3", "--state", "paused"]),
        ("lsh cron create --tags red,b\t", ["cron", "create", "--tags", "red,blue"]),
        ("lsh cron create --schedule 0\\ 2\t", ["cron", "create", "--schedule", "0 2 * * *"]),
        ("lsh cron create --schedule '0 2\t", ["cron", "create", "--schedule", "0 2 * * *"]),
        ("lsh cron create --schedule @hou\t", ["cron", "create", "--schedule", "@hourly"]),
        (f"{OWN} wo\tyes", ["cron", "create-from-template", "own", "--set", "word=yes"]),
        (f"{OWN} word=n\t", ["cron", "create-from-template", "own", "--set", "word=no"]),
        ("lsh supabase rows job_daily -c id,home\t", ["supabase", "rows", "job_daily", "-c", "id,home_id"]),
        ("lsh cron create --timezone Europe/Berl\t", ["cron", "create", "--timezone", "Europe/Berlin"]),
        ("lsh daemon db backup /etc/hostn\t", ["daemon", "db", "backup", "/etc/hostname"]),
        ("lsh cron edit x -- /usr/bin/tou\t", ["cron", "edit", "x", "--", "/usr/bin/touch"]),
        ("lsh cron edit x -- ls /etc/hostn\t", ["cron", "edit", "x", "--", "ls", "/etc/hostname"]),
        ("lsh cron create --name job_a\t", ["cron", "create", "--name", "job_a"]),
        ("lsh crom li\t", ["crom", "li"]),
        ("lsh crom dae\t", ["crom", "dae"]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_tab_inserts(keyboard: Keyboard, keys: str, words: list[str] | None) -> None:
    called = keyboard.called(keys)
    if words is None:  # zsh puts the value into the same word
        assert called in (["cron", "list", "--state", "paused"], ["cron", "list", "--state=paused"])
        return
    assert called == words


@pytest.mark.parametrize("shell", SHELLS)
def test_a_broken_home_is_silent(shell: str, home: Home) -> None:
    home.paths.database.write_bytes(b"garbage" * 1000)
    home.paths.config_file.write_text("= nonsense")
    keyboard = Keyboard(home, shell)
    try:
        shown = keyboard.offered("lsh cron info x")
        assert keyboard.called("lsh cron info x\t") == ["cron", "info", "x"]
        shown += keyboard.shown
        for word in ("rror", "Traceback", "database", "not found", "nonsense"):
            assert word not in shown
    finally:
        keyboard.close()


@pytest.mark.parametrize("shell", SHELLS)
def test_a_missing_helper_is_silent(shell: str, home: Home) -> None:
    keyboard = Keyboard(home, shell, helper=False)
    try:
        assert keyboard.called("lsh cron info job_\t") == ["cron", "info", "job_"]
        assert keyboard.called("lsh cro\tli\t") == ["cron", "list"]
        assert "lsh-complete" not in keyboard.shown
    finally:
        keyboard.close()
