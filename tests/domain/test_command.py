"""Which commands need a shell; judged by what the shell itself makes of them."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lsh.domain.command import argument_vector


@pytest.mark.parametrize(
    "command",
    [
        "pg_dump mydb > /backups/mydb_$(date +%Y%m%d).sql",
        'find /var/log -name "*.log" -mtime +30 -delete',
        "df -h | awk '$5 > 80 {print $0}'",
        "a && b",
        "echo $HOME",
        "ls *.txt",
        "cd /tmp",
        "X=1 env",
        "true",
        "exit 3",
        "sleep 1 &",
        "one\ntwo",
        "~/bin/backup",
        " ",
    ],
)
def test_shell_syntax_and_builtins_go_to_the_shell(command: str) -> None:
    assert argument_vector(command) == ["/bin/sh", "-c", command]


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("/bin/true", ["/bin/true"]),
        ("rsync -av /data/ user@remote:/backup/data/", None),
        ("tar -czf  /b/x.tar.gz   /data", ["tar", "-czf", "/b/x.tar.gz", "/data"]),
        ("logrotate /etc/logrotate.conf", None),
    ],
)
def test_plain_commands_are_executed_directly(command: str, words: list[str] | None) -> None:
    assert argument_vector(command) == (words or command.split())


@pytest.mark.parametrize("blank", ["\u00a0", "\u2003", "\u3000", "\x0b", "\x0c", "\x1c"])
def test_what_is_a_blank_to_no_shell_separates_nothing(blank: str) -> None:
    name = f"a{blank}b"
    shell = subprocess.run(
        ["/bin/sh", "-c", f"printf '%s|' {name}"], capture_output=True, check=True
    )
    assert shell.stdout.decode() == f"{name}|"
    assert argument_vector(f" touch\t{name} ") == ["touch", name]


@pytest.mark.parametrize("builtin", ["source x", "declare -i n", "let n=1", "pushd /tmp"])
def test_what_only_some_shells_build_in_is_left_to_the_shell(builtin: str) -> None:
    assert argument_vector(builtin) == ["/bin/sh", "-c", builtin]


def test_an_argument_vector_is_left_alone() -> None:
    assert argument_vector("shown", ["prog", "a b", "$x"]) == ["prog", "a b", "$x"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.text("abcXYZ019 -_=+:,./@%\"'$*?#~!^{}[]()<>|&;\\`\t", min_size=1, max_size=8),
        max_size=4,
    )
)
def test_direct_execution_passes_what_a_shell_would_pass(arguments: list[str]) -> None:
    command = "/usr/bin/printf %s\\n " + " ".join(arguments)
    plain = "/bin/echo " + " ".join(arguments)
    assert argument_vector(command)[0] == "/bin/sh"
    vector = argument_vector(plain)
    if vector[0] != "/bin/sh":
        direct = subprocess.run(vector, capture_output=True, check=False)
        shell = subprocess.run(["/bin/sh", "-c", plain], capture_output=True, check=False)
        assert direct.stdout == shell.stdout
