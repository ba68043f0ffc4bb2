from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec

from lsh.schema.stats import DatabaseStats
from lsh.store.retention import delete_runs, prune_events
from lsh.store.statistics import database_stats
from tests.support.ledger import History

START = datetime(2026, 11, 1, tzinfo=UTC)


def test_an_empty_ledger(written: History) -> None:
    stats = database_stats(written.connection)
    msgspec.convert(stats, DatabaseStats, strict=True)
    assert stats["runs"] == {"stored": 0, "oldest": None, "newest": None, "not_rolled_up": 0}
    assert stats["events"] == {"stored": 0, "oldest": None, "last_id": 0}
    assert stats["size_bytes"] > 0


def test_what_it_holds(written: History) -> None:
    job = written.job("Backup")
    ids = [written.run(job, START + timedelta(days=day)) for day in range(4)]
    written.run(job, START + timedelta(days=4), "failed", error="no")
    written.roll_up()
    written.run(job, START + timedelta(days=5), "missed", span=7)
    with written.ledger.transaction():
        delete_runs(written.connection, ids[:1])
        written.connection.execute("INSERT INTO cursors VALUES ('webhooks', 5, 0)")
        prune_events(written.connection, before=1 << 60, limit=4)
    stats = database_stats(written.connection)
    msgspec.convert(stats, DatabaseStats, strict=True)
    assert stats["jobs"] == {"total": 1, "removed": 0}
    assert stats["runs"]["stored"] == 5
    assert stats["runs"]["oldest"] == "2026-11-02T00:00:00+00:00"
    assert stats["runs"]["newest"] == "2026-11-06T00:00:00+00:00"
    assert stats["runs"]["not_rolled_up"] == 1
    assert (stats["ended"]["succeeded"], stats["ended"]["failed"]) == (4, 1), "deleted ones too"
    (count,) = written.connection.execute("SELECT count(*) FROM events").fetchone()
    assert stats["events"]["stored"] == count
    assert stats["cursors"][0]["behind"] == stats["events"]["last_id"] - 5
