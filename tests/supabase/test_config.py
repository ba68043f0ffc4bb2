"""``lsh supabase config``: what is kept where, what is refused, and that no key is ever seen."""

from __future__ import annotations

import io
import json
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from lsh import cli
from tests.supabase.test_target import ANON, PUBLISHABLE, SECRET, SERVICE, URL, USER, jwt
from tests.support.daemon import Home, until
from tests.support.postgres import Database
from tests.support.postgrest import Project
from tests.support.terminal import Terminal

KEPT = """# my settings
timezone = "Europe/Vienna"  # home

[queues]
heavy = 2

[supabase]
# the project
url = "https://old.supabase.co"   # soon another
batch_rows = 100
"""


@pytest.fixture
def home(home: Home) -> Home:
    """A home whose secrets are in the file, whatever session the tests run in."""
    home.environ["LSH_SECRETS"] = "file"
    return home


def config(home: Home, *words: str, stdin: str | None = None) -> subprocess.CompletedProcess[str]:
    return home.lsh("supabase", "config", *words, stdin=stdin)


@pytest.fixture
def at_once(
    home: Home, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """``lsh supabase config`` in this process, for what is tried in many ways."""
    for name, value in home.environ.items():
        monkeypatch.setenv(name, value)

    def run(*words: str, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        code = cli.run(["supabase", "config", *words])
        return code, *capsys.readouterr()

    return run


def shown(home: Home) -> dict[str, Any]:
    done = config(home, "show", "--json")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def setting(home: Home, name: str) -> tuple[Any, str]:
    row = next(row for row in shown(home)["settings"] if row["name"] == name)
    return row["value"], row["source"]


def test_nothing_is_configured_at_first(home: Home) -> None:
    found = shown(home)
    assert found["configured"] is False
    assert found["target"] is found["key"] is found["token"] is None
    assert found["trouble"] == "no Supabase project is set"
    assert found["secrets"] == "encrypted file"
    assert {row["source"] for row in found["settings"]} == {"default"}
    done = config(home)
    assert done.stdout.splitlines()[0].split(maxsplit=1) == ["project", "not configured"]
    assert "lsh supabase config set url" in done.stderr


def test_a_project_and_its_key(home: Home) -> None:
    done = config(home, "set", "url", f"{URL}/")
    assert done.returncode == 0, done.stderr
    assert stat.S_IMODE(home.paths.config_file.stat().st_mode) == 0o600
    done = config(home, "set", "key", stdin=f"{SECRET}\n")
    assert done.returncode == 0, done.stderr
    assert f"{SECRET[:10]}…{SECRET[-4:]}" in done.stderr
    found = shown(home)
    assert (found["target"], found["configured"], found["trouble"]) == (URL, True, None)
    assert found["key"]["source"] == "encrypted file"
    assert (found["key"]["role"], found["runs_as"]) == ("service_role", "service_role")
    assert setting(home, "url") == (URL, "config.toml")
    for word in ("key", "url"):
        assert config(home, "unset", word).returncode == 0
        assert "was not set" in config(home, "unset", word).stderr
    assert shown(home)["configured"] is False


def test_variables_go_before_what_is_kept(home: Home) -> None:
    config(home, "set", "url", URL)
    config(home, "set", "key", stdin=SECRET)
    home.environ |= {
        "SUPABASE_URL": "https://other.example", "SUPABASE_SERVICE_ROLE_KEY": SERVICE,
        "SUPABASE_ANON_KEY": ANON, "SUPABASE_ACCESS_TOKEN": jwt(role="authenticated", sub=USER),
    }  # fmt: skip
    found = shown(home)
    assert found["target"] == "https://other.example"
    assert setting(home, "url") == ("https://other.example", "environment")
    assert found["key"]["source"] == "SUPABASE_SERVICE_ROLE_KEY"
    assert (found["anon_key"]["role"], found["anon_key"]["source"]) == ("anon", "SUPABASE_ANON_KEY")
    assert (found["runs_as"], found["user_id"]) == ("authenticated", USER)
    assert "SUPABASE_URL" in config(home, "set", "url", URL).stderr
    assert "SUPABASE_SERVICE_ROLE_KEY" in config(home, "set", "key", stdin=SECRET).stderr
    told = config(home, "show").stdout
    assert "SUPABASE_SERVICE_ROLE_KEY" in told
    assert SERVICE not in told


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("enabled", "no", False), ("pull", "TRUE", True), ("pull_interval", "2m", 120),
        ("pull-interval", "90", 90), ("request_timeout", "1500ms", 1.5), ("batch_rows", "50", 50),
        ("output_limit", "16K", 16384), ("output_limit", "0", 0),
        ("url", "http://127.0.0.1:54321", "http://127.0.0.1:54321"),
    ],
)  # fmt: skip
def test_settings_are_read_as_people_write_them(
    at_once: Callable[..., tuple[int, str, str]], name: str, text: str, value: object
) -> None:
    def kept() -> tuple[object, str]:
        rows = json.loads(at_once("show", "--json")[1])["settings"]
        row = next(row for row in rows if row["name"] == name.replace("-", "_"))
        return row["value"], row["source"]

    code, out, err = at_once("set", name, text, "--json")
    assert code == 0, err
    assert json.loads(out)["value"] == value
    assert kept() == (value, "config.toml")
    assert at_once("unset", name)[0] == 0
    assert kept()[1] == "default"


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("batch_rows", "0"), "between 1 and 10000"), (("batch_rows", "many"), "whole number"),
        (("pull_interval", "0"), "between 1"), (("pull_interval", "soon"), "not a duration"),
        (("request_timeout", "1h"), "between 0.1"), (("enabled", "maybe"), "neither true"),
        (("output_limit", "1T"), "between 0"), (("enabled",), "needs a value"),
        (("url", "http://abc.supabase.co"), "https"), (("url", "https://me:pw@x.co"), "password"),
        (("url", f"{URL}/rest/v1"), "without a path"), (("colour", "red"), "no setting"),
        (("ur", "x"), "did you mean 'url'"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_and_not_kept(
    home: Home, at_once: Callable[..., tuple[int, str, str]], words: tuple[str, ...], why: str
) -> None:
    home.paths.config_file.write_text(KEPT)
    code, _, err = at_once("set", *words)
    assert code == 2, err
    assert why in err
    assert home.paths.config_file.read_text() == KEPT


def test_the_rest_of_the_file_stays_as_it_is(home: Home) -> None:
    home.paths.config_file.write_text(KEPT)
    home.paths.config_file.chmod(0o644)
    assert config(home, "set", "url", URL).returncode == 0
    assert config(home, "set", "pull", "false").returncode == 0
    assert config(home, "unset", "batch_rows").returncode == 0
    expected = KEPT.replace("https://old.supabase.co", URL).replace(
        "batch_rows = 100\n", "pull = false\n"
    )
    assert home.paths.config_file.read_text() == expected
    assert stat.S_IMODE(home.paths.config_file.stat().st_mode) == 0o644
    assert [file.name for file in home.paths.config.iterdir()] == ["config.toml"]


def test_a_linked_file_stays_a_link(home: Home, tmp_path: Path) -> None:
    (tmp_path / "dotfiles.toml").write_text(KEPT)
    home.paths.config_file.symlink_to(tmp_path / "dotfiles.toml")
    assert config(home, "set", "url", URL).returncode == 0
    assert home.paths.config_file.is_symlink()
    assert URL in (tmp_path / "dotfiles.toml").read_text()


@pytest.mark.parametrize("text", ["[supabase", "supabase = 3\n", "\xff"])
def test_a_broken_file_is_left_alone(home: Home, text: str) -> None:
    home.paths.config_file.write_bytes(text.encode("latin-1"))
    done = config(home, "set", "pull", "no")
    assert done.returncode == 78
    assert str(home.paths.config_file) in done.stderr
    assert home.paths.config_file.read_bytes() == text.encode("latin-1")


def test_two_at_once_lose_nothing(home: Home) -> None:
    names = {"batch_rows": "7", "pull": "no", "output_limit": "9", "pull_interval": "8"}
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "lsh", "supabase", "config", "set", name, value],
            env=home.environ, stderr=subprocess.DEVNULL,
        )
        for name, value in names.items()
    ]  # fmt: skip
    assert [process.wait(60) for process in running] == [0] * 4
    assert {row["source"] for row in shown(home)["settings"] if row["name"] in names} == {
        "config.toml"
    }


