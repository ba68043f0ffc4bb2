"""Which project and which key are found, and that neither is shown."""

from __future__ import annotations

import base64
import json
from pathlib import Path

import pytest

from lsh.paths import Paths, find_paths
from lsh.secrets import open_secrets
from lsh.setting_tables import SupabaseSettings
from lsh.settings import Settings
from lsh.sinks.supabase.errors import NotConfigured
from lsh.sinks.supabase.target import (
    check_url,
    claims_of,
    find_anon_key,
    find_target,
    masked,
    role_of,
)

URL = "https://abcdefgh.supabase.co"
SECRET = "sb_secret_dMZ3fMqgZb9e0aY1xkQp"
PUBLISHABLE = "sb_publishable_9mNbVcXz1a2b3c4d"


def jwt(**claims: object) -> str:
    parts = ({"alg": "HS256", "typ": "JWT"}, claims)
    coded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode() for part in parts]
    return ".".join([*(part.rstrip("=") for part in coded), "c2lnbmF0dXJl"])


SERVICE = jwt(role="service_role", iss="supabase")
ANON = jwt(role="anon", iss="supabase")
USER = "11111111-2222-4333-8444-555555555555"
SETTINGS = Settings(supabase=SupabaseSettings(url=URL))


@pytest.fixture
def paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Paths:
    monkeypatch.setenv("LSH_SECRETS", "file")
    return find_paths({"LSH_HOME": str(tmp_path)})


def test_nothing_is_configured(paths: Paths) -> None:
    with pytest.raises(NotConfigured, match="no Supabase project") as caught:
        find_target(paths, Settings(), {})
    assert "lsh supabase config set url" in str(caught.value.hint)
    with pytest.raises(NotConfigured, match=f"no key is set for .*{URL}") as caught:
        find_target(paths, SETTINGS, {})
    assert "lsh supabase config set key" in str(caught.value.hint)
    assert caught.value.exit_code == 78


def test_the_variable_goes_before_the_setting(paths: Paths) -> None:
    environ = {"SUPABASE_URL": "https://other.example/", "SUPABASE_KEY": SECRET}
    target = find_target(paths, SETTINGS, environ)
    assert (target.url, target.host, target.port) == ("https://other.example", "other.example", 443)


def test_keys_are_taken_the_mightier_first(paths: Paths) -> None:
    environ = {
        "SUPABASE_SERVICE_ROLE_KEY": SERVICE,
        "SUPABASE_KEY": SECRET,
        "SUPABASE_ANON_KEY": PUBLISHABLE,
        "LSH_SECRETS": "file",
    }
    store = open_secrets(paths)
    store.put("supabase_key", SECRET + "stored")
    store.put("supabase_anon_key", ANON)
    taken = []
    for gone in ("SUPABASE_SERVICE_ROLE_KEY", "SUPABASE_KEY", "", "SUPABASE_ANON_KEY", ""):
        target = find_target(paths, SETTINGS, environ)
        taken.append((target.key, target.key_source, target.role))
        if gone:
            del environ[gone]
        elif target.key_source == "encrypted file":
            store.remove("supabase_key")
    assert taken == [
        (SERVICE, "SUPABASE_SERVICE_ROLE_KEY", "service_role"),
        (SECRET, "SUPABASE_KEY", "service_role"),
        (SECRET + "stored", "encrypted file", "service_role"),
        (PUBLISHABLE, "SUPABASE_ANON_KEY", "anon"),
        (ANON, "encrypted file", "anon"),
    ]


def test_a_users_token_says_who_and_as_what(paths: Paths) -> None:
    token = jwt(role="authenticated", sub=USER)
    environ = {"SUPABASE_ANON_KEY": ANON, "SUPABASE_ACCESS_TOKEN": token}
    target = find_target(paths, SETTINGS, environ)
    assert (target.key, target.token, target.user_id) == (ANON, token, USER)
    assert (target.role, target.key_role) == ("authenticated", "anon")
    assert target.shown_token is not None
    assert USER in target.shown_token
    open_secrets(paths).put("supabase_token", token)
    stored = find_target(paths, SETTINGS, {"SUPABASE_ANON_KEY": ANON, "LSH_SECRETS": "file"})
    assert (stored.token, stored.token_source) == (token, "encrypted file")


def test_a_keys_own_subject_is_the_user(paths: Paths) -> None:
    key = jwt(role="authenticated", sub=USER)
    assert find_target(paths, SETTINGS, {"SUPABASE_KEY": key}).user_id == USER
    assert find_target(paths, SETTINGS, {"SUPABASE_KEY": SERVICE}).user_id is None


