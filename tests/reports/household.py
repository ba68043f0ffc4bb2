"""A month of a small machine: what the golden reports are made of."""

from __future__ import annotations

import math
from datetime import UTC, datetime, timedelta

from lsh.domain.run import RunKind
from tests.support.ledger import History, days_before

NOW = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
SINCE = datetime(2026, 10, 24, tzinfo=UTC)


def furnish(history: History) -> None:
    """Six jobs: one well, one slowing down, one failing now, one flaky, one idle, one removed."""
    _backup(history)
    _monitor(history)
    _sync(history)
    _report(history)
    history.job("Quarterly Audit", schedule="0 9 1 1,4,7,10 *", command="audit --all",
                next_fire_at=datetime(2027, 1, 1, 9, tzinfo=UTC))  # fmt: skip
    old = history.job("Old Importer", command="import.sh")
    history.run(old, days_before(NOW, 20), duration=3, cpu=1.5, rss=30_000_000)
    with history.ledger.transaction():
        history.ledger.jobs.remove(old, at=0, actor="test")


def _backup(history: History) -> None:
    job = history.job(
        "Daily Backup", timezone="Europe/Berlin", schedule="0 2 * * *",
        command="tar -czf /backups/backup_$(date +%Y%m%d).tar.gz /data",
        next_fire_at=datetime(2026, 11, 23, 1, tzinfo=UTC),
    )  # fmt: skip
    for ago in range(29, -1, -1):
        at = days_before(NOW, ago, 1)
        grown = 600 * 1.02 ** (29 - ago)
        if ago == 11:
            history.run(job, at, "failed", duration=31, late=0.003, cpu=9, rss=41_000_000,
                        exit_code=2, error="tar: /backups: No space left on device (13 bytes)")  # fmt: skip
        elif ago == 17:
            history.run(job, at, "missed", reason="the machine was off")
        else:
            history.run(job, at, duration=grown, late=0.002 + ago % 3 / 1000, cpu=grown / 3,
                        rss=43_000_000 + ago * 100_000)  # fmt: skip


def _monitor(history: History) -> None:
    job = history.job("Disk Monitor", schedule="*/15 * * * *", command="df -h | awk '$5 > 80'",
                      next_fire_at=NOW + timedelta(minutes=15))  # fmt: skip
    at = SINCE
    number = 0
    while at <= NOW:
        number += 1
        took = 0.04 + 0.01 * math.sin(number / 7)
        history.run(job, at, duration=took, late=0.002 + number % 5 / 2000, cpu=0.02, rss=4_200_000)
        at += timedelta(minutes=15)


def _sync(history: History) -> None:
    job = history.job("Data Sync", schedule="0 */4 * * *", max_retries=2,
                      command="rsync -av /data/ user@remote:/backup/data/",
                      next_fire_at=datetime(2026, 11, 22, 8, tzinfo=UTC))  # fmt: skip
    for ago in range(29, -1, -1):
        for hour in range(0, 24, 4):
            at, number = days_before(NOW, ago, hour), ago * 6 + hour // 4
            if at > NOW:
                continue
            if number % 13 == 5:
                error = f"ssh: connect to host 10.0.0.{number} port 22: Connection refused"
                history.run(job, at, "failed", duration=30, tries=3, cpu=0.5, rss=20_000_000,
                            exit_code=255, late=0.004, error=error)  # fmt: skip
            elif number % 29 == 7:
                history.run(job, at, "skipped", reason="the previous run was still going on")
            else:
                history.run(job, at, duration=95 + number % 7 * 4, tries=2 if number % 11 == 0 else 1,
                            cpu=11, rss=25_000_000, late=0.003)  # fmt: skip


def _report(history: History) -> None:
    job = history.job("Sales Report", schedule="30 6 * * 1-5", command="make -C /srv/sales report",
                      next_fire_at=datetime(2026, 11, 23, 6, 30, tzinfo=UTC))  # fmt: skip
    for ago in range(28, 0, -1):
        at = days_before(NOW, ago, 6) + timedelta(minutes=30)
        if at.weekday() >= 5:
            continue
        if ago <= 4:
            error = 'psycopg.OperationalError: relation "orders_2026" does not exist'
            history.run(job, at, "failed", duration=2.5, late=0.002, cpu=1, rss=60_000_000,
                        exit_code=1, error=error)  # fmt: skip
        else:
            history.run(job, at, duration=240, late=0.002, cpu=200, rss=310_000_000)
    history.run(job, days_before(NOW, 1, 20), kind=RunKind.TEST, duration=9999)
    history.fail_in_row(job, 3)
