"""System: the daemon and its processes, the room that things take, its log, and the doctor's word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, VerticalScroll
from textual.events import Resize
from textual.widgets import ContentSwitcher

from lsh.domain import humane
from lsh.domain.instant import from_micros
from lsh.reports.plots import Line, Segment, fit, sparkline
from lsh.tui.behind import Ended, run_behind
from lsh.tui.messages import Change
from lsh.tui.reading import in_thread
from lsh.tui.screens.base import Place, ask
from lsh.tui.system.machine import Machine, daemon_facts, home_facts, look, pids_of
from lsh.tui.system.processes import Processes, Sample
from lsh.tui.widgets.facts import Facts
from lsh.tui.widgets.pages import Pages
from lsh.tui.widgets.plot import Plot

_LOOK_SECONDS = 5  # between two questions to the daemon; its processes are looked at each second
_WIDE = 110  # columns from which daemon and home stand side by side
_LEVELS = {"error": "bad", "critical": "bad", "warning": "warn"}
_VERDICTS = {
    "ok": ("✓", "good"), "warning": ("!", "warn"), "failed": ("✗", "bad"), "skipped": ("–", "quiet"),
}  # fmt: skip
_COMMANDS = {"log": "lsh daemon logs", "home": "lsh daemon status", "doctor": "lsh doctor"}
_PAGES = {"log": "Log", "home": "Home", "doctor": "Doctor"}


class System(Place):
    """The daemon from outside and inside."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("c", "doctor", "check all", id="system.doctor"),
        Binding("l", "page('log')", "log", show=False, id="system.log"),
        Binding("left", "turn(-1)", "page before", show=False, id="system.page_before"),
        Binding("right", "turn(1)", "next page", id="system.page_next"),
        Binding("D", "app.start_daemon", "start", id="system.start"),
        Binding("x", "stop", "stop", id="system.stop"),
        Binding("R", "restart", "restart", id="system.restart"),
    ]
    place = "system"
    title_text = "System"
    about = "The daemon, its processes, where things are, its log. c lets the doctor look at everything."
    DEFAULT_CSS = """
    System #now { height: auto; layout: vertical; margin: 1 2 0 2; }
    System #processes { margin-top: 1; }
    System.-low #processes { display: none; }
    System.-low #daemon { max-height: 3; }
    System.-wide #now { layout: horizontal; }
    System.-wide #daemon { width: 1fr; margin-right: 2; }
    System.-wide #processes { margin-top: 0; }
    System Pages { margin: 1 2 0 2; }
    System ContentSwitcher { height: 1fr; margin: 0 0 0 2; }
    """
    processes: ClassVar[type[Processes]] = Processes

    def __init__(self) -> None:
        super().__init__()
        self.machine: Machine | None = None
        self.samples: Mapping[str, Sample] = {}
        self._watched = self.processes()
        self._checks: list[dict[str, Any]] = []
        self._seconds = 0

    def body(self) -> ComposeResult:
        """Daemon and home, processes, and the log or the doctor's word."""
        with Container(id="now"):
            yield Facts(id="daemon")
            yield Plot(self._processes, id="processes")
        yield Pages(_PAGES)
        with ContentSwitcher(initial="log"):
            with VerticalScroll(id="log"):
                yield Plot(self._log_lines)
            with VerticalScroll(id="home"):
                yield Facts()
            with VerticalScroll(id="doctor"):
                yield Plot(self._check_lines)

    def on_mount(self) -> None:
        """The keys move the log."""
        self.query_one("#log").focus()

    def on_resize(self, event: Resize) -> None:
        """Side by side where there is room."""
        self.set_class(event.size.width >= _WIDE, "-wide")

    # what there is

    def come_back(self) -> None:
        """Look at once."""
        self._look()

    def take_in(self, change: Change) -> None:
        """Told by the daemon itself at the next look."""

    def tick(self) -> None:
        """A second in sight: the processes; and the daemon now and then."""
        self._seconds += 1
        if self._seconds >= _LOOK_SECONDS:
            self._look()
        elif self.machine is not None:
            pids = pids_of(self.machine)
            in_thread(
                self,
                lambda: self._watched.look(pids),
                self._take_samples,
                kind="samples",
                same=True,
            )

    def _look(self) -> None:
        self._seconds = 0
        paths = self.lsh.paths

        def both() -> tuple[Machine, dict[str, Sample]]:
            machine = look(paths)
            return machine, self._watched.look(pids_of(machine))

        in_thread(self, both, self._take, kind="samples", same=True)

    def _take(self, seen: tuple[Machine, dict[str, Sample]]) -> None:
        machine, samples = seen
        log_is_new = self.machine is None or self.machine.log != machine.log
        self.machine = machine
        now = from_micros(self.lsh.now())
        self.query_one("#daemon", Facts).tell(list(daemon_facts(machine, now)))
        self.query_one("#home Facts", Facts).tell(list(home_facts(self.lsh.paths, machine)))
        self._take_samples(samples)
        if log_is_new:
            pane = self.query_one("#log", VerticalScroll)
            at_end = pane.scroll_offset.y >= pane.max_scroll_y
            pane.query_one(Plot).show(self._log_lines)
            if at_end:
                pane.scroll_end(animate=False)

    def _take_samples(self, samples: Mapping[str, Sample]) -> None:
        self.samples = samples
        self.query_one("#processes", Plot).show(self._processes)

    # what is shown

    def _processes(self, width: int) -> list[Line]:
        """A line a process: memory, CPU now and over the last minute."""
        lines: list[Line] = []
        if self.samples:
            lines.append([Segment(f"{'PROCESS':<16}{'PID':>8}{'MEMORY':>10}{'CPU':>8}  ", "quiet")])
        for name, one in self.samples.items():
            cpu = "" if one.cpu is None else humane.percent(one.cpu)
            text = f"{fit(name, 16)}{one.pid:>8}{humane.size(one.rss):>10}{cpu:>8}  "
            room = max(width - len(text), 0)
            curve = sparkline(one.history[-room:] if room else (), top=100)
            lines.append([Segment(text), Segment(curve, "time")])
        return lines

    def _log_lines(self, width: int) -> list[Line]:
        found = self.machine.log if self.machine else []
        if not found:
            return [[Segment("there is no log yet", "quiet")]]
        return [
            [
                Segment(f"{line.at:<15}  ", "quiet"),
                Segment(f"{line.level:<7}  ", _LEVELS.get(line.level, "quiet")),
                Segment(line.message),
            ]
            for line in found
        ]

    def _check_lines(self, width: int) -> list[Line]:
        """The doctor's findings, each with what mends it below."""
        if not self._checks:
            return [[Segment("c lets the doctor look at everything", "quiet")]]
        return [line for check in self._checks for line in _check(check)]

    # what can be done

    def on_pages_chosen(self, message: Pages.Chosen) -> None:
        """Another page."""
        self.action_page(message.name)

    def action_turn(self, by: int) -> None:
        """The page beside this one."""
        self.action_page(self.query_one(Pages).beside(by))

    def action_page(self, name: str) -> None:
        """The log, the home, or the doctor's word."""
        self.query_one(Pages).turn_to(name)
        self.query_one(ContentSwitcher).current = name
        self.query_one(f"#{name}").focus()
        self.lsh.tell(_COMMANDS[name], "")

    def action_doctor(self) -> None:
        """Let the doctor look at everything, by the command."""
        run_behind(self, "doctor", "--json", then=self._heard, changes=False, fine=(0, 1, 78))

    def _heard(self, ended: Ended) -> None:
        found = ended.data
        if isinstance(found, dict):
            self._checks = found["checks"]
            self.query_one("#doctor Plot", Plot).show(self._check_lines)
            self.action_page("doctor")

    def action_stop(self) -> None:
        """Stop the daemon; what runs goes on."""
        self._ask("Stop the daemon?", "What runs goes on; nothing new fires.", "stop")

    def action_restart(self) -> None:
        """Stop and start it."""
        self._ask("Restart the daemon?", "What runs goes on meanwhile.", "restart")

    def _ask(self, question: str, detail: str, verb: str) -> None:
        def do() -> None:
            run_behind(self, "daemon", verb, then=lambda _: self._look())

        if self.lsh.read_only:
            do()  # it says that nothing is done
        else:
            ask(self, question, f"{detail}\n\n$ lsh daemon {verb}", do)


def _check(check: dict[str, Any]) -> Iterator[Line]:
    sign, key = _VERDICTS.get(check["verdict"], ("?", ""))
    detail = humane.one_line(check["detail"])
    yield [Segment(f"{sign} ", key), Segment(f"{check['name']:<14}  "), Segment(detail, "quiet")]
    if check.get("remedy"):
        yield [Segment(f"{'':<18}→ {humane.one_line(check['remedy'])}", "warn")]