def test_keys_are_never_shown(paths: Paths) -> None:
    token = jwt(role="authenticated", sub=USER)
    for key in (SERVICE, SECRET, PUBLISHABLE):
        environ = {"SUPABASE_KEY": key, "SUPABASE_ACCESS_TOKEN": token}
        target = find_target(paths, SETTINGS, environ)
        shown = f"{target!r} {target} {target.shown_key} {target.shown_token} {target.project}"
        assert key not in shown
        assert token not in shown
        assert key[:20] not in shown
        assert "SUPABASE_KEY" in target.shown_key


def test_masked_keys_can_be_told_apart() -> None:
    assert masked(SECRET) == "sb_secret_…xkQp"
    assert masked(SERVICE) == "eyJh…dXJl"
    assert masked("sb_secret_short") == "…"


@pytest.mark.parametrize(
    ("url", "taken"),
    [
        (URL, URL),
        (f" {URL}/ ", URL),
        ("HTTPS://ABC.supabase.co:8443//", "https://abc.supabase.co:8443"),
        ("http://127.0.0.1:54321", "http://127.0.0.1:54321"),
        ("http://localhost:54321/", "http://localhost:54321"),
        ("http://[::1]:54321", "http://[::1]:54321"),
        ("https://xn--bcher-kva.example", "https://xn--bcher-kva.example"),
    ],
)
def test_urls_that_are_taken(url: str, taken: str) -> None:
    assert check_url(url) == taken


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://abcdefgh.supabase.co", "must begin with https"),
        ("abcdefgh.supabase.co", "is no URL"),
        ("ftp://abcdefgh.supabase.co", "must begin with https"),
        ("postgresql://postgres:hunter2@db.abc.supabase.co/postgres", "no user or password"),
        (f"{URL}/rest/v1", "without a path"),
        (f"{URL}?apikey=hunter2", "without a path"),
        (f"{URL}#x", "without a path"),
        ("https://a b.example", "is no URL"),
        ("https://host:notaport", "is no URL"),
        ("https://abc..supabase.co", "is no URL"),
        (f"https://{'a' * 64}.example", "is no URL"),
        ("https://xn--.example", "is no URL"),
        ("https://bücher.example", "is no URL"),
        ("https://[::1", "is no URL"),
        ("https://", "is no URL"),
        ("http://127.0.0.1.evil.example", "must begin with https"),
    ],
)
def test_urls_that_are_refused(url: str, why: str) -> None:
    with pytest.raises(NotConfigured, match=why) as caught:
        check_url(url)
    assert "hunter2" not in caught.value.message


@pytest.mark.parametrize(
    ("key", "why"),
    [
        ("sb_secret_", "no key of a Supabase project"),
        ("password", "no key of a Supabase project"),
        ("a.b.c", "no key of a Supabase project"),
        (jwt(sub=USER), "no key of a Supabase project"),
        (jwt(role=3), "no key of a Supabase project"),
        (f"{SECRET} ", "holds a space"),
        (f"{SECRET[:15]}\n{SECRET[15:]}", "a line end"),
        ("sb_secret_schlüssel", "another character"),
    ],
)
def test_keys_that_cannot_be_right(key: str, why: str) -> None:
    with pytest.raises(NotConfigured, match=why) as caught:
        role_of(key)
    assert key not in caught.value.message


def test_a_variable_may_end_in_a_line_end(paths: Paths) -> None:
    environ = {
        "SUPABASE_KEY": f"{SECRET}\n",
        "SUPABASE_SERVICE_ROLE_KEY": "",
        "LSH_SECRETS": "file",
    }
    assert find_target(paths, SETTINGS, environ).key == SECRET


def test_the_anon_key_is_found_apart(paths: Paths) -> None:
    assert find_anon_key(paths, {"SUPABASE_ANON_KEY": ANON}) == ANON
    assert find_anon_key(paths, {"LSH_SECRETS": "file"}) is None
    open_secrets(paths).put("supabase_anon_key", PUBLISHABLE)
    assert find_anon_key(paths, {"LSH_SECRETS": "file"}) == PUBLISHABLE


@pytest.mark.parametrize("token", [None, "", "x", "a.b", "a.!.c", "a.bm8.c", "a.W10.c"])
def test_what_is_no_token_has_no_claims(token: str | None) -> None:
    assert claims_of(token) == {}
