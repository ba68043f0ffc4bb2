"""Help, usage errors, and what neither may import."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from lsh.cli import run
from lsh.commands.tree import ROOT, Branch, leaves
from tests.support.daemon import Home

GOLDEN = Path(__file__).parent / "golden"
LEAVES = [words for words, _ in leaves()]


def help_of(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> str:
    assert run([*words, "--help"]) == 0
    shown = capsys.readouterr()
    assert shown.err == ""
    return shown.out


@pytest.mark.parametrize("words", [(), ("cron",), ("daemon",), ("daemon", "job"), ("cron", "list")])
def test_help_is_as_agreed(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    file = GOLDEN / f"{'-'.join(('lsh', *words))}.txt"
    assert help_of(words, capsys) == file.read_text(), f"if it is meant, write it to {file}"


@pytest.mark.parametrize("words", LEAVES, ids=" ".join)
def test_every_command_shows_examples_before_its_options(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    text = help_of(words, capsys)
    assert text.index("Examples:") < text.index("Everywhere:")
    if "\nOptions:" in text:
        assert text.index("Examples:") < text.index("\nOptions:")
    assert "\n  lsh " in text.partition("Examples:")[2]


@pytest.mark.parametrize("words", [("-h",), ("cron", "-h"), ("cron",), ()])
def test_a_group_without_a_command_shows_its_help(
    words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(words) == 0
    assert "Commands:" in capsys.readouterr().out


def test_the_table_has_one_line_of_help_for_each_entry() -> None:
    def check(branch: Branch) -> None:
        for entry in branch.commands.values():
            assert entry.help.endswith(".")
            assert len(entry.help) < 80
            if isinstance(entry, Branch):
                check(entry)

    check(ROOT)


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (["crom"], "lsh has no command 'crom'", "did you mean 'lsh cron'?"),
        (["cron", "lits"], "lsh cron has no command 'lits'", "did you mean 'lsh cron list'?"),
        (
            ["logs"],
            "lsh has no command 'logs'",
            "did you mean 'lsh cron logs' or 'lsh daemon logs'?",
        ),
        (["cron", "xyzzy"], "lsh cron has no command 'xyzzy'", "lsh cron --help lists them all"),
        (["cron", "list", "--stat"], "no such option: --stat", "did you mean --state?"),
        (["cron", "info"], "missing argument 'JOB'", "lsh cron info --help shows how"),
        (["--jsn"], "no such option: --jsn", "did you mean --json?"),
    ],
)
def test_a_slip_is_answered_with_what_was_meant(
    words: list[str], message: str, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(words) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err == f"lsh: {message}\nhint: {hint}\n"


@pytest.mark.parametrize(
    "line",
    [
        "help",
        "help cron",
        "help cron list",
        "cron help list",
        "cron help",
        "cron templates help",
        "help cron templates show",
        "--plain help daemon --json",
    ],
)
def test_the_word_help(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = line.split()
    text = help_of(tuple(word for word in words if word != "help"), capsys)
    assert run(words) == 0
    assert capsys.readouterr() == (text, "")


def test_help_for_what_there_is_not(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["help", "cron", "lits"]) == 2
    assert "did you mean 'lsh cron list'?" in capsys.readouterr().err


@pytest.mark.parametrize("word", ["--version", "version"])
def test_version(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    from lsh import __version__

    assert run([word]) == 0
    assert capsys.readouterr().out.startswith(f"lsh {__version__} (")
    assert run(["--json", word]) == 0
    assert json.loads(capsys.readouterr().out)["version"] == __version__
    assert run([word, "nonsense"]) == (2 if word == "version" else 0)


@pytest.mark.parametrize("words", ["--help", "cron --help", "daemon --help", "cron nope"])
def test_listing_commands_imports_none_of_them(words: str) -> None:
    loaded = modules_after(words)
    assert not {
        name for name in loaded if name.startswith(("lsh.commands.cron", "lsh.commands.job"))
    }
    assert not {"lsh.store", "sqlite3", "socket", "json", "rich"} & loaded


def modules_after(words: str) -> set[str]:
    program = (
        "import sys; from lsh.cli import run; run(sys.argv[1:]); "
        "print('|'.join(['', *sys.modules, '']), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *words.split()], capture_output=True, text=True, check=True
    )
    return set(done.stderr.strip().splitlines()[-1].strip("|").split("|"))


@pytest.mark.parametrize("flags", [["-q"], ["--plain"], ["--json"], ["--limit", "1"], []])
def test_a_group_with_a_default_takes_its_flags(home: Home, flags: list[str]) -> None:
    done = home.lsh("cron", "templates", *flags)
    assert done.returncode == 0, done.stderr
    assert "data-sync" in done.stdout
    assert home.lsh("cron", "templates", "--help").stdout.startswith("List and keep")
