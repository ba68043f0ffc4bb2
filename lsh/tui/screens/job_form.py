"""The form of a new job: what is wrong with it, what it means and when it comes, while it is written."""

from __future__ import annotations

from typing import Any, ClassVar, cast
from zoneinfo import available_timezones

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.suggester import SuggestFromList
from textual.widgets import Static

from lsh.domain import humane
from lsh.templates.model import Parameter, Template
from lsh.tui import deeds, words
from lsh.tui.jobs.drafts import Draft, begin, options_of
from lsh.tui.jobs.examining import PARAMETER, Findings, examine, place_of
from lsh.tui.jobs.examining import Place as RunningPlace
from lsh.tui.reading import in_thread
from lsh.tui.screens.base import Place, ask
from lsh.tui.widgets.field import Field
from lsh.tui.widgets.pairs import Pairs
from lsh.tui.widgets.said import Said

_SCHEDULES = ("@hourly", "@daily", "@weekly", "@monthly", "@reboot", "every 5m", "*/15 * * * *")


class JobForm(Place):
    """Makes a job from a template, or a plain one."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "create", "create", id="form.create", priority=True),
        Binding("ctrl+y", "copy_line", "copy command", id="form.copy"),
        Binding("escape", "leave", "back", id="form.leave"),
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012 - as Screen has it
    DEFAULT_CSS = """
    JobForm #form { height: 1fr; }
    JobForm.-narrow #form { layout: vertical; }
    JobForm #fields { width: 1fr; height: 1fr; scrollbar-size-vertical: 1; }
    JobForm #preview { width: 1fr; height: 1fr; scrollbar-size-vertical: 1; }
    JobForm #fires { height: auto; }
    """
    CSS = "JobForm.-narrow #fields { height: 60%; }"  # stronger than what all panes share
    place = "jobs"
    title_text = "New job"
    about = "Arrows and tab go from field to field; ctrl+s makes the job."

    def __init__(self, template: Template | None) -> None:
        super().__init__()
        self.draft = begin(template)
        self._untouched = self.draft
        self._where: RunningPlace | None = None
        self.findings: Findings | None = None  # of the draft as it is now
        self._wanted = False  # to be made as soon as it has been examined
        self._done = False  # the foot tells of an attempt to make it, not of the draft

    def body(self) -> ComposeResult:
        """The fields, and what becomes of them."""
        with Horizontal(id="form"):
            with VerticalScroll(id="fields", classes="pane", can_focus=False):
                for option in options_of(self.draft.template):
                    text = self.draft.options[option.name]
                    yield Field(option.name, option.label, text, option.meaning)
                if self._parameters:
                    yield Static("parameters of the template", classes="heading")
                for parameter in self._parameters:
                    text = self.draft.parameters[parameter.name]
                    yield Field(PARAMETER + parameter.name, parameter.name, text, _about(parameter))
            with VerticalScroll(id="preview", classes="pane"):
                yield Said(id="fires")
                yield Pairs(id="pairs")

    @property
    def _parameters(self) -> tuple[Parameter, ...]:
        template = self.draft.template
        return () if template is None else template.parameters

    def on_mount(self) -> None:
        """Find out where it would run, and begin with the first field."""
        template = self.draft.template
        fields = self.query_one("#fields")
        fields.border_title = "a plain job" if template is None else f"from {template.id}"
        self.query_one("#preview").border_title = "what it will do"
        first = self.query(Field).first()
        first.input.focus()
        in_thread(
            self,
            lambda: (place_of(self.lsh.paths), available_timezones()),
            self._settle,
            kind="place",
        )

    def _settle(self, known: tuple[RunningPlace, set[str]]) -> None:
        self._where, zones = known
        suggested: dict[str, Any] = {"schedule": _SCHEDULES, "timezone": sorted(zones)}
        suggested |= {PARAMETER + p.name: p.choices for p in self._parameters if p.choices}
        for field in self.query(Field):
            if field.key in suggested:
                field.input.suggester = SuggestFromList(suggested[field.key], case_sensitive=False)
        self._examine()

    # while it is written

    def on_field_edited(self) -> None:
        """Look at it anew."""
        self._read()

    def _read(self) -> None:
        """Take what stands in the fields, and examine it when it is something else than before."""
        texts = {field.key: field.input.value for field in self.query(Field)}
        draft = self.draft.changed(**{option: texts[option] for option in self.draft.options})
        for name in self.draft.parameters:
            draft = draft.with_parameter(name, texts[PARAMETER + name])
        if draft != self.draft:
            self.draft = draft
            self._done = False
            self._examine()

    def on_field_entered(self, message: Field.Entered) -> None:
        """Say what the field takes."""
        self.query_one("#fields").border_subtitle = message.meaning

    def action_next_field(self) -> None:
        """To the next field; from the last to the making."""
        fields = list(self.query(Field))
        here = next((n for n, field in enumerate(fields) if field.input is self.focused), 0)
        if here + 1 < len(fields):
            self.set_focus(fields[here + 1].input)
        else:
            self.action_create()

    def come_back(self) -> None:
        """Other jobs may have come meanwhile."""
        self._examine()

    def tick(self) -> None:
        """Times in words are others now."""
        if self.findings is not None:
            self._show_fires(self.findings)

    def _examine(self) -> None:
        if self._where is None:
            return
        self.findings = None
        draft, place, jobs = self.draft, self._where, list(self.lsh.board.jobs.values())
        now = cast("Any", words.instant(self.lsh.now()))
        in_thread(
            self,
            lambda: examine(draft, jobs=jobs, place=place, now=now),
            self._show,
            kind="examine",
        )

    def _show(self, findings: Findings) -> None:
        self.findings = findings
        for field in self.query(Field):
            field.say(findings.problems.get(field.key, ""), findings.warnings.get(field.key, ""))
        self._show_fires(findings)
        self.query_one("#pairs", Pairs).show(_pairs(findings, self.draft))
        self.show_bars()
        if self._wanted:
            self._create()

    def _show_fires(self, findings: Findings) -> None:
        now = cast("Any", words.instant(self.lsh.now()))
        parts = [Content.styled(findings.meaning or "the schedule cannot be read", "bold")]
        for item in findings.ahead:
            left = humane.left(item.at, now)
            line = Content.assemble(f"  {words.coming(item.local, now)}  ", (left, "bold"))
            note = f"  {item.note}" if item.note else ""
            parts.append(line + Content.styled(note, "$text-warning"))
        parts += [Content.styled(f"! {text}", "$text-warning") for text in findings.notes]
        self.query_one("#fires", Said).say(Content("\n").join([*parts, Content("")]))

    def told(self) -> tuple[str, str, str]:
        """The command that makes this job as it stands; after an attempt, how that went."""
        if self._done:
            return super().told()
        line = deeds.command_line(*self.draft.words())
        if self.findings is None:
            return line, "", ""
        wrong = len(self.findings.problems)
        said = humane.plural(wrong, "problem") if wrong else "ctrl+s makes it"
        return line, said, "bad" if wrong else "good"

    # what can be done

    def action_create(self) -> None:
        """Make it, when nothing is wrong with it; else go to what is."""
        # this key came before the letters that still wait for the field that has the keys
        (self.focused or self).call_later(self._create)

    def _create(self) -> None:
        self._read()
        self._wanted = self.findings is None
        if self.findings is None:
            return
        wrong = self.findings.problems
        if wrong:
            bad = [field for field in self.query(Field) if field.key in wrong]
            if bad:
                bad[0].input.focus()
            return
        assert self.findings.spec is not None
        self._done = True
        self.lsh.do(deeds.create(self.findings.spec, self.draft.words()), self._created)

    def _created(self, results: list[Any]) -> None:
        (job,) = results
        for warning in job["warnings"]:
            self.notify(warning, severity="warning", timeout=10, markup=False)
        super().go_home()  # past where the template was chosen
        self.lsh.open_job(job["id"])

    def action_copy_line(self) -> None:
        """The command on the clipboard."""
        self.lsh.copy(deeds.command_line(*self.draft.words()), "the command")

    def go_home(self) -> None:
        """Leave it as by escape: what was written is asked about."""
        self.action_leave()

    def action_leave(self) -> None:
        """Back; with a question when something was written."""
        if self.draft == self._untouched:
            self._go_back()
        else:
            ask(self, "Leave what you wrote?", "No job has been made of it.", self._go_back)

    def _go_back(self) -> None:
        self.dismiss(None)


def _about(parameter: Parameter) -> str:
    choices = f"one of {', '.join(parameter.choices)}" if parameter.choices else ""
    return "; ".join(part for part in (parameter.description, choices) if part)


def _pairs(findings: Findings, draft: Draft) -> list[tuple[str, str]]:
    """What it will run, what is odd about it beyond its fields, and the command that makes it."""
    fields = {option.name for option in options_of(draft.template)}
    beyond = [text for name, text in findings.warnings.items() if name not in fields]
    return [
        ("runs", findings.command or "–"),
        *(("", f"! {text}") for text in beyond),
        *(("", f"✗ {text}") for name, text in findings.problems.items() if not name),
        ("", ""),
        ("command", deeds.command_line(*draft.words())),
    ]
