"""A person's own templates beside the shipped ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from lsh.domain.errors import InvalidInput, LshError, NotAllowed, NotFound
from lsh.templates import Source, TemplateLibrary, render

GOOD = """
id = "greet"
name = "Greeting"
command = "echo {{whom}} {{tone}}"
schedule = "@daily"
environment = { LANG = "C" }

[parameters.whom]
description = "who is greeted"

[parameters.tone]
default = "kindly"
choices = ["kindly", "loudly"]
"""
SEED = {
    "id": "custom-backup",
    "name": "Custom Backup",
    "description": "Custom backup job",
    "command": "custom-backup-script.sh",
    "schedule": "0 1 * * *",
    "category": "backup",
    "tags": ["custom", "backup"],
    "environment": {"BACKUP_PATH": "/backups"},
    "workingDirectory": "/scripts",
    "priority": 7,
    "maxRetries": 3,
    "timeout": 1800000,
}


@pytest.fixture
def library(tmp_path: Path) -> TemplateLibrary:
    return TemplateLibrary(tmp_path / "mine")


def test_the_seeds_custom_template_is_accepted_as_json(library: TemplateLibrary) -> None:
    template = library.add(json.dumps(SEED))
    spec = render(template)
    assert library.path("custom-backup").suffix == ".json"
    assert (spec.working_dir, spec.max_retries, spec.timeout) == ("/scripts", 3, 1800.0)
    assert spec.environment == {"BACKUP_PATH": "/backups"}
    assert (template.source, template.category) == (Source.USER, "backup")


def test_a_file_without_an_id_takes_its_name(library: TemplateLibrary, tmp_path: Path) -> None:
    file = tmp_path / "nightly.toml"
    file.write_text('command = "true"\n')
    assert library.add(file).id == "nightly"
    assert library.get("nightly").name == "nightly"
    assert library.path("nightly").read_text() == file.read_text()
    assert library.path("nightly").stat().st_mode & 0o077 == 0


def test_an_own_template_shadows_a_shipped_one_until_it_is_removed(
    library: TemplateLibrary,
) -> None:
    library.add('id = "data-sync"\ncommand = "true"\n')
    assert library.get("data-sync").command == "true"
    assert [t.source for t in library.list() if t.id == "data-sync"] == [Source.USER]
    library.remove("data-sync")
    assert library.get("data-sync").source is Source.BUILTIN


def test_adding_again_needs_replace_and_leaves_one_file(library: TemplateLibrary) -> None:
    library.add(GOOD)
    with pytest.raises(NotAllowed, match="already"):
        library.add(GOOD)
    library.add(json.dumps({"id": "greet", "command": "echo new"}), replace=True)
    assert library.get("greet").command == "echo new"
    assert [path.name for path in library.path("greet").parent.iterdir()] == ["greet.json"]


def test_a_broken_file_hides_nothing_else(library: TemplateLibrary) -> None:
    path = library.add(GOOD).path
    assert path is not None
    path.write_text('id = "greet"\nname = 5\n')
    path.with_name("other.toml").write_text('id = "misnamed"\ncommand = "true"\n')
    path.with_name("bytes.toml").write_bytes(b"\xff\xfe")
    assert "data-sync" in [template.id for template in library.list()]
    assert "greet" not in [template.id for template in library.list()]
    broken = {file.name: problems for file, problems in library.broken().items()}
    assert set(broken) == {"greet.toml", "other.toml", "bytes.toml"}
    assert "its id is 'misnamed', not its name" in str(broken["other.toml"][0])
    with pytest.raises(InvalidInput, match="name: must be a text"):
        library.get("greet")
    library.add(GOOD, replace=True)  # mends it
    assert library.get("greet").name == "Greeting"


@pytest.mark.parametrize(
    ("act", "error", "message", "hint"),
    [
        (lambda lib: lib.get("databse-backup"), NotFound, "no template", "'database-backup'"),
        (lambda lib: lib.remove("nothing"), NotFound, "no template 'nothing'", "known are"),
        (lambda lib: lib.remove("data-sync"), NotAllowed, "comes with lsh", "same id"),
        (lambda lib: lib.path("../x"), NotFound, "no template", ""),
        (lambda lib: lib.add(Path("/nonexistent/x.toml")), InvalidInput, "cannot be read", ""),
        (lambda lib: lib.add('command = "x"'), InvalidInput, "'id' is missing", "id ="),
        (lambda lib: lib.add('id = "../x"\ncommand = "x"'), InvalidInput, "cannot be a temp", ""),
        (lambda lib: lib.add("{"), InvalidInput, "not valid JSON: Expecting", ""),
        (lambda lib: lib.add('{"id": "a", "id": "b"}'), InvalidInput, "'id' is given twice", ""),
        (lambda lib: lib.add("id = "), InvalidInput, "not valid TOML", ""),
    ],
)
def test_refusals(
    library: TemplateLibrary, act: Any, error: type[LshError], message: str, hint: str
) -> None:
    with pytest.raises(error) as refused:
        act(library)
    assert message in refused.value.message
    assert hint in (refused.value.hint or "")


def test_all_problems_are_told_at_once(library: TemplateLibrary) -> None:
    problems = library.validate(
        """
        nam = "typo"
        command = "echo {{whoom}} # {{x}}"
        priority = "high"
        schedule = "61 * * * *"
        template = "x"

        [parameters]
        whom = "you"
        x = 5
        9y = "a"
        [parameters.tone]
        default = "b"
        choices = ["a"]
        [parameters.bad]
        pattern = "("
        [parameters.odd]
        defualt = "x"
        """
    )
    told = "\n".join(f"{problem} | {problem.hint}" for problem in problems)
    for expected in (
        "the template: nam: unknown key | did you mean 'name'?",
        "the template: command: {{whoom}} is not a declared parameter",
        "the template: command: {{x}} stands in a comment",
        'the template: priority: must be a whole number, not "high"',
        "the template: schedule: minute: 61 is out of range",
        "the template: template: unknown key",
        "the template: parameters.whom: no field holds {{whom}}",
        "the template: parameters.x: must be a text (the default) or a table, not 5",
        "the template: parameters.9y: a parameter's name",
        'the template: parameters.tone: parameter tone: "b" is none of a',
        "the template: parameters.bad: the pattern '(' is none",
        "the template: parameters.odd: unknown key 'defualt' | did you mean 'default'?",
        "the template: 'id' is missing",
    ):
        assert expected in told
    assert len(problems) == 14  # {{x}} is not declared either, as its declaration is broken


def test_a_schedule_may_hang_on_a_parameter(library: TemplateLibrary) -> None:
    text = (
        'id = "t"\ncommand = "true"\nschedule = "{{minute}} * * * *"\nworking_dir = "{{where}}"\n'
        "[parameters]\nminute = {}\nwhere = {}\n"
    )
    template = library.add(text)
    assert render(template, {}, {"minute": "5", "where": "/x"}).schedule == "5 * * * *"
    with pytest.raises(InvalidInput, match="61 is out of range"):
        render(template, {}, {"minute": "61", "where": "/x"})
    wrong = library.validate(text.replace("minute = {}", 'minute = "61"'))
    assert ["61 is out of range" in str(problem) for problem in wrong] == [True]
