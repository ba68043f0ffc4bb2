"""The schema's version stands for its text: whoever changes the one must raise the other."""

from __future__ import annotations

from hashlib import sha256

from lsh.store.remote.render import render_migration
from lsh.store.remote.versions import VERSION, VERSIONS

TEXTS = {1: "3c6e1eda371b490d57410bd0af51571f8de1ca4f11353584cbb2d32faf5ac5d3"}
"""From version to the hash of its migration. Those of older versions stay as they were."""


def digest() -> str:
    """Of the migration, whatever white space and capitals SQLAlchemy renders it with."""
    return sha256(" ".join(render_migration().lower().split()).encode()).hexdigest()


def test_a_changed_schema_has_a_new_version() -> None:
    assert TEXTS.keys() == VERSIONS.keys()
    assert digest() == TEXTS[VERSION], (
        "the schema is another: add a version to lsh/store/remote/versions.py, so that projects are"
        " brought up to date, and its hash here"
    )
