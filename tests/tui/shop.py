"""A small shop's month: what the pictures of the documentation show. Nothing in it is left to chance."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from lsh.domain.trigger import parse_trigger
from lsh.store.records import StoredJob
from tests.support.ledger import History
from tests.tui.screens import NOW


@dataclass(frozen=True)
class Sort:
    """A job, how often it runs, how long that takes (s), and every how many-th run fails, and how."""

    name: str
    schedule: str
    command: str
    every: timedelta
    took: float
    failing: int = 0
    exit_code: int = 1
    error: str = ""
    tags: tuple[str, ...] = ()
    queue: str = "default"


HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SHOP = (
    Sort("Database backup", "30 2 * * *", "pg_dump shop | zstd > backup.zst", DAY, 74, tags=("db",)),
    Sort("Check backups", "0 6 * * *", "restic check", DAY, 21, 9, 3, "repository is locked", ("db",)),
    Sort("Send invoices", "0 8 * * 1-5", "bin/invoices --send", DAY, 12, 10, 1, "550 mailbox full"),
    Sort("Import orders", "*/30 * * * *", "bin/import orders", 2 * HOUR, 6, 41, 75, "timed out"),
    Sort("Sync stock", "15 * * * *", "bin/stock sync", 3 * HOUR, 31, 12, 2, "connection refused"),
    Sort("Fetch rates", "5 * * * *", "curl -fsS https://rates.example/eur", 3 * HOUR, 0.8),
    Sort("Warm caches", "50 5 * * *", "bin/warm --all", DAY, 140, tags=("web",), queue="slow"),
    Sort("Renew certificates", "0 3 * * 1", "certbot renew -q", 7 * DAY, 9, tags=("web",)),
    Sort("Clean uploads", "40 4 * * *", "find /srv/tmp -mtime +7 -delete", DAY, 3),
    Sort("Weekly report", "0 7 * * 1", "bin/report --mail", 7 * DAY, 55, queue="slow"),
    Sort("Watch disks", "*/10 * * * *", "df -h && sleep 60", 2 * HOUR, 60, tags=("host",)),
    Sort("Vacuum", "20 3 * * 0", "psql -c 'VACUUM ANALYZE'", 7 * DAY, 310, tags=("db",), queue="slow"),
)  # fmt: skip
_MONTH = timedelta(days=30)


def fill(history: History, now: datetime = NOW) -> None:
    """Write the jobs and a month of their runs until ``now``, in the order of time."""
    runs = []
    for place, sort in enumerate(SHOP):
        job = history.job(
            sort.name,
            next_fire_at=parse_trigger(sort.schedule, anchor=now).next_after(now),
            timezone="UTC",
            schedule=sort.schedule,
            command=sort.command,
            tags=list(sort.tags),
            queue=sort.queue,
        )
        count = int(_MONTH / sort.every)
        for number in range(count):
            at = now - (count - number) * sort.every + timedelta(minutes=7 * place)
            runs.append((at, place, number, job))
    for at, place, number, job in sorted(runs, key=lambda run: run[:3]):
        _run(history, job, at, SHOP[place], place, number)
    history.roll_up()


def _run(
    history: History, job: StoredJob, at: datetime, sort: Sort, place: int, number: int
) -> None:
    failed = bool(sort.failing) and number % sort.failing == sort.failing - 1
    swing = 1 + ((number * 7 + place * 3) % 11 - 5) / 40
    history.run(
        job,
        at,
        "failed" if failed else "succeeded",
        duration=sort.took * swing * (0.3 if failed else 1),
        cpu=sort.took * swing / 3,
        rss=(14 + 9 * place) * 1_000_000,
        late=0.002 + 0.001 * (number % 5),
        exit_code=sort.exit_code if failed else 0,
        error=sort.error if failed else None,
    )
