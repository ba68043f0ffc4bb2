"""The hooks in real shells: what they write, what they leave out, and what they leave alone."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable

import pytest

from tests.support.daemon import Home, until
from tests.support.shells import Shell, commands, ended, ran, records, sessions

Begin = Callable[..., Shell]
_LOOP = {
    "bash": ('for i in 1 2\ndo echo "$i\nb"\ndone', 'for i in 1 2; do echo "$i\nb"; done'),
    "zsh": ('for i in 1 2\ndo echo "$i\nb"\ndone', 'for i in 1 2\ndo echo "$i\nb"\ndone'),
    "fish": ('for i in 1 2\necho "$i\nb"\nend', 'for i in 1 2\necho "$i\nb"\nend'),
}


def test_a_command_with_all_that_is_known_of_it(home: Home, shell_name: str, begin: Begin) -> None:
    shell = begin(shell_name)
    before = time.time()
    assert shell.enter("cd /tmp") == "0"
    assert shell.enter("sh -c 'sleep 0.3; exit 7'") == "7"
    assert shell.enter('echo it\\\'s  "quoted" | cat; : ünïcödé ✓') == "0"
    first, second, third = ran(home)
    assert (first.command, first.cwd, first.exit_code) == ("cd /tmp", "/", 0)
    assert (second.cwd, second.exit_code) == ("/tmp", 7)
    assert second.duration is not None
    assert 0.25 < second.duration < 20
    assert third.command == 'echo it\\\'s  "quoted" | cat; : ünïcödé ✓'
    assert before - 2 < first.at / 1e6 <= second.at / 1e6 <= third.at / 1e6 < time.time() + 2
    assert len({record.session for record in records(home)}) == 1


def test_the_session_names_what_is_allowed(home: Home, shell_name: str, begin: Begin) -> None:
    shell = begin(shell_name)
    (session,) = sessions(home)
    assert (session.shell, session.pid, session.cwd) == (shell_name, shell.pid, "/")
    assert session.host == socket.gethostname()
    assert session.environment["EDITOR"] == "ed"
    assert session.environment["TTY"].startswith("/dev/")
    assert "never-to-be-seen" not in str(session)
    (file,) = home.paths.spool.glob("history.*")
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in home.paths.spool.iterdir())
    assert not ended(home)
    shell.leave("exit 3")
    assert commands(home) == ["exit 3"]
    assert [end.session for end in ended(home)] == [session.session]
    assert file.name == f"history.{session.session}"


def test_many_lines_are_one_command(home: Home, shell_name: str, begin: Begin) -> None:
    shell = begin(shell_name)
    typed, kept = _LOOP[shell_name]
    shell.enter(typed)
    shell.enter("true")
    assert commands(home) == [kept, "true"]


def test_what_is_no_command_or_private_is_left_out(
    home: Home, shell_name: str, begin: Begin
) -> None:
    shell = begin(shell_name)
    shell.enter("true 1")
    shell.enter(" echo hidden")
    shell.enter("")
    shell.interrupt("echo given-up")
    shell.enter("true 2")
    shell.enter("  ")
    assert commands(home) == ["true 1", "true 2"]
    assert b"hidden" not in b"".join(path.read_bytes() for path in home.paths.spool.iterdir())


@pytest.mark.parametrize("control", ["ignoreboth", "ignorespace", "erasedups:ignorespace", ""])
def test_bash_keeps_what_its_own_history_keeps(home: Home, control: str, begin: Begin) -> None:
    shell = begin("bash", before=f"HISTCONTROL={control}\nHISTIGNORE='secret*'\n")
    for line in ("true a", " echo hidden", "secret thing", "true a", "true b", "true a"):
        shell.enter(line)
    repeats = ["true a"] if control in {"ignorespace", ""} else []
    if control == "":
        repeats = ["true a"]
    assert commands(home) == ["true a", *repeats, "true b", "true a"]


def test_the_end_of_a_command_reaches_the_prompt(home: Home, shell_name: str, begin: Begin) -> None:
    shell = begin(shell_name)
    assert [shell.enter(f"sh -c 'exit {code}'") for code in (0, 1, 127, 255)] == [
        "0", "1", "127", "255",
    ]  # fmt: skip
    assert [one.exit_code for one in ran(home)] == [0, 1, 127, 255]


def test_nothing_is_printed(home: Home, shell_name: str, begin: Begin) -> None:
    shell = begin(shell_name)
    shell.enter("true")
    before = len(shell.shown)
    for path in home.paths.spool.iterdir():
        path.unlink()
    home.paths.spool.rmdir()
    assert shell.enter("sh -c 'exit 4'") == "4"
    assert shell.enter("true x") == "0"
    shown = shell.shown[before:].replace(b"sh -c 'exit 4'", b"").replace(b"true x", b"")
    assert b"lsh" not in shown
    assert b"rror" not in shown
    assert b"o such" not in shown
    shell.leave()
    assert not home.paths.spool.exists()


def test_it_can_be_turned_off(home: Home, shell_name: str, begin: Begin) -> None:
    shell = begin(shell_name, LSH_HISTORY="off")
    shell.enter("true 1")
    assert not list(home.paths.spool.iterdir())
    shell.enter("set -e LSH_HISTORY" if shell_name == "fish" else "unset LSH_HISTORY")
    shell.enter("true 2")
    off = "set -g LSH_HISTORY off" if shell_name == "fish" else "LSH_HISTORY=off"
    shell.enter(off)
    shell.enter("true 3")
    assert "true 2" in commands(home)
    assert not {"true 1", "true 3", off} & set(commands(home))


def test_strict_shells_live_on(home: Home, begin: Begin) -> None:
    for name, line in (("bash", "set -euo pipefail"), ("zsh", "setopt errexit nounset")):
        shell = begin(name)
        shell.enter(line)
        assert shell.enter("! true") == "1"
        assert shell.enter("true after") == "0"
        shell.enter("set -C" if name == "bash" else "setopt noclobber")
        assert shell.enter("true clobber") == "0"
        assert commands(home)[-3:][0] == "true after"
        assert commands(home)[-1] == "true clobber"
        shell.leave()


def test_a_trace_does_not_show_the_hook(home: Home, begin: Begin) -> None:
    shell = begin("bash")
    shell.enter("set -x")
    shell.enter("true traced")
    until(lambda: b"+ true traced" in shell.shown, "the trace is shown")
    assert b"__lsh" not in shell.shown
    shell.leave()
    assert b"__lsh" not in shell.shown
    assert commands(home) == ["set -x", "true traced", "exit"]


def test_zsh_honours_its_own_pattern(home: Home, begin: Begin) -> None:
    shell = begin("zsh", before="HISTORY_IGNORE='(secret*|true b)'\n")
    for line in ("true a", "secret thing", "true b", "true c"):
        shell.enter(line)
    assert commands(home) == ["true a", "true c"]


def test_no_session_begins_where_a_thousand_wait(
    home: Home, shell_name: str, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lsh.history.hook.SESSION_LIMIT", 3)
    home.paths.spool.mkdir()
    for number in range(4):
        (home.paths.spool / f"history.{number}").touch()
    shell = begin(shell_name)
    assert shell.enter("true 1") == "0"
    assert len(list(home.paths.spool.iterdir())) == 4
    (home.paths.spool / "history.0").unlink()
    shell.enter("true 2")
    shell.enter("true 3")
    assert commands(home)[-1] == "true 3"


def test_bash_keeps_the_traps_that_were_there(home: Home, begin: Begin) -> None:
    side = home.root / "side"
    before = (
        f"trap 'echo debug >>{side}.debug' DEBUG\ntrap 'echo \"bye $?\" >>{side}' EXIT\n"
        f"trap 'echo err >>{side}.err' ERR\n"
    )
    shell = begin("bash", before=before)
    shell.enter("false")
    assert (side.with_suffix(".err")).read_text() == "err\n"
    shell.enter("trap -p DEBUG")
    until(lambda: b"debug >>" in shell.shown, "the trap is shown")
    shell.leave("exit 5")
    assert side.read_text() == "bye 5\n"
    assert side.with_suffix(".debug").exists()
    assert len(ended(home)) == 1


@pytest.mark.parametrize(
    "before",
    [
        "PROMPT_COMMAND=",
        "unset PROMPT_COMMAND; trap 'echo $? >>$NOTES' DEBUG",
        "PROMPT_COMMAND=('echo $? >>$NOTES' 'true')",
        "PS0='<$(( 1 + 1 ))>'",
    ],
)
def test_bash_with_another_prompt_command(home: Home, before: str, begin: Begin) -> None:
    notes = "" if "NOTES" in before or "PS0" in before else "PROMPT_COMMAND+=('echo $? >>$NOTES')"
    shell = begin("bash", before=before, after=notes)
    shell.enter("true 1")
    shell.enter("true 2")
    # a trap notes the beginning of a line, and the hook its end
    until(lambda: commands(home) == ["true 1", "true 2"], "both are recorded")
    if "PS0" in before:
        until(lambda: b"<2>" in shell.shown, "what PS0 holds is shown")


def test_the_rc_file_may_be_read_again(home: Home, shell_name: str, begin: Begin) -> None:
    shell = begin(shell_name)
    (rc,) = [
        path
        for path in shell.notes.parent.rglob("*")
        if path.name in {"rc", ".zshrc", "config.fish"}
    ]
    shell.enter(f". {rc}")
    shell.enter("true 1")
    assert commands(home)[-1] == "true 1"
    assert commands(home).count("true 1") == 1
    assert len(sessions(home)) == 1


def test_two_shells_at_once(home: Home, shell_name: str, begin: Begin) -> None:
    both = [begin(shell_name), begin(shell_name)]
    for number in range(5):
        for name, shell in zip("ab", both, strict=True):
            shell.enter(f"true {name} {number}")
    assert sorted(commands(home)) == sorted(f"true {n} {i}" for n in "ab" for i in range(5))
    assert len({one.session for one in ran(home)}) == 2


def test_any_bytes(home: Home, begin: Begin) -> None:
    shell = begin("bash", LC_ALL="C")
    shell.enter(b"echo $'\\x1f' \xff\xfe >/dev/null # \x16\x1f")
    assert commands(home) == ["echo $'\\x1f' \\xff\\xfe >/dev/null # \x1f"]


def test_a_full_spool_falls_silent_until_it_is_taken_in(
    home: Home, shell_name: str, begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("lsh.history.hook.SPOOL_LIMIT", 2000)
    shell = begin(shell_name)
    long = "true " + "x" * 1500
    for number in range(4):
        shell.enter(f"{long} {number}")
    assert len(commands(home)) == 2
    from lsh.history.spool import Spool

    (file,) = Spool(home.paths.spool).files()
    file.replace()
    shell.enter("true again")
    assert "true again" in commands(home)
    assert len(commands(home)) == 3


def test_a_disk_without_room(home: Home, begin: Begin) -> None:
    from tests.support.mounts import mounted

    home.paths.spool.mkdir()
    with mounted(home.paths.spool, "size=64k"):
        shells = [begin(name) for name in ("bash", "zsh")]
        filler = home.paths.spool / "filler"
        with filler.open("wb") as file:
            try:
                while True:
                    os.write(file.fileno(), b"x" * 4096)
            except OSError:
                pass
        for shell in shells:
            before = len(shell.shown)
            assert shell.enter("true " + "y" * 4096) == "0"
            assert shell.enter("false") == "1"
            assert b"pace" not in shell.shown[before:]
        filler.unlink()
        for shell in shells:
            shell.enter(f"true {shell.name}")
        found = commands_of_whole_pieces(home)
        assert {"true bash", "true zsh"} <= set(found)
        for shell in shells:
            shell.close()


def commands_of_whole_pieces(home: Home) -> list[str]:
    from lsh.history.record import Ran
    from lsh.history.spool import Spool

    found = []
    for file in Spool(home.paths.spool).files():
        found += [r.command for r in file.read(0, 100).records if isinstance(r, Ran)]
    return found
