"""Pipelines: a place that is kept for them."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.widgets import Static

from lsh.tui.screens.base import Place

_SAID = """\
[b]Pipelines come with a later version.[/b]

This version of lsh has none: there is nothing to show here yet, and nothing is hidden.

Until then a job can start the next one itself, as the last line of its command:

    [$accent]backup.sh && lsh cron run verify-backup[/]
"""


class Pipelines(Place):
    """Nothing yet, and it says so."""

    place = "pipelines"
    title_text = "Pipelines"
    about = "A place that is kept for pipelines: this version has none."
    DEFAULT_CSS = "Pipelines #said { margin: 2 4; max-width: 80; height: auto; }"

    def body(self) -> ComposeResult:
        """What there is to say."""
        yield Static(_SAID, id="said")
