"""What is wrong with something that a person wrote: where, why, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass

from lsh.domain.errors import InvalidInput, LshError


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that cannot be meant. ``where`` names the document and the place in it."""

    where: str
    message: str
    hint: str | None = None

    def __str__(self) -> str:
        return f"{self.where}: {self.message}"

    def error(self) -> InvalidInput:
        """The same as an error to raise."""
        return InvalidInput(str(self), hint=self.hint)

    @classmethod
    def of(cls, where: str, error: LshError) -> Problem:
        """What ``error`` says, at ``where``."""
        return cls(where, error.message, error.hint)


def refuse(problems: list[Problem]) -> None:
    """Raise the first of ``problems``, saying how many others there are; nothing if there are none."""
    if not problems:
        return
    error = problems[0].error()
    others = len(problems) - 1
    if others:
        error.message += f" (and {others} more problem{'s' if others > 1 else ''})"
        error.args = (error.message,)
    raise error
