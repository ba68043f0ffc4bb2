"""A parameter's value is data wherever it stands: real shells are the judges."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lsh.templates.shell_quoting import fill_command, fill_text, placeholders, unquotable

SHELLS = [shell for shell in ("/bin/sh", "/bin/bash", shutil.which("busybox")) if shell]
# each prints the value and nothing else
PLACES = [
    "printf %s {{value}}",
    "printf %s '{{value}}'",
    'printf %s "{{value}}"',
    "printf %s ''{{ value }}\"\"",
    'x={{value}}; printf %s "$x"',
    'printf %s "$(printf %s {{value}}; printf .)" | head -c -1',
    'printf %s "$(printf %s "$(printf %s \'{{value}}\')"; printf .)" | head -c -1',
    '(printf %s "{{value}}")',
    "# it's a comment\nprintf %s {{value}}",
    "printf %s a\\'b'' >/dev/null; printf %s {{value}}",
    "printf %s 'a\\' >/dev/null; printf %s {{value}}",
    "printf %s a#'b' >/dev/null; printf %s {{value}}",
    'printf "%s" $((1 + (2))) ${HOME} >/dev/null; printf %s "{{value}}"',
    "case x in x) printf %s {{value}};; esac",
]
ATTACKS = [
    "a; echo owned",
    "$(echo owned)",
    "`echo owned`",
    "'; echo owned; '",
    '"; echo owned; "',
    "\\'; echo owned #",
    "a\necho owned",
    "&& echo owned",
    "{{value}}",
    "-n",
    "%s%n",
    "*",
    "~",
    "!!",
    "",
    "\\",
    "\\\\n",
    "${HOME}",
]


def printed(shell: str, command: str) -> bytes:
    argv = [shell, "sh", "-c", command] if shell.endswith("busybox") else [shell, "-c", command]
    return subprocess.run(argv, check=True, capture_output=True, timeout=60).stdout


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("place", PLACES)
def test_attacks_are_printed_not_run(shell: str, place: str) -> None:
    for attack in ATTACKS:
        assert printed(shell, fill_command(place, {"value": attack})) == attack.encode(), attack


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from(PLACES),
    st.text(st.sampled_from("'\"\\$`();|&<>#\n\t !*~{}[]=%-ab"), max_size=12),
)
def test_any_value_is_printed_as_it_is(place: str, value: str) -> None:
    # $(…) drops newlines at the end of its output; that is the template's, not the value's doing
    expected = value if '$(printf %s "$(' not in place else value.rstrip("\n")
    assert printed("/bin/sh", fill_command(place, {"value": value})) == expected.encode()


@pytest.mark.parametrize(
    ("command", "place"),
    [
        ("cat <<END\n{{x}}\nEND", "here-document"),
        ("cat <<-'END'\n{{x}}\nEND", "here-document"),
        ("echo $'{{x}}'", "$'…'"),
        ("echo hi # {{x}}", "comment"),
        ("echo `ls {{x}}`", "backquotes"),
        ('echo "`ls {{x}}`"', "backquotes"),
        ("echo ${y:-{{x}}}", "${…}"),
        ('echo "${y:-{{x}}}"', "${…}"),
        ("echo ${y:-'}'} {{x}}", "${…}"),
        ("echo $(({{x}} + 1))", "$((…))"),
        ("echo $(( (1) + {{x}} ))", "$((…))"),
        ("echo \\{{x}}", "escape"),
        ('echo "\\{{x}}"', "escape"),
        ('echo "$(case a in a) echo {{x}};; esac)"', "case"),
        ("echo a\\ #'\n{{x}}'", "case"),
    ],
)
def test_places_where_nothing_can_be_quoted_are_found(command: str, place: str) -> None:
    found = unquotable(command)
    assert [name for name, _ in found] == ["x"]
    assert place in found[0][1]


@pytest.mark.parametrize("place", PLACES)
def test_places_where_a_value_can_be_quoted_are_not(place: str) -> None:
    assert unquotable(place) == []


@pytest.mark.parametrize(
    "text",
    [
        "docker ps --format '{{.Names}}' $(date +%Y) ${HOME} {print $0} {{ json . }} {a,{b,c}} {{}}",
        "%Y%m%d {{1}} { {x} }",
    ],
)
def test_what_shells_awk_date_and_go_write_is_no_placeholder(text: str) -> None:
    assert placeholders(text) == []
    assert fill_command(text, {"x": "y", "Names": "y"}) == text


def test_values_are_not_looked_into_and_names_without_value_stay() -> None:
    assert fill_text("{{a}} {{b}} {{c}}", {"a": "{{b}}", "b": "1"}) == "{{b}} 1 {{c}}"
    assert fill_command("{{a}} {{b}}", {"a": "{{b}}"}) == "'{{b}}' {{b}}"
