"""Jobs: when each is due, how its last run went, and everything that can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, ClassVar

from textual.binding import Binding, BindingType

from lsh.domain import humane
from lsh.store.live_queries import JobLine
from lsh.tui import deeds, filtering, words
from lsh.tui.messages import Change
from lsh.tui.screens.base import ask
from lsh.tui.screens.listing import ListPlace, Order
from lsh.tui.widgets.rows import Cell, Column
from lsh.tui.widgets.table import Table


class Jobs(ListPlace[JobLine]):
    """All jobs."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "run", "run now", id="jobs.run"),
        Binding("l", "log", "log", id="jobs.log"),
        Binding("p", "pause", "pause/resume", id="jobs.pause"),
        Binding("x", "stop", "stop runs", id="jobs.stop"),
        Binding("S", "toggle_schedule", "stop/start schedule", show=False, id="jobs.toggle"),
        Binding("e", "edit", "edit", id="jobs.edit"),
        Binding("n", "new", "new", id="jobs.new"),
        Binding("delete", "remove", "remove", show=False, id="jobs.remove"),
        Binding("y", "copy_id", "copy id", show=False, id="jobs.copy_id"),
        Binding("Y", "copy_command", "copy command", show=False, id="jobs.copy_command"),
    ]
    place = "jobs"
    title_text = "Jobs"
    about = "All jobs. Mark several with space, and what you do is done to all of them."
    empty = "no jobs yet: n makes one from a template"
    fields = ("state", "last", "queue", "tag", "category")
    columns = (
        Column("state", "STATE", 10),
        Column("id", "JOB", 14, grow=3),
        Column("schedule", "SCHEDULE", 12, grow=1, rank=3),
        Column("next", "NEXT", 9, rank=4),
        Column("left", "LEFT", 7, right=True),
        Column("last", "LAST", 11),
        Column("ago", "WHEN", 8, right=True, rank=1),
        Column("took", "TOOK", 7, right=True, rank=2),
        Column("queue", "QUEUE", 8, rank=6),
        Column("tags", "TAGS", 8, grow=1, rank=7),
    )
    orders: ClassVar[dict[str, Order]] = {
        "id": lambda job: job.id,
        "next": lambda job: job.next_fire_at,
        "last": lambda job: job.run_state,
        "ago": lambda job: None if job.run_at is None else -job.run_at,
        "took": lambda job: None if job.run_duration is None else -job.run_duration,
        "state": lambda job: job.state,
        "queue": lambda job: job.queue,
    }

    def items(self) -> Iterable[JobLine]:
        """As the board has them."""
        return self.lsh.board.jobs.values()

    def key_of(self, item: JobLine) -> Hashable:
        """Its id."""
        return item.id

    def cells_of(self, item: JobLine) -> Sequence[Cell]:
        """One row."""
        now = self.lsh.now()
        due = item.next_fire_at if item.state == "active" else None
        ending = words.ending(item.run_outcome, item.run_exit_code, item.run_signal)
        last = words.state(item.run_state)
        if item.run_state == "failed" and ending:
            last = Cell(f"✗ {ending}", "bad")
        return (
            words.state(item.state),
            Cell(item.id),
            Cell(item.schedule or "by hand", "" if item.schedule else "dim"),
            Cell(words.clock(due, now)),
            Cell(words.left(due, now)),
            last,
            Cell(words.ago(item.run_at, now), "dim"),
            Cell("" if item.run_duration is None else humane.span(item.run_duration), "dim"),
            Cell(item.queue, "dim"),
            Cell(" ".join(item.tags), "dim"),
        )

    def holds(self, item: JobLine, words: Sequence[Any]) -> bool:
        """Whether the filter leaves it."""
        fields: dict[str, Callable[[], str | Iterable[str]]] = {
            "state": lambda: item.state,
            "last": lambda: item.run_state or "",
            "queue": lambda: item.queue,
            "tag": lambda: item.tags,
            "category": lambda: item.category,
        }
        return filtering.matches(words, lambda: _text(item), fields)

    def come_back(self) -> None:
        """Show what there is now; an empty list may only not have been read yet."""
        self.table.say_when_empty(self.empty if self.lsh.board.loaded else "reading the ledger…")
        super().come_back()

    def take_in(self, change: Change) -> None:
        """The rows that it touched."""
        self.patch(change.jobs, change.gone)

    # what can be done

    def chosen(self) -> list[JobLine]:
        """The marked jobs, or the one under the cursor."""
        found = (self.lsh.board.jobs.get(str(key)) for key in self.table.chosen())
        return [job for job in found if job is not None]

    def _ids(self) -> list[str]:
        return [job.id for job in self.chosen()]

    def on_table_opened(self, message: Table.Opened) -> None:
        """Everything about the job."""
        self.lsh.open_job(str(message.key))

    def action_run(self) -> None:
        """Run now."""
        if ids := self._ids():
            self.lsh.do(deeds.run(ids))

    def action_log(self) -> None:
        """The log of the last run."""
        jobs = self.chosen()
        if jobs and jobs[0].run_id is not None:
            self.lsh.tell(deeds.command_line("cron", "logs", jobs[0].id), "")
            self.lsh.open_run(jobs[0].run_id)
        elif jobs:
            self.lsh.tell("", f"{jobs[0].id} has not run yet")

    def action_pause(self) -> None:
        """Pause those that are active, or resume when none is."""
        jobs = self.chosen()
        active = [job.id for job in jobs if job.state == "active"]
        paused = [job.id for job in jobs if job.state == "paused"]
        if active:
            self.lsh.do(deeds.pause(active))
        elif paused:
            self.lsh.do(deeds.resume(paused))

    def action_toggle_schedule(self) -> None:
        """Leave the schedules, or follow them again when all are stopped."""
        jobs = self.chosen()
        stopped = [job.id for job in jobs if job.state == "stopped"]
        others = [job.id for job in jobs if job.state != "stopped"]
        if others:
            deed = deeds.stop(others)
            ask(self, f"Stop the schedule of {_named(others)}?", _command(deed), self._doing(deed))
        elif stopped:
            self.lsh.do(deeds.start(stopped))

    def action_stop(self) -> None:
        """Stop what runs of them."""
        running = [job.id for job in self.chosen() if job.run_state in {"running", "retrying"}]
        if not running:
            self.lsh.tell("", "nothing of it runs")
            return
        deed = deeds.stop_running(running)
        ask(self, f"Stop what runs of {_named(running)}?", _command(deed), self._doing(deed))

    def action_remove(self) -> None:
        """Remove them; their history stays."""
        if ids := self._ids():
            deed = deeds.remove(ids)
            detail = f"The history stays; an id is never given again.\n\n{_command(deed)}"
            ask(self, f"Remove {_named(ids)}?", detail, self._doing(deed))

    def _doing(self, deed: deeds.Deed) -> Callable[[], None]:
        def do() -> None:
            self.table.clear_marks()
            self.lsh.do(deed)

        return do

    def action_edit(self) -> None:
        """Edit the definition in $EDITOR, by the command that does so."""
        if ids := self._ids():
            self.lsh.run_command("cron", "edit", ids[0])

    def action_new(self) -> None:
        """A new job from a template."""
        from lsh.tui.screens.new_job import NewJob

        self.app.push_screen(NewJob())

    def action_copy_id(self) -> None:
        """The ids on the clipboard."""
        if ids := self._ids():
            self.lsh.copy("\n".join(ids), _named(ids))

    def action_copy_command(self) -> None:
        """The commands on the clipboard."""
        jobs = self.chosen()
        if jobs:
            self.lsh.copy("\n".join(job.command for job in jobs), "the command")


def _text(job: JobLine) -> str:
    return f"{job.id} {job.name} {job.command} {' '.join(job.tags)}".casefold()


def _named(ids: Sequence[str]) -> str:
    return ids[0] if len(ids) == 1 else f"{len(ids)} jobs"


def _command(deed: deeds.Deed) -> str:
    return f"$ {deed.command}"
