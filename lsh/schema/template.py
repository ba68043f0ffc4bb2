"""A template as every face shows it."""

from __future__ import annotations

from dataclasses import dataclass

from lsh.domain.job import JobSpec


@dataclass(frozen=True, kw_only=True, slots=True)
class TemplateParameter:
    """What ``--set name=value`` may set; without a default it must be set."""

    name: str
    description: str
    default: str | None
    required: bool
    choices: list[str]
    pattern: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Template(JobSpec):
    """A definition in waiting, with the defaults of its parameters filled in.

    A parameter without a default stays ``{{name}}``. ``command_template`` is the command with all of
    them; ``source`` is ``builtin`` or ``user``.
    """

    id: str
    command_template: str
    parameters: list[TemplateParameter]
    source: str
