"""Questions by what is at stake: what can be undone, stopped, removed, or never brought back."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.support.daemon import Home, until
from tests.support.terminal import Terminal


@pytest.fixture(scope="module")
def asked(lived_in: Home) -> Iterator[Home]:
    for name, command in (("going", "sleep 600"), ("mine", "true")):
        lived_in.call("job_create", spec={"id": name, "name": name, "command": command})
    yield lived_in
    for run in lived_in.call("run_stop", job="going")["stopped"]:
        lived_in.call("run_wait", run=run)


def begin(home: Home) -> str:
    run = home.call("job_run", job="going", kind="manual", force=True)["run_id"]
    until(lambda: home.call("daemon_status")["runs"]["running"], "it runs")
    return str(run)


def answer(home: Home, question: str, reply: str, *words: str) -> tuple[int, str]:
    with Terminal(home, *words, "--no-color") as terminal:
        terminal.wait_for(question)
        terminal.enter(reply)
        return terminal.wait(), terminal.shown.decode()


def test_what_can_be_undone_is_not_asked_about(asked: Home) -> None:
    for words in (["pause", "mine"], ["resume", "mine"], ["stop", "mine"], ["start", "mine"]):
        with Terminal(asked, "cron", *words) as terminal:
            assert terminal.wait() == 0
            assert b"[y/N]" not in terminal.shown


def test_stopping_what_runs(asked: Home) -> None:
    run = begin(asked)
    question = "stop 1 run of going? [y/N]"
    assert answer(asked, question, "n", "daemon", "job", "stop", "going")[0] == 130
    refused = asked.lsh("daemon", "job", "stop", "going", "--no-input")
    assert refused.returncode == 2
    assert "give --yes to go ahead" in refused.stderr
    assert asked.lsh("cron", "stop", "going", "--no-input").returncode == 2
    # a script has said what it wants
    assert asked.lsh("daemon", "job", "stop", "going").stdout == f"{run}\n"
    asked.call("run_wait", run=run)


def test_stopping_on_a_terminal(asked: Home) -> None:
    run = begin(asked)
    code, shown = answer(asked, "stop 1 run of going, too? [y/N]", "y", "cron", "stop", "going")
    assert code == 0
    assert "next: lsh cron start going" in shown
    asked.call("run_wait", run=run)


def test_removing_takes_a_yes(asked: Home) -> None:
    asked.call("job_create", spec={"id": "away", "name": "away", "command": "true"})
    assert answer(asked, "remove away (away)? [y/N]", "", "cron", "remove", "away")[0] == 130
    assert asked.lsh("cron", "remove", "away").returncode == 2
    assert answer(asked, "[y/N]", "y", "cron", "remove", "away")[0] == 0


@pytest.mark.parametrize("give_up", [Terminal.interrupt, Terminal.end_input])
@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("[y/N]", ("cron", "remove", "mine")),
        ("(not shown):", ("supabase", "config", "set", "key")),
    ],
)
def test_who_does_not_answer_has_said_no(
    asked: Home, give_up: Callable[[Terminal], None], question: str, words: tuple[str, ...]
) -> None:
    with Terminal(asked, *words) as terminal:
        terminal.wait_for(question)
        give_up(terminal)
        assert terminal.wait() == 130
        assert terminal.shown.endswith(b"\n"), "what comes next has a line of its own"
        assert b"lsh:" not in terminal.shown
    assert "mine" in asked.lsh("cron", "list", "--quiet").stdout


def test_what_cannot_be_brought_back_takes_its_name(asked: Home) -> None:
    for _ in range(2):
        assert asked.lsh("cron", "run", "mine", "--wait").returncode == 0
    some = ("daemon", "db", "prune", "--keep-runs", "1", "--job-id", "mine")
    everything = ("daemon", "db", "prune", "--keep-runs", "0", "--job-id", "mine")
    assert answer(asked, "delete 1 run", "n", *some)[0] == 130
    code, shown = answer(asked, "Type mine to go ahead:", "yes", *everything)
    assert (code, "nothing was changed" in shown) == (2, True)
    refused = asked.lsh(*everything)
    assert (refused.returncode, "cannot be undone" in refused.stderr) == (2, True)
    code, shown = answer(asked, "Type mine to go ahead:", "mine", *everything)
    assert (code, "2 runs" in shown) == (0, True)
    assert "next: lsh daemon db stats" in shown


def test_a_ledger_that_cannot_be_read_keeps_no_daemon_alive(home: Home) -> None:
    daemon = home.start()
    for file in home.paths.database.parent.glob("lsh.db*"):
        file.rename(home.root / f"away-{file.name}")
    home.paths.database.write_bytes(b"no database" * 1000)
    assert home.lsh("daemon", "stop", "--kill").returncode == 0
    assert daemon.wait() == 0
