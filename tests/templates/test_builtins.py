"""The shipped templates: word for word what was promised, with parameters that change nothing unset."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from lsh.domain.job import JobSpec
from lsh.templates import Source, TemplateLibrary, render, template_view
from lsh.templates.library import builtin_folder

PROMISED = {
    "database-backup": JobSpec(
        name="Database Backup",
        command="pg_dump -h localhost -U postgres mydb > /backups/mydb_$(date +%Y%m%d).sql",
        schedule="0 2 * * *",
        category="backup",
        priority=8,
        max_retries=3,
        timeout=3600.0,
        working_dir="/backups",
    ),
    "log-cleanup": JobSpec(
        name="Log Cleanup",
        command='find /var/log -name "*.log" -mtime +30 -delete',
        schedule="0 3 * * 0",
        category="maintenance",
        priority=3,
        max_retries=2,
        timeout=300.0,
    ),
    "disk-monitor": JobSpec(
        name="Disk Monitor",
        command=(
            "df -h | awk '$5 > 80 {print $0}' | mail -s \"Disk Space Alert\" admin@example.com"
        ),
        schedule="*/15 * * * *",
        category="monitoring",
        priority=7,
        max_retries=1,
        timeout=60.0,
    ),
    "data-sync": JobSpec(
        name="Data Sync",
        command="rsync -av /data/ user@remote:/backup/data/",
        schedule="0 1 * * *",
        category="data-processing",
        priority=6,
        max_retries=5,
        timeout=7200.0,
        working_dir="/data",
    ),
}
KEPT = (
    "name", "command", "schedule", "category", "priority", "max_retries", "timeout", "working_dir",
)  # fmt: skip


@pytest.fixture
def library(tmp_path: Path) -> TemplateLibrary:
    return TemplateLibrary(tmp_path / "templates")


def test_exactly_these_are_shipped_and_all_are_valid(library: TemplateLibrary) -> None:
    assert [template.id for template in library.list()] == sorted(PROMISED)
    assert library.broken() == {}
    assert {template.source for template in library.list()} == {Source.BUILTIN}


@pytest.mark.parametrize("name", PROMISED)
def test_unset_it_is_word_for_word(library: TemplateLibrary, name: str) -> None:
    spec = render(library.get(name))
    assert spec.template == name
    assert {key: getattr(spec, key) for key in KEPT} == {
        key: getattr(PROMISED[name], key) for key in KEPT
    }


@pytest.mark.parametrize(
    ("name", "parameters", "command"),
    [
        (
            "database-backup",
            {"host": "prod-db", "user": "backup", "database": "prod"},
            "pg_dump -h prod-db -U backup prod > /backups/prod_$(date +%Y%m%d).sql",
        ),
        (
            "database-backup",
            {"folder": "/my dumps"},
            "pg_dump -h localhost -U postgres mydb > '/my dumps'/mydb_$(date +%Y%m%d).sql",
        ),
        (
            "log-cleanup",
            {"folder": "/var/log/app", "files": "*.gz", "days": "7"},
            'find /var/log/app -name "*.gz" -mtime +7 -delete',
        ),
        (
            "disk-monitor",
            {"threshold": "85", "recipient": "ops@example.org", "subject": 'Low "disk" on $(host)'},
            "df -h | awk '$5 > 85 {print $0}' |"
            ' mail -s "Low \\"disk\\" on \\$(host)" ops@example.org',
        ),
        ("data-sync", {"target": "host:/a b"}, "rsync -av /data/ 'host:/a b'"),
    ],
)
def test_set(library: TemplateLibrary, name: str, parameters: dict[str, str], command: str) -> None:
    assert render(library.get(name), {}, parameters).command == command


def test_the_seeds_own_example_of_a_template_in_use(library: TemplateLibrary) -> None:
    spec = render(
        library.get("database-backup"),
        {
            "name": "Production DB Backup",
            "command": "pg_dump -h prod-db -U backup prod_db > /backups/prod_$(date +%Y%m%d).sql",
            "working_dir": "/backups",
        },
    )
    assert (
        spec.command == "pg_dump -h prod-db -U backup prod_db > /backups/prod_$(date +%Y%m%d).sql"
    )
    assert (spec.name, spec.priority, spec.schedule) == ("Production DB Backup", 8, "0 2 * * *")


def test_the_cleanup_deletes_what_it_says_and_nothing_else(
    library: TemplateLibrary, tmp_path: Path
) -> None:
    logs = tmp_path / "some logs"
    logs.mkdir()
    for name, days in {"old.log": 40, "new.log": 1, "old.txt": 40}.items():
        (logs / name).touch()
        subprocess.run(["touch", "-d", f"{days} days ago", str(logs / name)], check=True)
    spec = render(library.get("log-cleanup"), {}, {"folder": str(logs)})
    subprocess.run(["/bin/sh", "-c", spec.command], check=True)
    assert sorted(path.name for path in logs.iterdir()) == ["new.log", "old.txt"]


def test_the_disk_monitor_hands_what_is_full_to_mail(
    library: TemplateLibrary, tmp_path: Path
) -> None:
    for name, script in {
        "df": "echo 'Filesystem Size Used Avail Use% Mounted'; echo '/dev/a 9G 9G 0G 95% /'",
        "mail": 'echo "$@" > "$OUT"; cat >> "$OUT"',
    }.items():
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
    spec = render(library.get("disk-monitor"), {}, {"subject": "It's full"})
    out = tmp_path / "out"
    environment = {"PATH": f"{tmp_path}:/usr/bin:/bin", "OUT": str(out)}
    subprocess.run(["/bin/sh", "-c", spec.command], check=True, env=environment)
    first, *rest = out.read_text().splitlines()
    assert first == "-s It's full admin@example.com"
    assert "/dev/a 9G 9G 0G 95% /" in rest


def test_the_wire_form_shows_the_command_as_it_would_run(library: TemplateLibrary) -> None:
    view = template_view(library.get("data-sync"))
    assert view["command"] == PROMISED["data-sync"].command
    assert view["command_template"] == "rsync -av {{source}} {{target}}"
    assert (view["timeout"], view["source"], view["working_dir"]) == (7200.0, "builtin", "/data")
    assert view["parameters"][0] == {
        "name": "source",
        "description": "what to copy",
        "default": "/data/",
        "required": False,
        "choices": [],
        "pattern": "[^-].*",
    }
    owed = "id name description category command schedule tags priority max_retries timeout"
    assert {*owed.split(), "working_dir", "environment", "parameters", "source"} <= set(view)


def test_an_installed_package_brings_them_along(tmp_path: Path) -> None:
    project = tomllib.loads((builtin_folder().parent / "pyproject.toml").read_text())
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["force-include"]["templates"] == "lsh/data/templates"
    package = builtin_folder().parent / "lsh"
    installed = tmp_path / "site" / "lsh"
    shutil.copytree(package, installed, ignore=shutil.ignore_patterns("__pycache__", "data"))
    shutil.copytree(builtin_folder(), installed / "data" / "templates")
    code = "from lsh.templates.library import builtin_folder; print(builtin_folder())"
    found = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(tmp_path / "site"), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    assert found.stdout.strip() == str(installed / "data" / "templates")
