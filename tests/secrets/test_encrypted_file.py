"""The encrypted file: what is in it, who may read it, and what two writers do to it."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from lsh.domain.errors import ConfigurationError, InvalidInput
from lsh.paths import Paths, find_paths
from lsh.secrets import open_secrets
from lsh.secrets.encrypted_file import EncryptedFile

VALUE = "sb_secret_dMZ3fMqgZb9e0aY1"


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return find_paths({"LSH_HOME": str(tmp_path / "home")})


@pytest.fixture
def store(paths: Paths) -> EncryptedFile:
    return EncryptedFile(paths)


def test_a_value_comes_back_and_goes(store: EncryptedFile) -> None:
    assert store.get("supabase_key") is None
    store.put("supabase_key", VALUE)
    store.put("other", "ä\nö")
    store.put("supabase_key", VALUE + "2")
    assert store.get("supabase_key") == VALUE + "2"
    assert store.get("other") == "ä\nö"
    assert store.place_of("other") == store.where == "encrypted file"
    assert store.remove("supabase_key")
    assert not store.remove("supabase_key")
    assert store.get("supabase_key") is None
    assert store.place_of("supabase_key") is None
    assert store.remove("other")


def test_files_are_private_whatever_the_umask(store: EncryptedFile, paths: Paths) -> None:
    before = os.umask(0)
    try:
        store.put("a", VALUE)
    finally:
        os.umask(before)
    for file in (paths.config / "secrets.enc", paths.state / "secrets.key"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_the_config_folder_alone_gives_nothing_away(store: EncryptedFile, paths: Paths) -> None:
    store.put("supabase_key", VALUE)
    for file in paths.config.rglob("*"):
        assert VALUE.encode() not in file.read_bytes()
        assert b"supabase_key" not in file.read_bytes()
    (paths.state / "secrets.key").unlink()
    with pytest.raises(ConfigurationError, match="without its key") as caught:
        store.get("supabase_key")
    assert "remove" in str(caught.value.hint)
    with pytest.raises(ConfigurationError, match="without its key"):
        store.put("another", VALUE)  # would otherwise lose what is there


def test_a_value_is_in_no_repr_and_no_error(store: EncryptedFile) -> None:
    store.put("supabase_key", VALUE)
    assert VALUE not in repr(store) + str(vars(store))
    with pytest.raises(InvalidInput) as caught:
        store.put("bad name", VALUE)
    assert VALUE not in caught.value.message
    with pytest.raises(InvalidInput) as caught:
        store.put("supabase_key", f"{VALUE}\0")
    assert VALUE not in caught.value.message
    with pytest.raises(InvalidInput):
        store.put("supabase_key", "")
    assert store.get("supabase_key") == VALUE


@pytest.mark.parametrize("damage", [b"", b"lsh-secrets 1\n", b"lsh-secrets 1\nAAAA", b"\x00\xff"])
def test_a_damaged_file_is_said_to_be_one(
    store: EncryptedFile, paths: Paths, damage: bytes
) -> None:
    store.put("a", VALUE)
    (paths.config / "secrets.enc").write_bytes(damage)
    for call in (lambda: store.get("a"), lambda: store.put("b", "c"), lambda: store.remove("a")):
        with pytest.raises(ConfigurationError) as caught:
            call()
        assert str(paths.config / "secrets.enc") in caught.value.message
        assert caught.value.hint
    assert (paths.config / "secrets.enc").read_bytes() == damage  # nothing was overwritten


def test_a_damaged_or_foreign_key_is_said_to_be_one(store: EncryptedFile, paths: Paths) -> None:
    store.put("a", VALUE)
    key = paths.state / "secrets.key"
    key.write_bytes(b"no key")
    with pytest.raises(ConfigurationError, match=r"secrets\.key is damaged"):
        store.get("a")
    from cryptography.fernet import Fernet

    key.write_bytes(Fernet.generate_key())
    with pytest.raises(ConfigurationError, match="does not belong to its key"):
        store.get("a")


def test_a_file_that_others_may_read_is_refused(store: EncryptedFile, paths: Paths) -> None:
    store.put("a", VALUE)
    (paths.state / "secrets.key").chmod(0o640)
    with pytest.raises(ConfigurationError, match="open to others") as caught:
        store.get("a")
    assert caught.value.hint == f"chmod 600 {paths.state / 'secrets.key'}"


def test_a_link_or_a_pipe_is_no_file_of_secrets(store: EncryptedFile, paths: Paths) -> None:
    store.put("a", VALUE)
    file = paths.config / "secrets.enc"
    file.rename(paths.config / "elsewhere")
    file.symlink_to(paths.config / "elsewhere")
    with pytest.raises(ConfigurationError, match="cannot be read"):
        store.get("a")
    file.unlink()
    os.mkfifo(file, 0o600)
    with pytest.raises(ConfigurationError, match="is no file of secrets"):
        store.get("a")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_a_file_of_another_user_is_refused(store: EncryptedFile, paths: Paths) -> None:
    store.put("a", VALUE)
    os.chown(paths.config / "secrets.enc", 65534, 65534)
    with pytest.raises(ConfigurationError, match="belongs to another user"):
        store.get("a")


def test_two_processes_that_write_at_once_lose_nothing(store: EncryptedFile, paths: Paths) -> None:
    program = (
        "import sys; from lsh.paths import find_paths; from lsh.secrets import open_secrets\n"
        "store = open_secrets(find_paths({'LSH_HOME': sys.argv[1]}), {'LSH_SECRETS': 'file'})\n"
        "for n in range(20): store.put(f'{sys.argv[2]}{n}', sys.argv[2] * 100)\n"
        "assert store.remove(f'{sys.argv[2]}0')\n"
    )
    home = str(paths.config.parent)
    writers = [subprocess.Popen([sys.executable, "-c", program, home, who]) for who in "ab"]
    assert [writer.wait(60) for writer in writers] == [0, 0]
    for who in "ab":
        assert store.get(f"{who}0") is None
        assert {store.get(f"{who}{n}") for n in range(1, 20)} == {who * 100}
    left = sorted(file.name for file in paths.config.iterdir())
    assert left == ["secrets.enc"]


def test_a_home_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("no folder")
    store = EncryptedFile(find_paths({"LSH_HOME": str(tmp_path / "home")}))
    with pytest.raises(ConfigurationError, match="cannot be made"):
        store.put("a", VALUE)


def test_the_variable_chooses(paths: Paths) -> None:
    assert open_secrets(paths, {"LSH_SECRETS": "file"}).where == "encrypted file"
    with pytest.raises(ConfigurationError, match="LSH_SECRETS"):
        open_secrets(paths, {"LSH_SECRETS": "plain"})
