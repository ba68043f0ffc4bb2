"""What a run used, beside the other runs of its job."""

from __future__ import annotations

from datetime import timedelta

from lsh.client.reading import reading
from lsh.paths import Paths
from lsh.reports.plots import text_of
from lsh.tui.runs.page import EARLIER, read_run
from lsh.tui.widgets.use import compared
from tests.support.ledger import History
from tests.tui.screens import NOW


def test_a_run_of_long_ago_is_compared_with_the_newest(paths: Paths, history: History) -> None:
    job = history.job("Backup")
    ids = [
        history.run(job, NOW - timedelta(days=day), duration=90.0 if day == EARLIER + 9 else 2.0)
        for day in range(EARLIER + 9, 0, -1)
    ]
    with reading(paths) as ledger:
        old, new = (read_run(ledger, run_id, paths) for run_id in (ids[0], ids[-1]))
    assert [run.id for run in old.runs] == [ids[0], *ids[-EARLIER:]]
    assert [run.id for run in new.runs] == ids[-EARLIER:]
    heading, columns, *_ = compared(old.runs, ids[0], 80)
    assert text_of(heading).startswith("took 1m 30s")
    assert "usually 2.0s" in text_of(heading)
    assert [segment.key for segment in columns].index("heat4") == 0
    assert len(text_of(columns)) == EARLIER + 1
