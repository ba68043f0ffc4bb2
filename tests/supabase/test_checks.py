"""``lsh supabase test``: every way in which a project can be out of order, and what is said of it."""

from __future__ import annotations

import json
import re
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from lsh.setting_tables import SupabaseSettings
from lsh.settings import Settings
from lsh.sinks.supabase.checks import Check, Examination, HomeFacts, Verdict
from lsh.sinks.supabase.checks_network import proxy_for
from lsh.sinks.supabase.target import Target
from tests.support.daemon import Home
from tests.support.postgres import Database
from tests.support.postgrest import Project
from tests.support.terminal import Terminal

NAMES = [
    "configuration", "dns", "tcp", "tls", "key", "project",
    "schema", "read", "write", "rls", "latency", "clock",
]  # fmt: skip
HOME_ID = "11111111-2222-4333-8444-555555555555"
OK, FAILED, SKIPPED, WARNING = Verdict.OK, Verdict.FAILED, Verdict.SKIPPED, Verdict.WARNING


@dataclass
class Found:
    """All checks of one examination."""

    checks: list[Check]

    def __getitem__(self, name: str) -> Any:
        return next(check for check in self.checks if check.name == name)

    @property
    def exit_code(self) -> int:
        return next((check.exit_code for check in self.checks if check.verdict is FAILED), 0)

    def first_failure(self) -> Check:
        """The first that failed; all that comes to nothing by it was skipped, and says so."""
        failed = [check for check in self.checks if check.verdict is FAILED]
        assert failed[0].remedy
        for check in self.checks:
            if check.detail.endswith(" failed"):
                assert (check.verdict, check.detail) == (SKIPPED, f"{failed[0].name} failed")
        return failed[0]


@pytest.fixture
def ready(schema: Database) -> Iterator[Project]:
    """A project with the schema of lsh."""
    made = Project(schema)
    yield made
    made.close()


def examine(home: Home, url: str, key: str, *, timeout: float = 5, **variables: str) -> Found:
    settings = Settings(supabase=SupabaseSettings(url=url, request_timeout=timeout))
    environ = {"SUPABASE_KEY": key, "LSH_SECRETS": "file", **variables}
    examination = Examination(home.paths, settings, HomeFacts(HOME_ID, "laptop"), environ)
    started: list[str] = []
    found = Found(list(examination.run(started.append)))
    assert [check.name for check in found.checks] == NAMES
    skipped = {check.name for check in found.checks if check.verdict is SKIPPED}
    assert set(started) >= set(NAMES) - skipped
    told = "".join(f"{check.detail}{check.remedy}" for check in found.checks)
    assert key not in told
    return found


def test_all_is_well(home: Home, ready: Project) -> None:
    found = examine(home, ready.url, ready.secret_key, SUPABASE_ANON_KEY=ready.anon_key)
    assert [check.verdict for check in found.checks] == [
        SKIPPED if check.name == "tls" else OK for check in found.checks
    ]
    assert found.exit_code == 0
    assert "sb_secret_…" in found["configuration"].detail
    assert "127.0.0.1" in found["tcp"].detail
    assert "the anon key sees nothing" in found["rls"].detail
    assert "ms (median of 5 small reads)" in found["latency"].detail
    rows = ready.execute("select home_id::text, host, last_seen_at from lsh_homes")
    assert [(row["home_id"], row["host"]) for row in rows] == [(HOME_ID, "laptop")]
    assert all(check.seconds >= 0 for check in found.checks)


def test_a_publishable_key_is_tried_too(home: Home, ready: Project) -> None:
    found = examine(home, ready.url, ready.service_key, SUPABASE_ANON_KEY=ready.publishable_key)
    assert "the anon key sees nothing" in found["rls"].detail
    assert "none is set" in examine(home, ready.url, ready.service_key)["rls"].detail
    wrong = "sb_publishable_wrongwrongwrong12345"
    found = examine(home, ready.url, ready.service_key, SUPABASE_ANON_KEY=wrong)
    assert (found["rls"].verdict, found.exit_code) == (WARNING, 0)
    assert wrong not in found["rls"].detail


