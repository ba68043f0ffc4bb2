"""What a run uses: second by second while it runs, and beside the other runs of its job."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from statistics import median

from textual.app import ComposeResult
from textual.containers import Vertical

from lsh.domain import humane
from lsh.reports.plots import Line, Segment, sparkline
from lsh.store.live_queries import RunLine
from lsh.tui.runs.sampling import Sample
from lsh.tui.widgets.plot import Plot

_KEPT = 600  # samples
Figure = Callable[[RunLine], float | None]


class Use(Vertical):
    """Samples as they come, and bars of the job's newest runs with this one marked."""

    DEFAULT_CSS = """
    Use { height: auto; }
    Use #now { margin: 0 0 1 0; display: none; }
    Use.-sampled #now { display: block; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._samples: deque[Sample] = deque(maxlen=_KEPT)

    def compose(self) -> ComposeResult:
        """Now, and before."""
        yield Plot(id="now")
        yield Plot(id="before")

    def add(self, sample: Sample) -> None:
        """One more second."""
        self._samples.append(sample)
        self.add_class("-sampled")
        samples = list(self._samples)
        self.query_one("#now", Plot).show(lambda width: sampled(samples, width))

    def compare(self, runs: Sequence[RunLine], run_id: int) -> None:
        """The newest runs of its job, oldest first, and which of them this is."""
        self.query_one("#before", Plot).show(lambda width: compared(runs, run_id, width))


def sampled(samples: Sequence[Sample], width: int) -> list[Line]:
    """CPU and memory over the last seconds, with what they are and were at most."""
    if not samples:
        return []
    last, shown = samples[-1], samples[-width:]
    cpus = [sample.cpu for sample in shown]
    memories = [float(sample.memory) for sample in shown]
    most = max(samples, key=lambda sample: sample.memory).memory
    busiest = max(sample.cpu for sample in samples)
    return [
        _heading("cpu now", f"{last.cpu:.0%}", f"most {busiest:.0%}", width),
        [Segment(sparkline(cpus, top=max(1.0, *cpus)), "time")],
        _heading("memory now", humane.size(last.memory), f"most {humane.size(most)}", width),
        [Segment(sparkline(memories), "heat3")],
        [Segment(f"{last.processes:,} process{'' if last.processes == 1 else 'es'}", "quiet")],
    ]


def compared(runs: Sequence[RunLine], run_id: int, width: int) -> list[Line]:
    """A column for each run: how long it took, its CPU time, its memory; this run's stands out."""
    figures: tuple[tuple[str, Figure, Callable[[float | None], str]], ...] = (
        ("took", lambda run: run.duration, humane.span),
        ("cpu", lambda run: run.cpu_seconds, humane.span),
        ("memory", lambda run: run.max_rss_bytes, humane.size),
    )
    lines: list[Line] = []
    for name, figure, said in figures:
        values = [figure(run) for run in runs]
        known = [value for value in values if value is not None]
        if known:
            mine = next((figure(run) for run in runs if run.id == run_id), None)
            usual = f"usually {said(median(known))}" if len(known) > 1 else ""
            lines.append(_heading(name, said(mine), usual, width))
            lines.append(_columns(runs, figure, run_id, width))
    if len(runs) > 1:
        shown = min(len(runs), width)
        lines.append([Segment(f"the last {humane.plural(shown, 'run')}, this one marked", "quiet")])
    return lines


def _heading(name: str, value: str, more: str, width: int) -> Line:
    gap = max(1, width - len(name) - len(value) - len(more) - 1)
    return [
        Segment(f"{name} ", "quiet"),
        Segment(value, "title"),
        Segment(" " * gap + more, "quiet"),
    ]


def _columns(runs: Sequence[RunLine], figure: Figure, run_id: int, width: int) -> Line:
    """The newest runs that find room; this one among them if it is any of ``runs``."""
    shown = list(runs[-width:])
    here = next((run for run in runs if run.id == run_id), None)
    if here is not None and here not in shown:
        shown[0] = here
    marks = sparkline([figure(run) for run in shown])
    return [
        Segment(mark, "heat4" if run.id == run_id else "bad" if run.state == "failed" else "time")
        for mark, run in zip(marks, shown, strict=True)
    ]
