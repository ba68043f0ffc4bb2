"""The program: places, the feed that keeps them true, and the way of every deed to the engine."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.events import Resize
from textual.geometry import Size
from textual.notifications import SeverityLevel
from textual.widgets import Input

from lsh.domain import humane
from lsh.domain.errors import LshError
from lsh.paths import Paths
from lsh.setting_tables import TuiSettings
from lsh.tui import keymap
from lsh.tui.board import Board
from lsh.tui.deeds import Deed, command_line
from lsh.tui.doing import Doing, Then
from lsh.tui.ending import end_when_told
from lsh.tui.feed import Feed
from lsh.tui.memory import Memory
from lsh.tui.messages import Changed, Link, LinkChanged, Loaded, Trouble
from lsh.tui.palette import Everywhere
from lsh.tui.places import PLACES, makers
from lsh.tui.screens.base import Place
from lsh.tui.themes import DARK, THEMES
from lsh.tui.widgets.too_small import TooSmall, is_too_small

MEMORY_FILE = "tui.json"


def _micros() -> int:
    return time.time_ns() // 1000


class LshApp(App[None]):
    """``lsh tui``. ``now`` gives microseconds since the epoch."""

    CSS_PATH = "app.tcss"
    TITLE = "lsh"
    MODES: ClassVar[Any] = makers()
    COMMANDS: ClassVar[set[Any]] = {Everywhere}
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [
        *(
            Binding(str(number), f"go('{place.name}')", place.title, show=False, id=place.name)
            for number, place in enumerate(PLACES, 1)
        ),
        Binding("colon,ctrl+p", "command_palette", "commands", id="palette"),
        Binding("tab", "next_part", "next part", show=False, id="next_part"),
        Binding("T", "next_theme", "theme", show=False, id="theme"),
        Binding("D", "start_daemon", "start the daemon", show=False, id="start_daemon"),
        Binding("q", "quit", "quit", id="quit"),
        Binding("ctrl+q", "quit", "quit", show=False, system=True),
        Binding("ctrl+c", "interrupt", "leave what is typed, or quit", show=False, id="interrupt"),
        Binding("ctrl+z", "suspend_process", "to the shell", show=False, id="suspend"),
    ]

    def __init__(
        self,
        paths: Paths,
        settings: TuiSettings | None = None,
        *,
        read_only: bool = False,
        now: Callable[[], int] = _micros,
    ) -> None:
        super().__init__()
        self.paths = paths
        self.wanted = settings or TuiSettings()
        keymap.check(self.wanted.keymap, type(self))
        self.read_only = read_only or self.wanted.read_only
        self.now = now
        self.memory = Memory(paths.state / MEMORY_FILE)
        self.board = Board()
        self.link = Link.UNKNOWN
        self.trouble: str | None = None  # what keeps the ledger from being read
        self.last_told: tuple[str, str, str] = ("", "", "")
        self.feed = Feed(paths, self.post_message)
        self.doing = Doing(self)

    # its life

    def on_mount(self) -> None:
        """Take up where the last time ended, and begin to follow the ledger."""
        if not self.is_headless:
            end_when_told(self)
        for theme in THEMES.values():
            self.register_theme(theme)
        chosen = self.wanted.theme or self.memory.get("app", "theme", DARK.name)
        self.theme = chosen if chosen in THEMES else DARK.name
        self.set_keymap(self.wanted.keymap)
        start = self.memory.get("app", "place", PLACES[0].name)
        self.switch_mode(start if start in self.MODES else PLACES[0].name)
        self.feed.start()
        self.set_interval(1.0, self._tick)

    def on_unmount(self) -> None:
        """Let go of the engine, and remember."""
        self.feed.stop()
        self.memory.save()

    def on_resize(self, event: Resize) -> None:
        """Cover everything while the terminal is too small for it."""
        self._cover(event.size)

    def on_driver_signal_resume(self) -> None:
        """Draw everything anew after ``fg``: the shell has written over it, and the size is the same."""
        self.refresh()

    def _cover(self, size: Size) -> None:
        if is_too_small(size) and self.place is not None and not isinstance(self.screen, TooSmall):
            self.push_screen(TooSmall())

    @property
    def place(self) -> Place | None:
        """The screen in sight, under a question or the help, too; None while it comes or goes."""
        for screen in reversed(self.screen_stack):
            if isinstance(screen, Place):
                return screen if screen.is_whole else None
        return None

    def _tick(self) -> None:
        self._cover(self.size)  # what came into sight since stands above the cover
        if self.place is not None and self.place.is_current:
            self.place.show_bars()
            self.place.tick()

    # what the feed tells

    def on_loaded(self, message: Loaded) -> None:
        """All jobs are known."""
        self._end_trouble()
        self.board.load(message.jobs)
        gc.freeze()  # ten thousand jobs need not be looked through at every collection
        self._refresh_place()

    def on_changed(self, message: Changed) -> None:
        """The ledger has changed."""
        self._end_trouble()
        self.board.apply(message.change)
        self.doing.arrived(message.change.jobs)
        if self.place is not None:
            self.place.take_in(message.change)
            self.place.show_bars()

    def on_sinks_moved(self) -> None:
        """A sink has moved, or its process has."""
        if self.place is not None:
            self.place.take_in_sinks()

    def on_link_changed(self, message: LinkChanged) -> None:
        """The daemon came or went."""
        before, self.link = self.link, message.link
        if message.link is Link.UP and before is Link.LOST:
            self.notify("the daemon is back")
        elif message.link is Link.LOST:
            self.notify("the daemon is gone; what runs goes on", severity="warning")
        self._refresh_place()

    def on_trouble(self, message: Trouble) -> None:
        """The ledger cannot be read."""
        self.trouble = "the ledger cannot be read"
        self._refresh_place()
        said = f"{message.message}\n{message.hint or ''}"
        self.notify(said, severity="error", timeout=3600, markup=False)

    def _end_trouble(self) -> None:
        if self.trouble is not None:
            self.trouble = None
            self.clear_notifications()  # the one that told of it would stand there for an hour

    def _refresh_place(self) -> None:
        if self.place is not None:
            self.place.show_bars()
            self.place.come_back()

    def key_of(self, action: str) -> str:
        """The key of one of the program's own actions as it is shown: the configured one, or the usual."""
        usual = {each.id: each for each in keymap.own(LshApp)}[action]
        keys = self.wanted.keymap.get(action, usual.key)
        return self.get_key_display(replace(usual, key=keys.split(",")[0].strip()))

    def totals(self) -> str:
        """What runs, and how many jobs there are."""
        running, failed = (self.board.last_states[state] for state in ("running", "failed"))
        parts = [humane.plural(len(self.board.jobs), "job")] if self.board.loaded else ["reading…"]
        parts += [f"{running} running"] if running else []
        parts += [f"{failed} failed last"] if failed else []
        return " · ".join(parts)

    # deeds

    def do(self, deed: Deed, then: Then | None = None) -> None:
        """Do it, after those before; tell at the foot how it went, and ``then`` what calls returned."""
        if self.read_only:
            self.tell(deed.command, "read-only: not done", "bad")
            return
        self.tell(deed.command, "…")
        self.doing.begin(deed, then)

    def did(self, deed: Deed, failures: Sequence[LshError]) -> None:
        """Tell at the foot how a deed went, and why what failed of it did."""
        self.feed.look()
        if failures:
            first = failures[0]
            of = f" ({len(failures)} of {len(deed.calls)})" if len(deed.calls) > 1 else ""
            self.tell(deed.command, f"not done{of}", "bad")
            hint = f"\n{first.hint}" if first.hint else ""
            self.notify(f"{first.message}{hint}", severity="error", timeout=10, markup=False)
        else:
            self.tell(deed.command, deed.done, "good")

    def tell(self, command: str, outcome: str, tone: str = "") -> None:
        """Show at the foot what was done and how it went. ``tone`` is good, bad or nothing."""
        self.last_told = (command, outcome, tone)
        if self.place is not None:
            self.place.show_bars()

    # what works everywhere

    def action_go(self, name: str) -> None:
        """To a place; from what was opened in it, back to it."""
        if name != self.current_mode:
            self.memory.put("app", "place", name)
            self.switch_mode(name)
        elif isinstance(self.screen, Place):
            self.screen.go_home()

    def action_next_part(self) -> None:
        """To the next part of the screen that takes keys."""
        self.screen.focus_next()

    async def action_quit(self) -> None:
        """Leave, when what was asked for is done; at once where it is said again."""
        self.doing.at_rest(self.exit)

    async def action_interrupt(self) -> None:
        """Leave the line or form that is being written, as escape does; without one, quit."""
        if isinstance(self.focused, Input):
            self.simulate_key("escape")
        else:
            await self.action_quit()

    def action_next_theme(self) -> None:
        """The next look."""
        names = list(THEMES)
        self.theme = names[(names.index(self.theme) + 1) % len(names)]
        self.memory.put("app", "theme", self.theme)

    def action_command_palette(self) -> None:
        """Everything that can be done here, by name."""
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette(id="--command-palette"))

    def action_start_daemon(self) -> None:
        """Start the daemon, when none runs."""
        if self.link is Link.UP:
            self.tell("lsh daemon status", "the daemon runs already", "good")
        elif self.read_only:
            self.tell("lsh daemon start", "read-only: not done", "bad")
        else:
            self.tell("lsh daemon start", "…")
            self.run_worker(self._start_daemon, thread=True, group="deeds")

    def _start_daemon(self) -> None:
        from lsh.daemon.control import start

        try:
            pid = start(self.paths)["pid"]
        except LshError as error:
            self.call_from_thread(self.tell, "lsh daemon start", error.message, "bad")
        else:
            self.call_from_thread(self.tell, "lsh daemon start", f"runs (pid {pid})", "good")

    def open_job(self, job: str) -> None:
        """Everything about a job."""
        from lsh.tui.screens.job import JobScreen

        self.push_screen(JobScreen(job))

    def open_run(self, run_id: int) -> None:
        """A run: its log, attempts and resources."""
        from lsh.tui.screens.run import RunScreen

        self.push_screen(RunScreen(run_id))

    def run_command(self, *words: str) -> None:
        """Leave the terminal to an ``lsh`` command that wants it, and come back after it."""
        from lsh.tui.leaving import run_lsh

        line = command_line(*words)
        if self.read_only:
            self.tell(line, "read-only: not done", "bad")
            return
        with self.suspend():
            code = run_lsh(*words)
        self.feed.look()
        self.tell(line, "done" if code == 0 else f"exit {code}", "bad" if code else "good")
        self.refresh()

    @property
    def failure(self) -> Exception | None:
        """What ended the program, when it was not the person."""
        return self._exception

    def _print_error_renderables(self) -> None:
        """Leave the telling of a failure to the command: a traceback with locals may hold secrets."""
        if os.environ.get("LSH_DEBUG"):
            super()._print_error_renderables()
        self._exit_renderables.clear()

    def notify(
        self,
        message: str,
        *,
        title: str = "",
        severity: SeverityLevel = "information",
        timeout: float | None = None,
        markup: bool = False,
    ) -> None:
        """Tell something in a corner. It is never read as markup: names and errors are part of it."""
        plain = humane.lines(message)
        super().notify(plain, title=title, severity=severity, timeout=timeout, markup=False)

    def copy(self, text: str, what: str) -> None:
        """Put a text on the clipboard (OSC 52: the terminal's own, also over ssh)."""
        self.copy_to_clipboard(text)
        self.notify(f"copied {what}", timeout=2)
