"""A definition as a TOML document to edit."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from lsh.domain.job import JobSpec
from lsh.schema.coerce import spec_from_toml, spec_to_toml
from lsh.schema.fields import RULES
from lsh.schema.toml_form import literal

from .strategies import ANY_TEXT, SPECS


@given(SPECS)
@example(JobSpec(name="a", command="b\n", description="'''", on_failure="a\nb'"))
@example(JobSpec(name="a", command="b c", argv=["b", "c"]))
@example(JobSpec(name="a", command="shown", argv=["b", "c"], timeout=0.0004))
def test_reading_what_was_written_is_the_identity(spec: JobSpec) -> None:
    assert spec_from_toml(spec_to_toml(spec)) == spec


@given(
    st.one_of(
        ANY_TEXT, st.booleans(), st.integers(), st.floats(allow_nan=False), st.lists(ANY_TEXT)
    )
)
def test_literals_are_toml(value: Any) -> None:
    assert tomllib.loads(f"x = {literal(value)}")["x"] == value


def test_the_document_is_pleasant_to_edit() -> None:
    text = spec_to_toml(
        JobSpec(
            name="Backup",
            command='tar -czf "/b_$(date +%Y).tgz" /data',
            schedule="0 2 * * *",
            timeout=5400.0,
            memory_limit=2**30,
            environment={"LANG": "C"},
        )
    )
    lines = [line.split("  #")[0].rstrip() for line in text.splitlines()]
    assert """command = 'tar -czf "/b_$(date +%Y).tgz" /data'""" in text
    assert 'timeout = "1h30m"' in lines
    assert 'memory_limit = "1GiB"' in lines
    assert '# kill_grace = "10s"' in lines
    assert lines[-2:] == ["[environment]", 'LANG = "C"']


def test_each_default_that_is_shown_may_be_uncommented() -> None:
    spec = JobSpec(name="a", command="true")
    lines = spec_to_toml(spec).splitlines()
    shown = [line[2:] for line in lines if line[2:].split(" = ")[0] in RULES]
    assert len(shown) == len(RULES) - 3  # name and command are written; the environment is a table
    # an empty id cannot be, and one that is left out is given
    kept = [line for line in shown if not line.startswith("id =")]
    assert spec_from_toml("\n".join(['name = "a"', 'command = "true"', *kept])) == spec


def test_changing_the_arguments_changes_the_command_that_is_shown() -> None:
    text = spec_to_toml(JobSpec(name="a", command="echo hello", argv=["echo", "hello"]))
    assert "\ncommand" not in text
    assert spec_from_toml(text.replace('"hello"', '"bye"')).command == "echo bye"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_editors_line_ends_do_not_matter(newline: str) -> None:
    spec = JobSpec(name="a", command="one\ntwo\n")
    assert spec_from_toml(spec_to_toml(spec).replace("\n", newline)) == spec
