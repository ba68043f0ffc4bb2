"""Every command of the document that this tool answers to, word for word, against a real daemon."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys

import pytest

from tests.support.daemon import Home

NAMED = (
    "lsh daemon job create --id job_123 --name 'Seed Job' --command 'echo done' --schedule '@hourly'",
    "lsh daemon job create --id job_daily_backup --name 'Daily' --command true --schedule '@daily'",
)
QUICK_START = (
    "lsh cron create-from-template database-backup",
    r"""lsh daemon job create \
  --name "Daily Backup" \
  --command "tar -czf /backups/backup_$(date +%Y%m%d).tar.gz /data" \
  --schedule "0 2 * * *" \
  --working-dir "/backups" \
  --priority 8""",
    "lsh cron list",
    "lsh cron report job_123",
    "lsh cron comprehensive-report",
)
AVAILABLE = (
    "lsh daemon status",
    "lsh daemon job list",
    "lsh daemon job start job_123",
    "lsh daemon job stop job_123",
    "lsh daemon job info job_123",
    "lsh daemon db history",
    "lsh daemon db stats",
    "lsh cron templates",
    "lsh cron create-from-template data-sync",
    "lsh cron list",
    "lsh cron start job_123",
    "lsh cron stop job_123",
    "lsh cron info job_123",
    "lsh cron report job_123",
    "lsh cron reports",
    "lsh cron comprehensive-report",
    "lsh cron export --format json",
    "lsh daemon db history --job-id job_123",
    "lsh daemon db stats --job-id job_123",
    "lsh cron report job_daily_backup",
    "lsh daemon restart",
)
TEMPLATES = (
    r"""lsh cron create-from-template database-backup \
  --name "Production DB Backup" \
  --command "pg_dump -h prod-db -U backup prod_db > /backups/prod_$(date +%Y%m%d).sql" \
  --working-dir "/backups" """,
    r"""lsh cron create-from-template log-cleanup \
  --name "Application Log Cleanup" \
  --command "find /var/log/app -name '*.log' -mtime +7 -delete" \
  --schedule "0 4 * * *" """,
    r"""lsh cron create-from-template database-backup \
  --name "Daily Production Backup" \
  --command "pg_dump -h prod-db -U backup prod_db | gzip > /backups/prod_$(date +%Y%m%d).sql.gz" \
  --working-dir "/backups" \
  --priority 9""",
    r"""lsh daemon job create \
  --name "Log Rotation" \
  --command "logrotate /etc/logrotate.conf" \
  --schedule "0 0 * * *" \
  --working-dir "/var/log" \
  --priority 5""",
    r"""lsh cron create-from-template disk-monitor \
  --name "Disk Space Alert" \
  --command "df -h | awk '\$5 > 85 {print \$0}' | mail -s 'Disk Alert' admin@company.com" """,
    r"""lsh daemon job create \
  --name "System Health Check" \
  --command "system-health-check.sh" \
  --schedule "*/10 * * * *" \
  --priority 8""",
)


def typed(home: Home, line: str) -> subprocess.CompletedProcess[str]:
    """What a person's shell makes of ``line``."""
    program = f'lsh() {{ {shlex.quote(sys.executable)} -m lsh "$@"; }}\n{line}'
    return subprocess.run(
        ["sh", "-c", program], env=home.environ, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def seeded(lived_in: Home) -> Home:
    for line in NAMED:
        assert typed(lived_in, line).returncode == 0
    return lived_in


@pytest.mark.parametrize("line", [*QUICK_START, *AVAILABLE, *TEMPLATES], ids=lambda line: line[:60])
def test_the_command_works_as_written(seeded: Home, line: str) -> None:
    done = typed(seeded, line)
    assert done.returncode == 0, done.stderr
    assert done.stdout or done.stderr


def test_what_a_template_gave_and_what_an_option_did(seeded: Home) -> None:
    made = typed(seeded, TEMPLATES[0] + "--json")
    job = json.loads(made.stdout)
    assert (job["name"], job["priority"], job["max_retries"]) == ("Production DB Backup", 8, 3)
    assert (job["timeout"], job["schedule"], job["template"]) == (
        3600,
        "0 2 * * *",
        "database-backup",
    )
    assert json.loads(typed(seeded, TEMPLATES[2] + " --json").stdout)["priority"] == 9


def test_the_daemon_starts_and_stops(home: Home) -> None:
    assert typed(home, "lsh daemon status").returncode == 69
    assert typed(home, "lsh daemon start").returncode == 0
    assert typed(home, "lsh daemon status || lsh daemon start").returncode == 0
    assert typed(home, "lsh daemon stop").returncode == 0
    assert typed(home, "lsh daemon status").returncode == 69


def test_a_job_is_removed(seeded: Home) -> None:
    for group in ("daemon job", "cron"):
        made = typed(seeded, "lsh daemon job create --name gone --command true")
        removed = typed(seeded, f"lsh {group} remove {made.stdout.strip()} --yes")
        assert removed.returncode == 0
        assert typed(seeded, f"lsh cron info {made.stdout.strip()}").returncode == 3
