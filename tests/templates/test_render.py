"""An option beats the template; an option not given never does."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsh.domain.errors import InvalidInput
from lsh.domain.job import FIELDS, JobSpec
from lsh.templates import Parameter, Template, render

TEMPLATE = Template(
    id="t",
    fields={
        "name": "T",
        "command": "run {{host}} {{mode}}",
        "schedule": "@daily",
        "priority": 8,
        "timeout": 60.0,
        "tags": ["a"],
        "environment": {"HOST": "{{host}}", "KEEP": "1"},
    },
    parameters=(
        Parameter(name="host", description="where"),
        Parameter(name="mode", default="fast", choices=("fast", "slow")),
    ),
)
OPTIONS: dict[str, Any] = {
    "name": "Mine",
    "schedule": "every 5m",
    "priority": 1,
    "timeout": "2h",
    "tags": "b,c",
    "working_dir": "/srv",
    "max_retries": 4,
    "overlap": "allow",
    "memory_limit": "1G",
}
READ: dict[str, Any] = OPTIONS | {
    "timeout": 7200.0,
    "tags": ["b", "c"],
    "memory_limit": 2**30,
}


def rendered(overrides: dict[str, Any] | None = None, **parameters: str) -> JobSpec:
    return render(TEMPLATE, overrides, {"host": "db", **parameters})


@given(st.sets(st.sampled_from(sorted(OPTIONS))), st.sets(st.sampled_from(FIELDS)))
def test_options(chosen: set[str], silent: set[str]) -> None:
    plain = rendered()
    overrides = dict.fromkeys(silent) | {name: OPTIONS[name] for name in chosen}
    spec = rendered(overrides)
    for name in FIELDS:
        expected = READ[name] if name in chosen else getattr(plain, name)
        assert getattr(spec, name) == expected, name


def test_variables_are_added_and_the_options_win() -> None:
    spec = rendered({"environment": {"KEEP": "2", "NEW": "{{host}}"}})
    assert spec.environment == {"HOST": "db", "KEEP": "2", "NEW": "{{host}}"}


def test_a_value_is_quoted_in_the_command_and_plain_elsewhere() -> None:
    spec = rendered(host="a b")
    assert (spec.command, spec.environment["HOST"]) == ("run 'a b' fast", "a b")


def test_arguments_are_filled_one_by_one() -> None:
    template = Template(
        id="t",
        fields={"name": "T", "argv": ["run", "{{x}}"], "command": "run {{x}}"},
        parameters=(Parameter(name="x"),),
    )
    spec = render(template, {}, {"x": "a; b"})
    assert (spec.argv, spec.command) == (["run", "a; b"], "run 'a; b'")
    assert render(template, {"command": "other"}).argv is None
    assert render(template, {"argv": ["c", "d e"]}).command == "c 'd e'"


@pytest.mark.parametrize(
    ("overrides", "parameters", "message", "hint"),
    [
        ({}, {}, "needs the parameter 'host' (where)", "--set host=…"),
        ({}, {"hots": "x"}, "has no parameter 'hots'", "did you mean 'host'?"),
        ({}, {"host": "x", "mode": "slwo"}, '"slwo" is none of fast, slow', "'slow'"),
        ({"command": "x", "env": {}}, {"host": "x", "mode": "slow"}, "'mode' changes nothing", ""),
        ({"priorty": 1}, {"host": "x"}, "the options: priorty: unknown key", "'priority'"),
        ({"priority": 11}, {"host": "x"}, "priority 11 is not between", ""),
        ({"schedule": "never"}, {"host": "x"}, "schedule: 'never' is not a schedule", "cron"),
        ({}, {"host": "a\0b"}, "NUL", ""),
    ],
)
def test_refusals(
    overrides: dict[str, Any], parameters: dict[str, str], message: str, hint: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        render(TEMPLATE, overrides, parameters)
    assert message in refused.value.message
    assert hint in (refused.value.hint or "")
