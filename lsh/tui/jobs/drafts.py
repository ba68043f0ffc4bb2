"""A job that is being written: what a person has put into the form so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from lsh.client import drafting
from lsh.templates.filling import filled
from lsh.templates.model import Template


class Option(NamedTuple):
    """A field of the form that is one of a job: its name there, its label, what it takes."""

    name: str
    label: str
    meaning: str

    @property
    def flag(self) -> str:
        """How a command takes it."""
        return f"--{self.name.replace('_', '-')}"


_COMMAND = Option("command", "command", "a command line for /bin/sh")
_OPTIONS = (
    Option("name", "name", "how people call it"),
    Option("id", "id", "an id of your own; without one, one is made"),
    Option("schedule", "schedule", "30 2 * * *, @daily, every 30s, at 2030-12-01T10:00; none: by hand"),
    Option("timezone", "time zone", "an IANA name, like Europe/Berlin; without one, this home's"),
    Option("working_dir", "runs in", "its folder, an absolute path; without one, your home"),
)  # fmt: skip
_WHEN_EMPTIED = {"schedule": "manual", "working_dir": "~"}
"""What says "none" to a command where the template says something."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """What stands in the form. ``template`` is None for a plain job."""

    template: Template | None
    options: Mapping[str, str]
    parameters: Mapping[str, str]

    def changed(self, **written: str) -> Draft:
        """The same with other options, by their names."""
        return replace(self, options={**self.options, **written})

    def with_parameter(self, name: str, text: str) -> Draft:
        """The same with another value of a parameter."""
        return replace(self, parameters={**self.parameters, name: text})

    def given(self) -> dict[str, str]:
        """The options that say something else than the template, or than nothing."""
        given = {}
        for option in options_of(self.template):
            before, text = _before(self.template, option.name), self.options[option.name].strip()
            if text != before:
                given[option.name] = text or _WHEN_EMPTIED.get(option.name, "")
        if given.get("working_dir", "").startswith("~"):
            given["working_dir"] = str(Path(given["working_dir"]).expanduser())
        return given

    def meant(self, name: str) -> str:
        """The text of an option; where it is the template's, with its parameters filled in."""
        text = self.options[name].strip()
        if self.template is None or text != _before(self.template, name):
            return text
        return str(filled(name, text, dict(self.parameters)))

    def set(self) -> dict[str, str]:
        """The parameters that say something else than they do by themselves."""
        defaults = {p.name: p.default or "" for p in self._parameters}
        return {name: text for name, text in self.parameters.items() if text != defaults[name]}

    @property
    def _parameters(self) -> tuple[Any, ...]:
        return () if self.template is None else self.template.parameters

    def words(self) -> list[str]:
        """The command that makes this job, without its first word."""
        start = ["cron", "create"]
        if self.template is not None:
            start = ["cron", "create-from-template", self.template.id]
        given = self.given()
        options = [
            word
            for option in options_of(self.template)
            if option.name in given
            for word in (option.flag, given[option.name])
        ]
        sets = [word for name, text in self.set().items() for word in ("--set", f"{name}={text}")]
        return start + options + sets

    def spec(self) -> dict[str, Any]:
        """The definition, as the command would make it. Raises InvalidInput when it is none."""
        if self.template is None:
            return drafting.plain(self.given())
        return drafting.from_template(self.template, self.given(), self.set())


def begin(template: Template | None) -> Draft:
    """What stands in the form before anything is written."""
    names = [option.name for option in options_of(template)]
    parameters = () if template is None else template.parameters
    return Draft(
        template=template,
        options={name: _before(template, name) for name in names},
        parameters={parameter.name: parameter.default or "" for parameter in parameters},
    )


def options_of(template: Template | None) -> tuple[Option, ...]:
    """The options that the form asks for: a template brings its own command."""
    return _OPTIONS if template is not None else (_COMMAND, *_OPTIONS)


def _before(template: Template | None, name: str) -> str:
    return "" if template is None else str(template.fields.get(name) or "")
