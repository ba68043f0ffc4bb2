"""Secrets leave lsh neither by name nor by shape; ordinary text stays as it is."""

from __future__ import annotations

import time

import pytest

from lsh.schema.masking import (
    MASK,
    is_masked,
    is_secret_name,
    mask_arguments,
    mask_definition,
    mask_environment,
    mask_output,
    mask_text,
)

SECRET = "hunter2hunter2hunter2"  # what must not be left over


@pytest.mark.parametrize(
    "name",
    [
        "PASSWORD", "DB_PASSWORD", "PGPASSWORD", "MYSQL_PWD", "API_KEY", "apiKey", "APIKEY",
        "SUPABASE_ANON_KEY", "SUPABASE_KEY", "GITHUB_TOKEN", "AWS_SECRET_ACCESS_KEY",
        "SECRET", "CLIENT_SECRET", "SSH_PRIVATE_KEY", "GPG_PASSPHRASE", "PROXY_AUTH", "SENTRY_DSN",
        "SESSION_COOKIE", "aws-credentials", "PASS",
    ],
)  # fmt: skip
def test_secret_names(name: str) -> None:
    assert is_secret_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "PATH", "HOME", "PWD", "OLDPWD", "LANG", "KEYBOARD", "MONKEY", "SSH_AUTH_SOCK", "MAX_TOKENS",
        "PUBLIC_KEY", "TOKEN_URL", "PASSWORD_FILE", "COMPASS", "BYPASS_CACHE", "AUTHOR", "KEY", "",
    ],
)  # fmt: skip
def test_open_names(name: str) -> None:
    assert not is_secret_name(name)


@pytest.mark.parametrize(
    "text",
    [
        f"psql postgres://me:{SECRET}@db.example/app",
        f"curl -H 'Authorization: Bearer {SECRET}' https://api.example",
        f'curl -H "authorization: Basic {SECRET}" https://api.example',
        f"curl -H 'X-Api-Key: {SECRET}' https://api.example",
        f"mysql --password={SECRET} app",
        f"tool --api-key {SECRET} --verbose",
        f"tool --client-secret '{SECRET}'",
        f"PGPASSWORD={SECRET} psql",
        f"export API_TOKEN='{SECRET}'; run",
        f'{{"access_key": "{SECRET}"}}',
        f"https://api.example/?token={SECRET}&page=2",
        "sent eyJhbGciOiJIUzI1NiJ9.eyJodW50ZXIyaHVudGVyMmh1bnRlcjIiOjF9.hunter2hunter2hunter2",
        "key AKIAIOSFODNN7EXAMPLE",
        f"ghp_{SECRET} pushed",
        f"-----BEGIN RSA PRIVATE KEY-----\n{SECRET}\n-----END RSA PRIVATE KEY-----",
        f"-----BEGIN PRIVATE KEY-----\n{SECRET}",  # a tail of output may end early
    ],
)
def test_secret_shapes(text: str) -> None:
    masked = mask_text(text)
    assert is_masked(masked)
    assert SECRET not in masked
    assert "AKIA" not in masked


@pytest.mark.parametrize(
    "text",
    [
        "pg_dump -h localhost -U postgres mydb > /backups/mydb_$(date +%Y%m%d).sql",
        "rsync -av /data/ user@remote:/backup/data/",
        "mysql --password-file=/etc/app.pw",
        "psql postgres://me@db.example:5432/app",
        "API_TOKEN=$TOKEN run",
        "API_TOKEN=secret:deploy run",
        "3 tokens used; the bearer of news",
        "https://example.org/a:b@c",
    ],
)
def test_ordinary_text_stays(text: str) -> None:
    assert mask_text(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"a --password={SECRET} b", f"a --password={MASK} b"),
        (f"postgres://me:{SECRET}@db/app", f"postgres://me:{MASK}@db/app"),
        (f'{{"token": "{SECRET}", "n": 1}}', f'{{"token": "{MASK}", "n": 1}}'),
    ],
)
def test_what_is_around_a_secret_stays(text: str, expected: str) -> None:
    assert mask_text(text) == expected
    assert mask_text(expected) == expected


def test_environment() -> None:
    assert mask_environment(
        {
            "DB_PASSWORD": SECRET,
            "API_TOKEN": "secret:deploy",
            "DATABASE_URL": f"postgres://me:{SECRET}@db/app",
            "LANG": "C",
            "EMPTY_TOKEN": "",
        }
    ) == {
        "DB_PASSWORD": MASK,
        "API_TOKEN": "secret:deploy",
        "DATABASE_URL": f"postgres://me:{MASK}@db/app",
        "LANG": "C",
        "EMPTY_TOKEN": "",
    }


def test_output_hides_the_secrets_that_the_job_was_given() -> None:
    environment = {
        "API_TOKEN": "plain-to-see",
        "DB_PASSWORD": "plain-to-see-and-longer",
        "SMTP_PASSWORD": "abc",  # too short: half of all texts hold it
        "GIT_TOKEN": "secret:git",
        "REGION": "plain",
    }
    text = "with plain-to-see, then plain-to-see-and-longer, abc, secret:git, plain"
    assert mask_output(text, environment) == (
        "with [masked], then [masked], abc, secret:git, plain"
    )


def test_arguments() -> None:
    argv = ["tool", "--token", SECRET, f"--password={SECRET}", "--password-file", "/etc/pw", "x"]
    assert mask_arguments(argv) == [
        "tool", "--token", MASK, f"--password={MASK}", "--password-file", "/etc/pw", "x",
    ]  # fmt: skip


def test_a_definition_tells_its_secrets_nowhere() -> None:
    text = f"postgres://me:{SECRET}@db/x"
    texts = ("command", "description", "on_failure")
    told = {
        **dict.fromkeys(texts, text),
        "argv": ["tool", text], "environment": {"URL": text, "LANG": "C"}, "queue": "slow",
    }  # fmt: skip
    masked = mask_definition(told)
    assert SECRET not in str(masked)
    assert (masked["queue"], masked["environment"]["LANG"]) == ("slow", "C")
    assert mask_definition({"name": "a", "argv": None, "description": ""}) == {
        "name": "a", "argv": None, "description": "",
    }  # fmt: skip


@pytest.mark.parametrize("unit", ["a", "a.", "token", "-", "eyJ", "a:", "password=", "://a:", " "])
def test_long_lines_take_linear_time(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    start = time.perf_counter()
    mask_text(text)
    assert time.perf_counter() - start < 2