def test_a_home_without_a_ledger_leaves_nothing_behind(home: Home, ready: Project) -> None:
    settings = Settings(supabase=SupabaseSettings(url=ready.url))
    environ = {"SUPABASE_KEY": ready.secret_key}
    examination = Examination(home.paths, settings, HomeFacts(None, "laptop"), environ)
    found = Found(list(examination.run()))
    assert (found["write"].verdict, found["write"].detail[:11]) == (OK, "a trial row")
    assert ready.execute("select * from lsh_homes") == []


def test_as_a_user(home: Home, ready: Project) -> None:
    token = ready.user_token(HOME_ID)
    found = examine(home, ready.url, ready.anon_key, SUPABASE_ACCESS_TOKEN=token)
    assert found.exit_code == 0, found
    assert "as authenticated" in found["key"].detail
    rows = ready.execute("select user_id::text from lsh_homes")
    assert [row["user_id"] for row in rows] == [HOME_ID]
    late = ready.user_token(HOME_ID, expires_in=-600)
    failure = examine(home, ready.url, ready.anon_key, SUPABASE_ACCESS_TOKEN=late).first_failure()
    assert (failure.name, failure.exit_code) == ("key", 4)
    assert "config set token" in str(failure.remedy)


# Configuration and network


def test_nothing_is_configured(home: Home) -> None:
    examination = Examination(home.paths, Settings(), HomeFacts(None, "x"), {})
    found = Found(list(examination.run()))
    assert [check.name for check in found.checks] == NAMES
    assert (found.first_failure().name, found.exit_code) == ("configuration", 78)
    assert {check.verdict for check in found.checks[1:]} == {SKIPPED}


def test_a_key_of_another_project_is_noticed(home: Home, ready: Project) -> None:
    # the stand-in's legacy keys are of the project "localproject"
    found = examine(home, "https://other.supabase.co", ready.service_key, timeout=0.5)
    assert found["configuration"].verdict is WARNING
    assert "localproject" in found["configuration"].detail


def test_a_name_that_nobody_knows(home: Home) -> None:
    found = examine(home, "https://no-such-project.invalid", "sb_secret_" + "x" * 20)
    assert (found.first_failure().name, found.exit_code) == ("dns", 75)
    assert "no-such-project.invalid" in found["dns"].detail


def test_a_closed_port(home: Home) -> None:
    with closing(socket.socket()) as held:
        held.bind(("127.0.0.1", 0))  # taken, and nobody listens
        url = f"http://127.0.0.1:{held.getsockname()[1]}"
        found = examine(home, url, "sb_secret_" + "x" * 20)
    assert (found.first_failure().name, found.exit_code) == ("tcp", 75)
    assert "refused" in found["tcp"].detail


class Listener:
    """A port on loopback that treats each connection in its own way, until it is closed."""

    def __init__(self, context: ssl.SSLContext | None, say: bytes = b"") -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._context = context
        self._say = say
        self.port = self._socket.getsockname()[1]
        self._held: list[socket.socket] = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
                self._held.append(connection)
                if self._context is not None:
                    self._held.append(self._context.wrap_socket(connection, server_side=True))
                elif self._say:
                    connection.sendall(self._say)
            except ssl.SSLError:
                continue
            except OSError:
                return

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()
        for each in self._held:
            each.close()


def test_something_that_does_not_speak_tls(home: Home) -> None:
    with closing(Listener(None, b"220 mail.example ESMTP\r\n")) as plain:
        found = examine(home, f"https://127.0.0.1:{plain.port}", "sb_secret_" + "x" * 20)
    assert (found.first_failure().name, found.exit_code) == ("tls", 75)
    assert "does not speak TLS" in found["tls"].detail
    assert found["tcp"].verdict is OK


