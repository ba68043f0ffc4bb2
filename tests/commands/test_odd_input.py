"""What no terminal sends but scripts do: bytes that are no text, numbers that fit nowhere, closed streams."""

from __future__ import annotations

import subprocess

import pytest

from tests.commands.test_bad_input import refuse
from tests.support.daemon import Home

LATIN = b"b\xff"


@pytest.mark.parametrize(
    "words",
    [
        ("info", LATIN),
        ("pause", "job", "-r", LATIN),
        ("list", "--search", LATIN),
        ("create", "--env", b"A=\xff", "--command", "true"),
        ("create", "--", "echo", LATIN),
    ],
)
def test_an_argument_that_is_no_text_is_refused(home: Home, words: tuple[str | bytes, ...]) -> None:
    told = [
        word.decode(errors="surrogateescape") if isinstance(word, bytes) else word for word in words
    ]
    refuse(home, 2, "\\xff' is not valid UTF-8", "cron", *told)


def test_a_variable_that_is_no_text_is_not_copied(home: Home) -> None:
    home.environ["ODD"] = LATIN.decode(errors="surrogateescape")
    refuse(home, 2, "your ODD is not valid UTF-8", "cron", "create", "--env", "ODD", "--", "true")


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("--limit is at most", ("daemon", "db", "history", "--limit", "9" * 23)),
        ("--limit is at most", ("cron", "list", "--limit", "9" * 23)),
        ("out of range", ("daemon", "db", "history", "--since", "-99999999d")),
        ("out of range", ("daemon", "db", "stats", "--since", "-99999999d")),
        ("out of range", ("cron", "report", "job", "--since", "-99999999d")),
        ("out of range", ("cron", "report", "job", "--since", "0001-01-01T00:00+14:00")),
        ("out of range", ("cron", "simulate", "--to", "+99999999d")),
        ("out of range", ("cron", "why", "job", "-99999999d")),
        ("out of range", ("cron", "next", "* * * * *", "--from", "+99999999d")),
    ],
)
def test_what_no_calendar_holds_is_refused(
    home: Home, message: str, words: tuple[str, ...]
) -> None:
    home.lsh("cron", "create", "--id", "job", "--", "true")
    refuse(home, 2, message, *words)


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_closed_stream_is_no_failure(home: Home, closed: str) -> None:
    home.lsh("cron", "create", "--id", "job", "--", "true")
    script = f"lsh cron list {closed} && lsh cron info job {closed}"
    done = subprocess.run(
        ["/bin/sh", "-c", script], env=home.environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert home.lsh("cron", "list", "--quiet").stdout == "job\n"


def test_a_stream_that_cannot_write_a_character_escapes_it(home: Home) -> None:
    home.lsh("cron", "create", "--id", "job", "--name", "é", "--", "true")
    home.environ["PYTHONIOENCODING"] = "ascii"
    done = home.lsh("cron", "list")
    assert done.returncode == 0
    assert "\\xe9" in done.stdout
