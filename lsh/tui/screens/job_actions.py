"""What can be done with jobs, the same wherever one or several of them are in sight."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType

from lsh.domain import humane
from lsh.store.live_queries import JobLine
from lsh.tui import deeds
from lsh.tui.runs.words import UNDER_WAY
from lsh.tui.screens.base import Place, ask_to_do

_NAMED_AT_MOST = 8  # jobs that a question lists; the rest are counted


class JobActions(Place):
    """A place with jobs to act on: ``chosen`` says which."""

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

    def chosen(self) -> list[JobLine]:
        """The jobs that an action is about."""
        raise NotImplementedError

    def acted(self) -> None:
        """What was asked about has been done."""

    def action_run(self) -> None:
        """Run now; several only after a question."""
        ids = self._ids()
        if len(ids) == 1:
            self.lsh.do(deeds.run(ids))
        elif ids:
            self._ask(f"Run {humane.plural(len(ids), 'job')} now?", ids, deeds.run(ids))

    def action_log(self) -> None:
        """The log of the last run."""
        jobs = self.chosen()
        if jobs and jobs[0].run_id is not None:
            self.lsh.tell(deeds.command_line("cron", "logs", jobs[0].id), "")
            self.lsh.open_run(jobs[0].run_id)
        elif jobs:
            self.lsh.tell("", f"{jobs[0].name} has not run yet")

    def action_pause(self) -> None:
        """Pause those that are active, or resume when none is."""
        jobs = self.chosen()
        active = self._in_state("active", jobs)
        paused = self._in_state("paused", jobs)
        if active:
            self.lsh.do(deeds.pause(active))
        elif paused:
            self.lsh.do(deeds.resume(paused))
        elif jobs:
            self.lsh.tell("", f"{_named(jobs)}: neither active nor paused")

    def action_toggle_schedule(self) -> None:
        """Leave the schedules, or follow them again when all are stopped."""
        jobs = self.chosen()
        stopped = self._in_state("stopped", jobs)
        others = [job.id for job in jobs if job.id not in stopped]
        if others:
            self._ask(f"Stop the schedule of {_named(others)}?", others, deeds.stop(others))
        elif stopped:
            self.lsh.do(deeds.start(stopped))

    def action_stop(self) -> None:
        """Stop what runs of them."""
        jobs = self.chosen()
        # where the newest occurrence was skipped, the run that it was skipped for may well go on
        running = [job.id for job in jobs if job.run_state in UNDER_WAY | {"skipped"}]
        if running:
            deed = deeds.stop_running(running)
            self._ask(f"Stop what runs of {_named(running)}?", running, deed)
        elif jobs:
            self.lsh.tell("", f"nothing runs of {_named(jobs)}")

    def action_remove(self) -> None:
        """Remove them; their history stays. Several are removed only by typing how many."""
        ids = self._ids()
        if ids:
            several = str(len(ids)) if len(ids) > 1 else None
            question = f"Remove {_named(ids)}? The history stays."
            self._ask(question, ids, deeds.remove(ids), typed=several)

    def _ask(
        self, question: str, ids: Sequence[str], deed: deeds.Deed, *, typed: str | None = None
    ) -> None:
        """Do it if the person says yes, who sees which jobs it is about and the command."""
        detail = _detail(ids, deed)
        ask_to_do(self, question, deed, detail=detail, typed=typed, before=self.acted)

    def action_edit(self) -> None:
        """Edit the definition in $EDITOR, by the command that does so."""
        jobs = self.chosen()
        if len(jobs) == 1:
            self.lsh.run_command("cron", "edit", jobs[0].id)
        elif jobs:
            self.lsh.tell("lsh cron edit", f"one at a time, not {len(jobs)}", "bad")

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
            what = "the command" if len(jobs) == 1 else f"{len(jobs)} commands"
            self.lsh.copy("\n".join(job.command for job in jobs), what)

    def _in_state(self, state: str, jobs: Sequence[JobLine]) -> list[str]:
        """Those that will be in a state when what was asked for before is done."""
        return [job.id for job in jobs if self.lsh.doing.state_of(job) == state]

    def _ids(self) -> list[str]:
        return [job.id for job in self.chosen()]


def _named(jobs: Sequence[str] | Sequence[JobLine]) -> str:
    if len(jobs) > 1:
        return humane.plural(len(jobs), "job")
    (only,) = jobs
    return only if isinstance(only, str) else only.id


def _detail(ids: Sequence[str], deed: deeds.Deed) -> str:
    if len(ids) == 1:
        return f"$ {deed.command}"
    more = len(ids) - _NAMED_AT_MOST
    names = ", ".join(ids[:_NAMED_AT_MOST]) + (f" and {more:,} more" if more > 0 else "")
    return names if more > 0 else f"{names}\n\n$ {deed.command}"
