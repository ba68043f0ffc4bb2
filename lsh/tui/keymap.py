"""The actions that a person may give other keys, by the names that the configuration uses."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from importlib import import_module

from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode

from lsh.domain.errors import ConfigurationError

_PACKAGES = ("lsh.tui.screens", "lsh.tui.widgets")


def check(keymap: Mapping[str, str], app: type[App[None]]) -> None:
    """Raise ConfigurationError for an action that there is not. Imports every screen, so only when asked."""
    if not keymap:
        return
    known = {binding.id for binding in bindings(app) if binding.id}
    for action in keymap:
        if action not in known:
            near = get_close_matches(action, known, n=1)
            hint = (
                f"did you mean {near[0]!r}?" if near else f"known are: {', '.join(sorted(known))}"
            )
            raise ConfigurationError(f"[tui] keymap: there is no action {action!r}", hint=hint)


def bindings(app: type[App[None]]) -> Iterator[Binding]:
    """Every binding of the app, its screens and widgets, as they come without a keymap."""
    for owner in owners(app):
        yield from own(owner)


def owners(app: type[App[None]]) -> list[type[DOMNode]]:
    """The app, and every screen and widget of the package, in the order of their definition."""
    for package in _PACKAGES:
        folder = import_module(package).__path__
        for module in pkgutil.iter_modules(folder, f"{package}."):
            import_module(module.name)
    found = dict.fromkeys((app, *_below(DOMNode)))
    return [cls for cls in found if cls.__module__.startswith("lsh.tui")]


def own(owner: type[DOMNode]) -> list[Binding]:
    """The bindings that a class adds to those that it inherits."""
    return [each for each in owner.__dict__.get("BINDINGS", ()) if isinstance(each, Binding)]


def _below(cls: type[DOMNode]) -> Iterator[type[DOMNode]]:
    for found in cls.__subclasses__():
        yield found
        yield from _below(found)
