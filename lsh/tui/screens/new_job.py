"""Where a new job begins: with one of the templates, or with none."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import Vertical

from lsh.domain.errors import InvalidInput
from lsh.domain.explain import describe
from lsh.domain.instant import from_micros
from lsh.domain.trigger import parse_trigger
from lsh.templates.library import TemplateLibrary
from lsh.templates.model import Parameter, Template
from lsh.tui import deeds, filtering
from lsh.tui.reading import in_thread
from lsh.tui.screens.listing import ListPlace, Order
from lsh.tui.widgets.pairs import Pair, Pairs
from lsh.tui.widgets.rows import Cell, Column
from lsh.tui.widgets.table import Table

Choice = Template | None
"""None is a plain job."""
_PLAIN = "(none)"


class NewJob(ListPlace[Choice]):
    """The templates to choose from."""

    DEFAULT_CSS = """
    NewJob #about { height: 50%; max-height: 14; }
    """
    place = "jobs"
    title_text = "New job"
    about = (
        "Choose what it begins with; enter opens the form. Nothing is made before that is sent off."
    )
    empty = "no template fits"
    fields = ("category", "source")
    columns = (
        Column("id", "TEMPLATE", 16, grow=1),
        Column("category", "CATEGORY", 15, rank=1),
        Column("schedule", "SCHEDULE", 14, rank=2),
        Column("source", "SOURCE", 7, rank=3),
        Column("description", "DESCRIPTION", 24, grow=3),
    )
    orders: ClassVar[dict[str, Order]] = {
        "id": lambda choice: "" if choice is None else choice.id,  # a plain job comes first
        "category": lambda choice: "" if choice is None else choice.category,
        "source": lambda choice: "" if choice is None else str(choice.source),
    }

    def __init__(self) -> None:
        super().__init__()
        self.choices: list[Choice] = [None]

    @property
    def kept_as(self) -> str:
        """Its filter is not that of the jobs."""
        return "new job"

    def body(self) -> ComposeResult:
        """The table, and what the template under the cursor makes."""
        yield from super().body()
        with Vertical(id="about", classes="pane"):
            yield Pairs(id="pairs")

    def on_mount(self) -> None:
        """Read the templates."""
        super().on_mount()
        shelf = TemplateLibrary(self.lsh.paths.templates)
        in_thread(self, lambda: (shelf.list(), len(shelf.broken())), self._take, kind="templates")

    def _take(self, found: tuple[Sequence[Template], int]) -> None:
        templates, broken = found
        self.choices = [None, *templates]
        self.apply_filter()
        self._show_about(self.table.key)
        if broken:
            said = f"{broken} templates are" if broken > 1 else "a template is"
            self.notify(f"{said} left out: lsh cron templates list", severity="warning")

    def items(self) -> Iterable[Choice]:
        """A plain job, then the templates."""
        return self.choices

    def key_of(self, item: Choice) -> Hashable:
        """Its id."""
        return "" if item is None else item.id

    def cells_of(self, item: Choice) -> Sequence[Cell]:
        """One row."""
        if item is None:
            text = "a plain job: you give the command"
            return Cell(_PLAIN, "strong"), Cell(""), Cell(""), Cell(""), Cell(text)
        return (
            Cell(item.id, "strong"),
            Cell(item.category, "dim"),
            Cell(item.schedule or "by hand", "" if item.schedule else "dim"),
            Cell(str(item.source), "dim"),
            Cell(item.description),
        )

    def holds(self, item: Choice, words: Sequence[Any]) -> bool:
        """Whether the filter leaves it."""
        category = "" if item is None else item.category
        source = "" if item is None else str(item.source)
        fields = {"category": lambda: category, "source": lambda: source}
        return filtering.matches(words, lambda: _text(item), fields)

    def on_table_moved(self, message: Table.Moved) -> None:
        """Tell about another."""
        self._show_about(message.key)

    def _chosen(self, key: Hashable) -> Choice:
        return next((choice for choice in self.choices if choice and choice.id == key), None)

    def _show_about(self, key: Hashable) -> None:
        if key is None:
            pairs: list[Pair] = []
        else:
            pairs = _pairs(self._chosen(key))
        self.query_one("#pairs", Pairs).show(pairs)

    def on_table_opened(self, message: Table.Opened) -> None:
        """To its form."""
        from lsh.tui.screens.job_form import JobForm

        template = self._chosen(message.key)
        if template is not None:
            self.lsh.tell(deeds.command_line("cron", "templates", "show", template.id), "")
        self.app.push_screen(JobForm(template))


def _text(choice: Choice) -> str:
    if choice is None:
        return "plain none empty"
    return f"{choice.id} {choice.name} {choice.description} {choice.command}".casefold()


def _pairs(choice: Choice) -> list[Pair]:
    if choice is None:
        return [
            ("makes", "a job of a command of your own"),
            ("schedule", "as you write it; without one it runs by hand"),
        ]
    return [
        ("makes", choice.description or choice.name),
        ("runs", choice.command),
        ("schedule", f"{choice.schedule or 'by hand'}{_meaning(choice)}"),
        *_parameters(choice.parameters),
    ]


def _parameters(parameters: Sequence[Parameter]) -> list[Pair]:
    return [
        ("asks for" if place == 0 else "", f"{parameter.name}{_default(parameter)}")
        for place, parameter in enumerate(parameters)
    ]


def _default(parameter: Parameter) -> str:
    default = "must be set" if parameter.default is None else parameter.default
    about = f"  {parameter.description}" if parameter.description else ""
    return f" = {default}{about}"


def _meaning(template: Template) -> str:
    """The schedule in words; nothing where a parameter decides."""
    zone = str(template.fields.get("timezone") or "UTC")
    try:
        trigger = parse_trigger(template.schedule, zone, anchor=from_micros(0))
    except InvalidInput:
        return ""
    return f"  {describe(trigger)}" if template.schedule else ""
