"""Jobs: when each is due, how its last run went, and everything that can be done with it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, ClassVar

from lsh.domain import humane
from lsh.store.live_queries import JobLine
from lsh.tui import filtering, words
from lsh.tui.jobs.ordering import natural
from lsh.tui.messages import Change
from lsh.tui.screens.job_actions import JobActions
from lsh.tui.screens.listing import ListPlace, Order
from lsh.tui.widgets.rows import Cell, Column
from lsh.tui.widgets.table import Table


class Jobs(JobActions, ListPlace[JobLine]):
    """All jobs."""

    place = "jobs"
    title_text = "Jobs"
    about = "All jobs. Mark several with space, and what you do is done to all of them."
    empty = "no jobs yet: n makes one from a template"
    fields = ("state", "last", "queue", "tag", "category")
    columns = (
        Column("state", "STATE", 10),
        Column("name", "JOB", 16, grow=3),
        Column("id", "ID", 12, grow=1, rank=5),
        Column("schedule", "SCHEDULE", 12, grow=1, rank=3),
        Column("next", "NEXT", 10, rank=4),
        Column("left", "LEFT", 7, right=True),
        Column("last", "LAST", 11),
        Column("ago", "WHEN", 8, right=True, rank=1),
        Column("took", "TOOK", 7, right=True, rank=2),
        Column("queue", "QUEUE", 8, rank=6),
        Column("tags", "TAGS", 8, grow=1, rank=7),
    )
    orders: ClassVar[dict[str, Order]] = {
        "name": lambda job: natural(job.name),
        "next": lambda job: job.next_fire_at,
        "last": lambda job: job.run_state,
        "ago": lambda job: None if job.run_at is None else -job.run_at,
        "took": lambda job: None if job.run_duration is None else -job.run_duration,
        "state": lambda job: job.state,
        "queue": lambda job: job.queue,
        "id": lambda job: natural(job.id),
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
            Cell(item.name),
            Cell(item.id, "dim"),
            Cell(item.schedule or "by hand", "" if item.schedule else "dim"),
            Cell(words.clock_or_date(due, now)),
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
        """The marked jobs that are in the list, or the one under the cursor."""
        found = (self.lsh.board.jobs.get(str(key)) for key in self.table.chosen())
        jobs = [job for job in found if job is not None]
        if not jobs and self.table.marked:
            self.lsh.tell("", "the filter hides all that is marked", "bad")
        return jobs

    def acted(self) -> None:
        """What was marked is done with."""
        self.table.clear_marks()

    def on_table_opened(self, message: Table.Opened) -> None:
        """Everything about the job."""
        self.lsh.open_job(str(message.key))


def _text(job: JobLine) -> str:
    return f"{job.id} {job.name} {job.command} {' '.join(job.tags)}".casefold()