# Keys


@pytest.mark.parametrize("name", ["key", "anon_key", "anon-key", "token"])
def test_a_secret_is_never_an_argument(home: Home, name: str) -> None:
    done = config(home, "set", name, SECRET)
    assert done.returncode == 2
    assert "process list" in done.stderr
    assert SECRET not in done.stderr
    assert shown(home)["key"] is None


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("key", "", "stdin holds no"), ("key", "hunter2", "no key of a Supabase project"),
        ("key", f"{SECRET} {SECRET}", "holds a space"), ("key", f"{SECRET}\nx", "holds a space"),
        ("anon_key", SERVICE, "not an anon"), ("token", SECRET, "no access token"),
        ("token", SERVICE, "no access token"), ("token", "hunter2", "no access token"),
    ],
)  # fmt: skip
def test_what_is_no_key_is_refused(
    at_once: Callable[..., tuple[int, str, str]], name: str, text: str, why: str
) -> None:
    code, out, err = at_once("set", name, stdin=text)
    assert code == 2
    assert why in err
    assert "hunter2" not in out + err
    assert SECRET not in out + err


def test_a_weak_key_is_kept_with_a_warning(home: Home) -> None:
    for key in (ANON, PUBLISHABLE):
        done = config(home, "set", "key", stdin=key)
        assert done.returncode == 0
        assert "warning: that is an anon key" in done.stderr
    old = jwt(role="service_role", exp=1_600_000_000)
    assert "it has expired" in config(home, "set", "key", stdin=old).stderr
    assert shown(home)["key"]["expires_at"].startswith("2020-09-13")
    assert config(home, "set", "anon_key", stdin=PUBLISHABLE).stderr.count("warning") == 0
    assert config(home, "set", "token", stdin=jwt(role="authenticated", sub=USER)).returncode == 0
    assert shown(home)["token"]["user_id"] == USER


