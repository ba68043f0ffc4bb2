"""Which store is taken with and without a keyring, and what each then holds.

The keyring here is a real backend object of the ``keyring`` package that keeps its values in memory:
a session with a Secret Service is not to be had everywhere tests run.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.errors import KeyringLocked, PasswordDeleteError

from lsh.domain.errors import ConfigurationError
from lsh.paths import Paths, find_paths
from lsh.secrets import open_secrets

VALUE = "sb_secret_dMZ3fMqgZb9e0aY1"


class InMemory(KeyringBackend):
    priority = 5

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.kept: dict[tuple[str, str], str] = {}
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        if self.locked:
            raise KeyringLocked(f"the collection with {VALUE} is locked")
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return find_paths({"LSH_HOME": str(tmp_path)})


@pytest.fixture
def ring() -> Iterator[InMemory]:
    before = keyring.get_keyring()
    made = InMemory()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


@pytest.mark.parametrize("backend", [fail.Keyring, null.Keyring])
def test_without_a_real_keyring_the_file_is_taken(
    paths: Paths, ring: InMemory, backend: type[KeyringBackend]
) -> None:
    keyring.set_keyring(backend())
    store = open_secrets(paths, {})
    assert store.where == "encrypted file"
    store.put("a", VALUE)
    assert open_secrets(paths, {}).get("a") == VALUE
    with pytest.raises(ConfigurationError, match="no keyring") as caught:
        open_secrets(paths, {"LSH_SECRETS": "keyring"})
    assert "LSH_SECRETS=file" in str(caught.value.hint)


def test_a_backend_that_keeps_plain_text_is_no_keyring(paths: Paths, ring: InMemory) -> None:
    ring.priority = 0.5  # type: ignore[assignment]  # what keyrings.alt's plain files say of themselves
    assert open_secrets(paths, {}).where == "encrypted file"


def test_a_keyring_holds_the_values_and_no_file_is_made(paths: Paths, ring: InMemory) -> None:
    store = open_secrets(paths, {})
    assert store.where == "keyring"
    store.put("a", VALUE)
    assert list(ring.kept.values()) == [VALUE]
    assert store.get("a") == VALUE
    assert store.place_of("a") == "keyring"
    assert not paths.config.exists() or not list(paths.config.iterdir())
    assert VALUE not in repr(store)
    assert store.remove("a")
    assert not store.remove("a")
    assert not ring.kept


def test_two_homes_share_no_secret(tmp_path: Path, ring: InMemory) -> None:
    one, other = (find_paths({"LSH_HOME": str(tmp_path / name)}) for name in ("one", "other"))
    open_secrets(one, {}).put("a", VALUE)
    assert open_secrets(other, {}).get("a") is None


def test_what_was_put_without_a_keyring_is_found_with_one(paths: Paths, ring: InMemory) -> None:
    store = open_secrets(paths, {})
    store.put("a", "old")
    open_secrets(paths, {"LSH_SECRETS": "file"}).put("a", "newer, over ssh")
    assert store.get("a") == "newer, over ssh"
    assert store.place_of("a") == "encrypted file"
    store.put("a", "newest")
    assert store.get("a") == "newest"
    assert open_secrets(paths, {"LSH_SECRETS": "file"}).get("a") is None
    open_secrets(paths, {"LSH_SECRETS": "file"}).put("a", "again")
    assert store.remove("a")
    assert store.get("a") is None


def test_a_locked_keyring_is_said_to_be_one(paths: Paths, ring: InMemory) -> None:
    store = open_secrets(paths, {})
    store.put("a", VALUE)
    ring.locked = True
    with pytest.raises(ConfigurationError, match="the keyring does not answer") as caught:
        store.get("a")
    assert VALUE not in caught.value.message
