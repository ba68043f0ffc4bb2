"""The documents that ``--json`` prints, out of the classes that define them."""

from __future__ import annotations

import dataclasses
import inspect
import re
import types
import typing
from collections.abc import Iterator, Mapping
from enum import Enum
from typing import Any, NamedTuple

from lsh.domain.job import JobSpec
from lsh.schema.job import Job
from lsh.schema.report import ComprehensiveReport, JobReport, ReportWindow, Totals
from lsh.schema.run import Run
from lsh.schema.stats import DatabaseStats
from lsh.schema.template import Template
from referencing.markdown import code, page, table


class Document(NamedTuple):
    """What a command prints: one of ``kind``, or a list of them, with keys added or left out."""

    command: str
    kind: type
    many: bool = False
    adds: Mapping[str, str | type] = {}
    lacks: frozenset[str] = frozenset()


DOCUMENTS = (
    Document("lsh cron list", Job, many=True),
    Document(
        "lsh cron info",
        Job,
        adds={"meaning": "its schedule in words", "upcoming": "next times", "warnings": "texts"},
    ),
    Document("lsh daemon db history", Run, many=True, lacks=frozenset({"history"})),
    Document("lsh daemon db stats", Totals, adds={"window": ReportWindow, "ledger": DatabaseStats}),
    Document("lsh cron report", JobReport),
    Document("lsh cron reports", JobReport, many=True),
    Document("lsh cron comprehensive-report", ComprehensiveReport),
    Document("lsh cron templates", Template, many=True, lacks=frozenset({"template"})),
)
_WORDS = {str: "text", int: "whole number", float: "number", bool: "true or false", Any: "anything"}
_SPEC = {field.name for field in dataclasses.fields(JobSpec)}


def pages() -> dict[str, str]:
    """The page of the shapes: the documents first, then each type that occurs in them, once."""
    rows = [(code(f"{each.command} --json"), _told(each)) for each in DOCUMENTS]
    added = [kind for each in DOCUMENTS for kind in each.adds.values() if isinstance(kind, type)]
    roots = dict.fromkeys([*(each.kind for each in DOCUMENTS), *added])
    return {
        "shapes.md": page(
            "Shapes of JSON",
            "The large documents, key by key; [the others](../reference.md#json) are told in a line"
            "\neach. Instants are RFC 3339 with offset, spans are seconds, sizes bytes, rates percent."
            "\nKeys never change their meaning; new ones may join.",
            table(("Command", "Prints"), rows),
            *(part for kind in _all(roots) for part in _part(kind)),
        )
    }


def _told(document: Document) -> str:
    link = _link(document.kind)
    parts = [f"a list, each a {link}" if document.many else f"a {link}"]
    parts += [
        f"with {code(key)}: " + (f"a {_link(value)}" if isinstance(value, type) else value)
        for key, value in document.adds.items()
    ]
    parts += [f"without {code(key)}" for key in sorted(document.lacks)]
    return "; ".join(parts)


def _all(roots: Mapping[type, None]) -> list[type]:
    """The types and those of their fields, each before what it holds."""
    found = dict(roots)
    pending = list(roots)
    while pending:
        for inner in _inner(pending.pop(0)):
            if inner not in found:
                found[inner] = None
                pending.append(inner)
    return list(found)


def _inner(kind: type) -> Iterator[type]:
    for name, hint in typing.get_type_hints(kind).items():
        if _shown(kind, name):
            for each in _leaves(hint):
                if isinstance(each, type) and dataclasses.is_dataclass(each):
                    yield each


def _leaves(hint: Any) -> Iterator[Any]:
    arguments = typing.get_args(hint)
    if arguments:
        for each in arguments:
            yield from _leaves(each)
    else:
        yield hint


def _part(kind: type) -> list[str]:
    hints = typing.get_type_hints(kind)
    rows = [
        (code(field.name), _said(hints[field.name]))
        for field in dataclasses.fields(kind)
        if _shown(kind, field.name)
    ]
    told = inspect.cleandoc(kind.__doc__ or "").replace("``", "`")
    told = re.sub(r"\bNone\b", "null", told)
    more = "Besides these: [all fields of a job](../reference.md#job-fields)."
    extended = kind is not JobSpec and issubclass(kind, JobSpec)
    return [
        f"## {_title(kind)}",
        told,
        *([more] if extended else []),
        table(("Key", "Value"), rows),
    ]


def _shown(kind: type, name: str) -> bool:
    return not (issubclass(kind, JobSpec) and name in _SPEC)


def _title(kind: type) -> str:
    """``JobReport`` as people write it."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", kind.__name__).lower().capitalize()


def _link(kind: type) -> str:
    title = _title(kind)
    return f"[{title.lower()}](#{title.lower().replace(' ', '-')})"


def _said(hint: Any) -> str:
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin in {types.UnionType, typing.Union}:
        return " or ".join("null" if each is types.NoneType else _said(each) for each in arguments)
    if origin in {list, tuple}:
        return f"list of {_said(arguments[0])}"
    if origin in {dict, Mapping}:
        return f"object of {_said(arguments[1])}"
    if dataclasses.is_dataclass(hint):
        return _link(typing.cast("type", hint))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return "one of " + ", ".join(code(str(member.value)) for member in hint)
    return _WORDS[hint]
