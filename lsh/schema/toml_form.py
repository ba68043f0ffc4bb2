"""A definition as a TOML document that is pleasant to edit.

Everything that differs from its default is written out; the rest stands as a comment with its
default, so that nobody has to look up a name.
"""

from __future__ import annotations

import re
import shlex
from typing import Any

from lsh.domain.job import FIELDS, JobSpec, differing
from lsh.schema.fields import SECTIONS, Rule

_COMMENT_COLUMN = 32
_WIDTH = 100
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_UNSHOWN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_HEAD = (
    "# A job of lsh. What is behind a # is left at its default.\n"
    "# Durations are like 30s or 1h30m, sizes like 512MiB.\n"
)


def spec_to_toml(spec: JobSpec) -> str:
    """The document for ``spec``; ``spec_from_toml`` reads the same definition back."""
    given = differing(spec)
    if spec.argv is not None and spec.command == shlex.join(spec.argv):
        del given["command"]  # it follows from argv, and must go on following it
    parts = [_HEAD]
    for title, rules in SECTIONS[:-1]:
        parts.append(f"\n# {title}\n")
        parts += [_line(rule, spec, given) for rule in rules if rule.name in FIELDS]
    title, _ = SECTIONS[-1]
    parts.append(f"\n# {title}\n{_environment(spec.environment)}")
    return "".join(parts)


def _line(rule: Rule, spec: JobSpec, given: dict[str, Any]) -> str:
    value = getattr(spec, rule.name)
    written = value is not None and rule.name in given
    if not written and rule.name == "command":
        return ""
    shown = literal((rule.emptied_by or ("",))[0] if value is None else rule.write(value))
    text = f"{rule.name} = {shown}"
    if not written:
        text = f"# {text}"
    line = f"{text.ljust(_COMMENT_COLUMN)} # {rule.meaning}\n"
    if "\n" in text or len(line) > _WIDTH:
        return f"# {rule.meaning}\n{text}\n"
    return line


def _environment(variables: dict[str, str]) -> str:
    if not variables:
        return '# [environment]\n# LANG = "C"\n'
    lines = [f"{_key(name)} = {literal(value)}\n" for name, value in variables.items()]
    return "[environment]\n" + "".join(lines)


def literal(value: Any) -> str:
    """``value`` (text, number, flag, or a list of them) as TOML."""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return f"[{', '.join(literal(item) for item in value)}]"
    return repr(value)


def _text(value: str) -> str:
    """In the quotes that need the fewest escapes: commands are full of quotes and backslashes."""
    plain = not _UNSHOWN.search(value)
    if plain and "\n" in value and "'''" not in value and not value.endswith("'"):
        return f"'''\n{value}'''"
    if plain and "\n" not in value and "'" not in value and ('"' in value or "\\" in value):
        return f"'{value}'"
    return '"' + "".join(_escaped(character) for character in value) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character == "\n":
        return "\\n"
    if character == "\t":
        return "\\t"
    if _UNSHOWN.match(character):
        return f"\\u{ord(character):04x}"
    return character


def _key(name: str) -> str:
    return name if _BARE_KEY.fullmatch(name) else _text(name).replace("\n", "\\n")
