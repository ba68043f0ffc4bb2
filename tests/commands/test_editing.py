"""``edit`` with an editor that is a shell script."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.daemon import Home
from tests.support.terminal import Terminal


@pytest.fixture
def job(home: Home) -> Home:
    made = home.lsh(
        "cron", "create", "--id", "job", "-s", "@daily", "-e", "API_TOKEN=s3cret", "-c", "true"
    )
    assert made.returncode == 0
    return home


def edit_with(home: Home, script: str, *words: str) -> tuple[int, str]:
    editor = Path(home.root) / "editor"
    editor.write_text(f"#!/bin/sh\n{script}\n")
    editor.chmod(0o700)
    home.environ["VISUAL"] = str(editor)
    done = home.lsh("cron", "edit", *(words or ("job",)))
    return done.returncode, done.stderr


def shown(home: Home) -> dict[str, object]:
    found: dict[str, object] = json.loads(home.lsh("cron", "info", "job", "--json").stdout)
    return found


def test_the_whole_definition_is_edited(job: Home) -> None:
    script = (
        """sed -i 's/^schedule = .*/schedule = "@hourly"/; s/^# priority = 5/priority = 8/' "$1" """
    )
    assert edit_with(job, script)[0] == 0
    found = shown(job)
    assert (found["schedule"], found["priority"], found["version"]) == ("@hourly", 8, 2)
    assert found["environment"] == {"API_TOKEN": "[masked]"}


def test_the_editor_sees_secrets_in_a_private_file(job: Home) -> None:
    out = job.root / "seen"
    edit_with(job, f'cat "$1" > {out}; stat -c %a "$(dirname "$1")" >> {out}')
    assert 'API_TOKEN = "s3cret"' in out.read_text()
    assert out.read_text().endswith("700\n")


def test_nothing_is_changed_when_nothing_was_edited(job: Home) -> None:
    assert edit_with(job, "true") == (0, "nothing was changed\n")
    assert shown(job)["version"] == 1


def test_a_mistake_keeps_the_draft(job: Home) -> None:
    code, said = edit_with(job, """sed -i 's/^schedule = .*/schedule = "61 * * * *"/' "$1" """)
    assert code == 2
    assert "minute: 61 is out of range" in said
    draft = Path(said.rpartition("the draft: ")[2].strip())
    assert "61 * * * *" in draft.read_text()
    draft.unlink()
    draft.parent.rmdir()
    assert shown(job)["version"] == 1


def test_a_draft_that_is_no_text_is_kept(job: Home) -> None:
    code, said = edit_with(job, """printf 'name = "b\\351"\\n' >> "$1" """)
    assert code == 2
    assert "not valid UTF-8" in said
    draft = Path(said.rpartition("the draft: ")[2].strip())
    assert b"\xe9" in draft.read_bytes()
    draft.unlink()
    draft.parent.rmdir()


def test_an_id_is_not_edited(job: Home) -> None:
    code, said = edit_with(job, """sed -i 's/^id = .*/id = "other"/' "$1" """)
    assert code == 2
    assert "the id of a job stays what it is: job" in said
    draft = Path(said.rpartition("the draft: ")[2].strip())
    draft.unlink()
    draft.parent.rmdir()
    done = job.lsh("cron", "edit", "job", "--id", "other")
    assert (done.returncode, done.stdout) == (2, "")
    assert job.lsh("cron", "edit", "job", "--id", "job", "--priority", "0").returncode == 0


def test_none_empties_a_number(job: Home) -> None:
    for flag in ("--keep-days", "--keep-runs", "--pause-after-failures"):
        field = flag.removeprefix("--").replace("-", "_")
        for written, held in (("7", 7), ("none", None)):
            done = job.lsh("cron", "edit", "job", flag, written, "--json")
            assert json.loads(done.stdout)[field] == held
        for wrong in ("0", "soon"):
            assert job.lsh("cron", "edit", "job", flag, wrong).returncode == 2


def test_an_edit_does_not_undo_somebody_elses(job: Home) -> None:
    other = "lsh cron edit job --priority 9 --quiet >/dev/null"
    script = f"""sed -i 's/^schedule = .*/schedule = "@hourly"/' "$1"; {other}"""
    code, said = edit_with(job, script)
    assert code == 4
    assert "was changed meanwhile" in said
    found = shown(job)
    assert (found["schedule"], found["priority"]) == ("@daily", 9)


def test_an_editor_that_fails_changes_nothing(job: Home) -> None:
    code, said = edit_with(job, "exit 3")
    assert code == 1
    assert "ended with 3; nothing was changed" in said


def test_ctrl_c_is_the_editors(job: Home) -> None:
    script = """kill -INT $PPID; sed -i 's/^schedule = .*/schedule = "@hourly"/' "$1" """
    assert edit_with(job, script)[0] == 0
    assert shown(job)["schedule"] == "@hourly"


def test_ctrl_c_means_to_an_editor_what_it_always_means(job: Home) -> None:
    before = shown(job)
    code, said = edit_with(job, """echo > "$1"; kill -INT $$; exit 0""")
    assert (code, "Traceback" in said) == (130, False)
    assert shown(job) == before


def test_who_gives_up_is_told_where_the_draft_is(job: Home) -> None:
    edit_with(job, """echo nonsense > "$1" """)
    with Terminal(job, "cron", "edit", "job", VISUAL=job.environ["VISUAL"]) as terminal:
        terminal.wait_for("edit again? [Y/n]")
        terminal.end_input()
        assert terminal.wait() == 2
    draft = Path(terminal.shown.decode().rpartition("the draft is kept: ")[2].strip())
    assert draft.read_text() == "nonsense\n"
    draft.unlink()
    draft.parent.rmdir()


def test_options_change_only_what_they_say(job: Home) -> None:
    done = job.lsh("cron", "edit", "job", "--timeout", "1h", "--json")
    changed = json.loads(done.stdout)
    assert (changed["timeout"], changed["schedule"], changed["version"]) == (3600, "@daily", 2)
    assert (
        json.loads(job.lsh("cron", "edit", "job", "--timeout", "none", "--json").stdout)["timeout"]
        is None
    )
