"""A template: the fields of a job that it gives, and the parameters that a person may set."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from lsh.domain.errors import InvalidInput
from lsh.domain.nearest import did_you_mean
from lsh.schema.values import shown


class Source(StrEnum):
    """Where a template comes from."""

    BUILTIN = "builtin"
    USER = "user"


@dataclass(frozen=True, kw_only=True, slots=True)
class Parameter:
    """What ``--set name=value`` may set. Without a ``default`` it must be set.

    A value must be one of ``choices`` (if there are any) and match all of ``pattern`` (if there is
    one).
    """

    name: str
    description: str = ""
    default: str | None = None
    choices: tuple[str, ...] = ()
    pattern: str | None = None

    def check(self, value: str) -> None:
        """Raise InvalidInput unless ``value`` may be set."""
        if self.choices and value not in self.choices:
            raise InvalidInput(
                f"parameter {self.name}: {shown(value)} is none of {', '.join(self.choices)}",
                hint=did_you_mean(value, self.choices),
            )
        if self.pattern is not None and not re.fullmatch(self.pattern, value):
            raise InvalidInput(
                f"parameter {self.name}: {shown(value)} does not fit its pattern {self.pattern}",
                hint=self.description or None,
            )


@dataclass(frozen=True, kw_only=True, slots=True)
class Template:
    """A definition in waiting.

    ``fields`` are the fields of ``JobSpec`` that it gives, and only those, read and typed; texts among
    them may hold ``{{parameter}}``. ``path`` is the file that it was read from.
    """

    id: str
    source: Source = Source.USER
    fields: Mapping[str, Any]
    parameters: tuple[Parameter, ...] = ()
    path: Path | None = field(default=None, compare=False)

    @property
    def name(self) -> str:
        """The name that its jobs get."""
        return str(self.fields["name"])

    @property
    def description(self) -> str:
        """What it is for."""
        return str(self.fields.get("description", ""))

    @property
    def category(self) -> str:
        """One word for its kind."""
        return str(self.fields.get("category", ""))

    @property
    def command(self) -> str:
        """The command line, with its parameters unset."""
        return str(self.fields["command"])

    @property
    def schedule(self) -> str | None:
        """When its jobs are due."""
        return self.fields.get("schedule")

    def parameter(self, name: str) -> Parameter:
        """The parameter of that name. Raises InvalidInput with the nearest one."""
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        raise InvalidInput(
            f"the template {self.id!r} has no parameter {name!r}",
            hint=did_you_mean(name, [parameter.name for parameter in self.parameters]),
        )
