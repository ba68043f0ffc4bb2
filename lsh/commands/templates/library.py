"""This home's templates."""

from __future__ import annotations

from lsh.paths import find_paths
from lsh.templates.library import TemplateLibrary


def library() -> TemplateLibrary:
    """The shipped templates and the user's own."""
    return TemplateLibrary(find_paths().templates)
