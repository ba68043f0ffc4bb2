"""The board counts what it holds, whatever comes and goes."""

from __future__ import annotations

from collections import Counter

from lsh.tui.board import Board
from lsh.tui.messages import Change
from tests.tui.test_many_jobs import line


def test_the_counts_are_those_of_the_jobs() -> None:
    board = Board()
    board.load([line(1, run_state="failed"), line(2, run_state="running")])
    board.apply(Change(jobs=(line(2, run_state="failed"), line(3, run_state="running"))))
    board.apply(Change(jobs=(line(1, run_state="succeeded"),), gone=frozenset({"job-3", "none"})))
    assert +board.last_states == Counter(job.run_state for job in board.jobs.values())
    assert set(board.jobs) == {"job-1", "job-2"}
    board.load([line(4, run_state="failed")])
    assert (set(board.jobs), +board.last_states) == ({"job-4"}, Counter(["failed"]))
