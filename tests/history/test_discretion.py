"""What is never recorded, and what is masked."""

from __future__ import annotations

import time

import pytest

from lsh.history.discretion import is_ignored, mask_command

SECRET = "s3cr3tvaluewithlength"


@pytest.mark.parametrize(
    "line",
    [
        f"export API_KEY={SECRET}",
        f"API_KEY={SECRET} ./deploy --now",
        f"export DB_PASSWORD='two words {SECRET}'",
        f'export DB_PASSWORD="a \\" {SECRET}"',
        f"set -gx GITHUB_TOKEN {SECRET}",
        f"curl -H 'Authorization: Bearer {SECRET}' https://x.example",
        f'curl -H "X-Api-Key: {SECRET}" https://x.example',
        f"curl -u me:{SECRET} https://x.example",
        f"curl --user 'me:{SECRET}' https://x.example",
        f"psql postgres://me:{SECRET}@db.example/x",
        f"mysql -u root -p{SECRET} shop",
        f"sshpass -p {SECRET} ssh box",
        f"tool --password {SECRET} --verbose",
        f"tool --token='{SECRET}'",
        f"tool --client-secret '{SECRET} more'",
        "aws configure set x AKIAABCDEFGHIJKLMNOP",
    ],
)
def test_secrets_are_masked(line: str) -> None:
    masked = mask_command(line)
    assert SECRET not in masked
    assert "AKIAABC" not in masked
    assert "[masked]" in masked


@pytest.mark.parametrize(
    "line",
    [
        "git commit -m 'mend the token parser'",
        "ls -l; A=1 make test",
        "export API_KEY=$(pass show api)",
        "export TOKEN=$OTHER",
        "curl -u me https://x.example",
        "mysql -p shop",
        "tool --password-file /etc/x",
        "set -x; echo done",
        "cd /a/password/b && ssh -p 22 box",
    ],
)
def test_what_holds_none_stays(line: str) -> None:
    assert mask_command(line) == line


def test_patterns_match_whole_lines() -> None:
    patterns = ["top", "pass *", "*--now"]
    assert is_ignored("pass show mail", patterns)
    assert is_ignored("pass show\nmail", patterns)
    assert is_ignored("deploy --now", patterns)
    assert not is_ignored("htop", patterns)
    assert is_ignored("lsh supabase config set key", [])
    assert not is_ignored("lsh supabase config show", [])


def test_long_lines_cost_linear_time() -> None:
    for line in ("a-" * 30_000, "A=" * 30_000, "curl " * 12_000, 'x="' * 20_000, "--a " * 15_000):
        begun = time.perf_counter()
        mask_command(line)
        assert time.perf_counter() - begun < 3