def test_a_damaged_store_is_said_to_be_one(home: Home) -> None:
    config(home, "set", "url", URL)
    config(home, "set", "key", stdin=SECRET)
    (home.paths.config / "secrets.enc").write_text("rubbish")
    found = shown(home)
    assert "secrets.enc" in found["trouble"]
    assert found["hint"]
    assert config(home, "set", "key", stdin=SECRET).returncode == 78
    home.environ["SUPABASE_KEY"] = SECRET  # a variable needs no store
    assert shown(home)["key"]["source"] == "SUPABASE_KEY"


def test_on_a_terminal_the_key_is_asked_for_and_not_shown(home: Home) -> None:
    with Terminal(home, "supabase", "config", "set", "key") as terminal:
        terminal.wait_for("not shown): ")
        terminal.enter(SECRET)
        assert terminal.wait() == 0
    assert SECRET.encode() not in terminal.shown
    assert shown(home)["key"]["shown"] == f"sb_secret_…{SECRET[-4:]}"
    with Terminal(home, "supabase", "config", "set", "key", "--no-input") as terminal:
        assert terminal.wait() == 2
    assert b"give it on stdin" in terminal.shown


# The daemon and the ledger


def test_without_a_url_nothing_is_held_back(home: Home) -> None:
    home.apply("job_create", spec=home.spec("a"))
    for word in ("url", "enabled"):
        config(home, "set", word, {"url": URL, "enabled": "no"}[word])
    home.apply("sink_progress", sink="supabase", event_id=1, status={"lag": 1.0})
    assert "events wait" in config(home, "set", "enabled", "no").stderr
    assert home.apply("sink_progress", sink="supabase")["event_id"] == 1
    assert "keeps no events" in config(home, "unset", "url").stderr
    assert home.apply("sink_progress", sink="supabase")["event_id"] is None


def test_another_project_begins_from_the_beginning(home: Home) -> None:
    home.apply("job_create", spec=home.spec("a"))
    config(home, "set", "url", URL)
    home.apply("sink_progress", sink="supabase", event_id=1)
    assert "from the beginning" not in config(home, "set", "url", f"{URL}/").stderr
    assert home.apply("sink_progress", sink="supabase")["event_id"] == 1
    assert "from the beginning" in config(home, "set", "url", "https://new.example").stderr
    assert home.apply("sink_progress", sink="supabase")["event_id"] is None


def test_a_running_daemon_is_told(home: Home) -> None:
    home.start()
    assert "the daemon knows" in config(home, "set", "enabled", "no").stderr


# No key is ever seen


@pytest.fixture
def ready(schema: Database) -> Iterator[Project]:
    made = Project(schema)
    yield made
    made.close()


def test_no_key_is_seen_anywhere(home: Home, ready: Project) -> None:
    secrets = [ready.secret_key, ready.anon_key, ready.user_token(USER)]
    seen: set[str] = set()
    over = threading.Event()

    def watch() -> None:
        while not over.is_set():
            for entry in Path("/proc").iterdir():
                if entry.name.isdigit():
                    try:
                        seen.add((entry / "cmdline").read_text(errors="replace"))
                    except OSError:
                        continue

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        said = _everything_said(home, ready, secrets)
    finally:
        over.set()
        watcher.join()
    said.append(home.log())
    for file in home.root.rglob("*"):
        if file.is_file():
            said.append(file.read_bytes().decode(errors="replace"))
    assert any("supabase\0config\0set\0key" in line for line in seen)
    for text in [*said, *seen]:
        for secret in secrets:
            assert secret not in text
            assert secret[-20:] not in text


def _everything_said(home: Home, ready: Project, secrets: list[str]) -> list[str]:
    """What all commands say with these keys, when things go well and when they do not."""
    # any variable of Python's makes new interpreters, whose words a process list shows
    home.environ["PYTHONSAFEPATH"] = ""
    home.start()
    said = []

    def run(*words: str, stdin: str | None = None) -> None:
        done = home.lsh("supabase", *words, stdin=stdin)
        said.extend([done.stdout, done.stderr])

    run("config", "set", "url", ready.url)
    for name, secret in zip(("key", "anon_key", "token"), secrets, strict=True):
        run("config", "set", name, stdin=secret)
    for flags in ([], ["--json"], ["--plain"]):
        run("config", "show", *flags)
        run("test", *flags)
        run("rows", "shell_jobs", *flags)
    for status in (401, 403, 500, 540):
        ready.faults.status(status, body={"message": f"no: {secrets[0]}"})
        run("test", "--json")
        run("rows", "shell_jobs")
        ready.faults.clear()
    home.environ["LSH_DEBUG"] = "1"
    ready.stop()
    run("test")
    run("rows", "lsh_homes")
    until(home.status, "the daemon answers")
    home.stop()
    return said
