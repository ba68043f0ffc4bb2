"""Words that files hold: templates, their parameters, and the system's time zones."""

# pathlib alone would cost a quarter of the time that there is
# ruff: noqa: PTH110, PTH112, PTH118, PTH120, PTH123, PTH208
import os

from lsh.completion import folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from lsh.completion import Word

_ZONES = ("/usr/share/zoneinfo/tzdata.zi", "/usr/share/zoneinfo/zone1970.tab")
_FEW = 60  # zones of which it is worth to look at the clock
_SUFFIXES = (".toml", ".json")


def words(kind: str, prefix: str, typed: "list[str]") -> "Iterator[Word]":
    """The words of ``kind``: template, parameter (of a template among ``typed``) or zone."""
    if kind == "template":
        return _templates()
    return _zones(prefix) if kind == "zone" else _parameters(prefix, typed)


def _templates() -> "Iterator[Word]":
    """Every template, with its description."""
    files = _template_files()
    for name in sorted(files):
        yield name, _description(files[name])


def _parameters(prefix: str, typed: "list[str]") -> "Iterator[Word]":
    """``name=`` of the template that was typed; after the ``=`` the choices that it has."""
    files = _template_files()
    path = next((files[word] for word in typed if word in files), None)
    if path is None:
        return
    for name, parameter in _read(path).get("parameters", {}).items():
        about = str(parameter.get("description", ""))
        default = parameter.get("default")
        if prefix.startswith(f"{name}="):
            values = parameter.get("choices") or filter(None, [default])
            for value in values:
                yield f"{name}={value}", "the default" if value == default else ""
            return
        must = "must be given" if default is None else f"default {default}"
        yield f"{name}=", f"{about}; {must}" if about else must


def _template_files() -> "dict[str, str]":
    """Path by id; a person's own come last, so that they win."""
    package = os.path.dirname(os.path.dirname(__file__))
    shipped = os.path.join(package, "data", "templates")
    if not os.path.isdir(shipped):
        shipped = os.path.join(os.path.dirname(package), "templates")
    found = {}
    for place in (shipped, os.path.join(folder("config"), "templates")):
        if os.path.isdir(place):
            for entry in os.listdir(place):
                if entry.endswith(_SUFFIXES) and entry[0] != ".":
                    found[entry.rpartition(".")[0]] = os.path.join(place, entry)
    return found


def _description(path: str) -> str:
    """The line ``description = "…"`` of the top table: a whole reader of TOML costs twenty of these."""
    with open(path, encoding="utf-8", errors="replace") as file:
        if path.endswith(".json"):
            return str(_read(path).get("description", ""))
        for line in file:
            key, equals, value = line.partition("=")
            if line.startswith("["):
                break
            if equals and key.strip() == "description":
                return value.strip().strip("\"'")
    return ""


def _read(path: str) -> "dict[str, Any]":
    with open(path, "rb") as file:
        if path.endswith(".json"):
            import json as reader
        else:
            import tomllib as reader  # type: ignore[no-redef]
        try:
            read: dict[str, Any] = reader.load(file)
        except ValueError:  # a broken file has nothing to offer
            return {}
    return read


def _zones(prefix: str) -> "Iterator[Word]":
    """Every zone of the system; a few are told with their offset from UTC now."""
    found = sorted({name for name in _zone_names() if name.lower().startswith(prefix.lower())})
    if len(found) > _FEW:
        yield from ((name, "") for name in found)
        return
    from datetime import datetime
    from zoneinfo import ZoneInfo

    for name in found:
        try:
            yield name, f"UTC{datetime.now(ZoneInfo(name)):%z, now %H:%M}"
        except (OSError, ValueError, KeyError):  # in the list, and not among the files
            yield name, ""


def _zone_names() -> "Iterator[str]":
    """From whichever list the system has."""
    for path in _ZONES:
        if os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                for line in file:
                    words = line.split()
                    if path.endswith(".tab") and len(words) > 2 and words[0][0] != "#":
                        yield words[2]
                    elif words[:1] == ["Z"]:
                        yield words[1]
                    elif words[:1] == ["L"]:
                        yield words[2]
            return