def test_something_that_says_nothing(home: Home) -> None:
    with closing(Listener(None)) as silent:
        url = f"https://127.0.0.1:{silent.port}"
        found = examine(home, url, "sb_secret_" + "x" * 20, timeout=0.3)
    assert (found.first_failure().name, found.exit_code) == ("tls", 75)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1 that nobody but itself vouches for, with its key."""
    from datetime import UTC, datetime, timedelta
    from ipaddress import IPv4Address

    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    address = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(address, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "certificate.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return file


def test_a_certificate_that_nobody_vouches_for(home: Home, certificate: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with closing(Listener(context)) as own:
        found = examine(home, f"https://127.0.0.1:{own.port}", "sb_secret_" + "x" * 20)
    assert (found.first_failure().name, found.exit_code) == ("tls", 75)
    assert "not trusted" in found["tls"].detail
    assert "SSL_CERT_FILE" in found["tls"].remedy


def test_a_proxy_of_the_environment_is_named_without_its_password(
    monkeypatch: pytest.MonkeyPatch, home: Home
) -> None:
    def used(url: str) -> str | None:
        return proxy_for(Target(url, "k", "s", "service_role"))

    with closing(socket.socket()) as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        monkeypatch.setenv("https_proxy", f"http://me:hunter2@127.0.0.1:{port}")
        monkeypatch.setenv("no_proxy", "direct.example")
        assert used("https://a.supabase.co") == f"127.0.0.1:{port}"
        assert used("https://direct.example") is None
        assert used("http://127.0.0.1:9") is None
        found = examine(home, "https://a.supabase.co", "sb_secret_" + "x" * 20)
    assert [found[name].verdict for name in ("dns", "tcp", "tls")] == [SKIPPED] * 3
    assert (found.first_failure().name, found.exit_code) == ("project", 75)
    assert "hunter2" not in str(found)


# The project


def test_a_wrong_key(home: Home, ready: Project) -> None:
    found = examine(home, ready.url, "sb_secret_wrongwrongwrongwrong")
    assert (found.first_failure().name, found.exit_code) == ("key", 4)
    assert found["project"].verdict is OK
    assert "config set key" in found["key"].remedy


def test_an_anon_key_as_the_key(home: Home, ready: Project) -> None:
    for key in (ready.anon_key, ready.publishable_key):
        found = examine(home, ready.url, key)
        assert found["key"].verdict is WARNING
        assert "service_role" in found["key"].remedy
        assert found.exit_code == 4
        assert "anon" in str(found.first_failure().remedy)


def test_a_paused_project(home: Home, ready: Project) -> None:
    ready.faults.paused()
    found = examine(home, ready.url, ready.secret_key)
    assert (found.first_failure().name, found.exit_code) == ("project", 75)
    assert found["key"].verdict is SKIPPED
    assert "dashboard" in found["project"].remedy


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_project_that_does_not_answer_now(home: Home, ready: Project, status: int) -> None:
    ready.faults.status(status)
    found = examine(home, ready.url, ready.secret_key)
    assert (found.first_failure().name, found.exit_code) == ("project", 75)


def test_something_else_answers_there(home: Home, ready: Project) -> None:
    ready.faults.status(404, body="<title>It works!</title>")
    found = examine(home, ready.url, ready.secret_key)
    assert (found.first_failure().name, found.exit_code) == ("project", 75)
    assert "config show" in found["project"].remedy


def test_no_schema(home: Home, project: Project) -> None:
    found = examine(home, project.url, project.secret_key)
    assert (found.first_failure().name, found.exit_code) == ("schema", 78)
    assert "lsh supabase init" in found["schema"].remedy
    assert found["key"].verdict is found["project"].verdict is OK


@pytest.mark.parametrize(
    ("sql", "verdict", "detail"),
    [
        ("update lsh_migrations set version = 0", FAILED, "version 0 is there"),
        ("update lsh_migrations set version = 999", WARNING, "version 999 is there"),
        ("delete from lsh_migrations", FAILED, "version 0 is there"),
        ("drop table data_lineage cascade", FAILED, "not there: data_lineage"),
    ],
)
def test_another_schema(
    home: Home, ready: Project, sql: str, verdict: Verdict, detail: str
) -> None:
    ready.execute(sql)
    found = examine(home, ready.url, ready.secret_key)
    assert found["schema"].verdict is verdict
    assert detail in found["schema"].detail
    assert found.exit_code == (78 if verdict is FAILED else 0)


def test_rights_that_were_taken_away(home: Home, ready: Project) -> None:
    ready.execute("revoke select on job_executions from service_role")
    found = examine(home, ready.url, ready.secret_key)
    assert (found.first_failure().name, found.exit_code) == ("read", 4)
    assert found["write"].verdict is OK
    ready.execute("grant select on job_executions to service_role")
    ready.execute("revoke insert on lsh_homes from service_role")
    found = examine(home, ready.url, ready.secret_key)
    assert (found.first_failure().name, found.exit_code) == ("write", 4)
    assert found["latency"].verdict is OK


def test_row_security_that_is_off(home: Home, ready: Project) -> None:
    ready.execute("alter table shell_history disable row level security")
    found = examine(home, ready.url, ready.secret_key)
    assert (found.first_failure().name, found.exit_code) == ("rls", 78)
    assert "shell_history" in found["rls"].detail


def test_rows_that_strangers_see(home: Home, ready: Project) -> None:
    ready.execute("create policy all_see on lsh_homes for select to anon using (true)")
    ready.execute("grant select on lsh_homes to anon")
    found = examine(home, ready.url, ready.secret_key, SUPABASE_ANON_KEY=ready.anon_key)
    assert (found.first_failure().name, found.exit_code) == ("rls", 78)
    assert "sees rows of lsh_homes" in found["rls"].detail


def test_a_slow_project(home: Home, ready: Project) -> None:
    ready.faults.delay(0.6, table="lsh_migrations")
    found = examine(home, ready.url, ready.secret_key)
    assert (found["latency"].verdict, found.exit_code) == (WARNING, 0)
    assert found["latency"].remedy


@pytest.mark.parametrize(
    ("shift", "verdict", "code"),
    [(10.0, WARNING, 0), (-10.0, WARNING, 0), (7200.0, FAILED, 1), (0.5, OK, 0)],
)
def test_clocks_that_differ(
    home: Home, ready: Project, shift: float, verdict: Verdict, code: int
) -> None:
    ready.execute(
        "create or replace function public.lsh_clock() returns timestamptz language sql volatile "
        f"as $$ select clock_timestamp() + interval '{shift} seconds' $$"
    )
    found = examine(home, ready.url, ready.secret_key)
    assert (found["clock"].verdict, found.exit_code) == (verdict, code)
    if verdict is not OK:
        told = re.match(r"([-+][\d.]+) s .*±([\d.]+) s", found["clock"].detail)
        assert told is not None, found["clock"].detail
        assert abs(float(told[1]) + shift) <= float(told[2]) + 0.02  # both are rounded
        assert found["clock"].remedy


# The command


def test_the_command_says_it_in_json(home: Home, ready: Project) -> None:
    home.environ |= ready.environ
    done = home.lsh("supabase", "test", "--json")
    assert done.returncode == 0, done.stdout
    told = json.loads(done.stdout)
    assert list(told) == ["target", "key", "ok", "checks"]
    assert told["target"] == ready.url
    assert told["key"].startswith("service_role key eyJh…")
    assert told["ok"] is True
    assert [check["name"] for check in told["checks"]] == NAMES
    assert list(told["checks"][0]) == ["name", "verdict", "detail", "remedy", "seconds"]
    assert ready.service_key not in done.stdout + done.stderr


def test_the_command_ends_as_its_first_failure(home: Home, ready: Project) -> None:
    home.environ |= ready.environ
    ready.faults.paused()
    done = home.lsh("supabase", "test")
    assert done.returncode == 75
    assert "lsh: project:" in done.stderr
    assert "hint: wake it" in done.stderr
    assert done.stdout.splitlines()[0].split() == ["CHECK", "VERDICT", "TOOK", "DETAIL"]
    done = home.lsh("supabase", "test", "--quiet")
    assert (done.returncode, done.stdout.split()) == (75, ["project"])
    done = home.lsh("supabase", "test", "--plain")
    rows = [line.split("\t") for line in done.stdout.splitlines()]
    assert [row[0] for row in rows] == NAMES
    assert {len(row) for row in rows} == {5}


def test_a_terminal_is_told_what_is_waited_for(home: Home, ready: Project) -> None:
    home.environ |= ready.environ
    with Terminal(home, "supabase", "test") as terminal:
        assert terminal.wait() == 0
    lines = terminal.shown.decode().split("\r\x1b[K")
    told = [line for line in lines if line.startswith("testing ")]
    assert told[0] == "testing configuration …"
    assert told[-1] == "testing clock …"
    assert "CHECK" in lines[-1]  # the table, after the last line was cleared
