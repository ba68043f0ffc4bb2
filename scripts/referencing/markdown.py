"""Markdown, as the rendered pages need it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

NOTE = "<!-- Rendered by scripts/render-reference. Do not edit. -->"


def page(title: str, *parts: str) -> str:
    """A page: its title, and its parts with a blank line between them."""
    return "\n\n".join([NOTE, f"# {title}", *filter(None, parts)]) + "\n"


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; nothing without rows."""
    lines = [_row(row) for row in rows]
    return "\n".join([_row(headings), "|---" * len(headings) + "|", *lines]) if lines else ""


def listing(lines: Iterable[str], language: str = "text") -> str:
    """Lines as they are; ``text`` is not run by the tests of the pages."""
    return "\n".join([f"```{language}", *lines, "```"])


def code(text: str) -> str:
    """Inline code; nothing for nothing."""
    return f"`{text}`" if text else ""


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
