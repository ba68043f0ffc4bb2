"""Jobs of several machines at the command line: made, shown, moved, exported and taken in."""

from __future__ import annotations

import json
import tomllib
from typing import Any

from tests.support.daemon import Home

SHARED = ("--hosts", "Server,laptop", "--claim", "shared", "--on-unreachable", "run")
FIELDS = {"hosts": ["Server", "laptop"], "claim": "shared", "on_unreachable": "run"}


def ok(home: Home, *words: str, stdin: str | None = None) -> str:
    done = home.lsh(*words, stdin=stdin)
    assert done.returncode == 0, done.stderr
    return done.stdout


def shown(home: Home, job: str = "j") -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(ok(home, "cron", "info", job, "--json"))
    return answer


def make(home: Home, *options: str, job: str = "j") -> str:
    words = ("cron", "create", "--id", job, "--name", job, "--schedule", "every 10m", *options)
    done = home.lsh(*words, "--", "/bin/true")
    assert done.returncode == 0, done.stderr
    return done.stderr


def test_a_job_is_made_for_other_machines_and_brought_home(home: Home) -> None:
    home.configure(host="desk")
    told = make(home, *SHARED)
    assert "no Supabase is linked to claim it in" in told
    assert "it does not run on this machine: its hosts are Server and laptop" in told
    job = shown(home)
    assert {name: job[name] for name in FIELDS} == FIELDS
    assert (job["state"], job["next_fire_at"], job["upcoming"]) == ("elsewhere", None, [])
    done = home.lsh("cron", "edit", "j", "--hosts", "DESK,laptop")
    assert done.returncode == 0, done.stderr
    assert shown(home)["state"] == "active"
    ok(home, "cron", "edit", "j", "--hosts", "", "--claim", "each")
    assert (shown(home)["hosts"], shown(home)["claim"]) == ([], "each")


def test_every_face_says_that_a_job_is_elsewhere(home: Home) -> None:
    make(home, "--hosts", "server")
    make(home, job="mine")
    assert "elsewhere" in ok(home, "cron", "list")
    listed = json.loads(ok(home, "cron", "list", "--state", "elsewhere", "--json"))
    assert [job["id"] for job in listed] == ["j"]
    info = ok(home, "cron", "info", "j")
    assert "elsewhere (it does not run on this machine: its host is server)" in info
    sentence = "j does not run on this machine because its host is server."
    assert ok(home, "cron", "why", "j").strip() == sentence
    assert "its host is server" in home.lsh("cron", "next", "j").stderr
    report = json.loads(ok(home, "cron", "report", "j", "--json"))
    assert report["job"]["state"] == "elsewhere"


def test_a_job_of_others_is_not_run_here(home: Home) -> None:
    home.configure(host="desk")
    make(home, "--hosts", "server")
    home.start()
    done = home.lsh("cron", "run", "j")
    assert done.returncode == 4
    assert "'j' does not run on desk: its host is server" in done.stderr
    home.stop()


def test_where_a_job_runs_survives_export_and_import(home: Home) -> None:
    make(home, *SHARED)
    document = ok(home, "cron", "export")
    ok(home, "cron", "import", "-", "--on-conflict", "replace", stdin=document)
    job = shown(home)
    assert {name: job[name] for name in FIELDS} == FIELDS
    assert job["state"] == "elsewhere"


def test_where_a_job_runs_is_edited_as_toml(home: Home) -> None:
    make(home, *SHARED)
    seen, editor = home.root / "seen", home.root / "editor"
    script = f"""cp "$1" {seen}; sed -i 's/^claim = .*/claim = "each"/' "$1" """
    editor.write_text(f"#!/bin/sh\n{script}\n")
    editor.chmod(0o700)
    home.environ["VISUAL"] = str(editor)
    ok(home, "cron", "edit", "j")
    text = tomllib.loads(seen.read_text())
    assert {name: text[name] for name in FIELDS} == FIELDS
    job = shown(home)
    assert {name: job[name] for name in FIELDS} == FIELDS | {"claim": "each"}
