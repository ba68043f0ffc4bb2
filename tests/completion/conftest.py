"""A home with a little of everything that completes, made once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.daemon import Home

ODD = """a:b "c" it's $HOME"""
"""A name with all that shells trip over."""


@pytest.fixture(scope="package")
def stocked() -> Iterator[Home]:
    """Jobs, two runs of one of them, and a template of the user's own; the daemon has ended."""
    made = Home()
    try:
        daily = {"schedule": "@daily", "timezone": "UTC", "command": "true"}
        for spec in (
            {"id": "job_alpha", "name": "Daily Backup", "tags": ["red", "blue"], "queue": "slow"},
            {"id": "job_beta", "name": "beta", "category": "backup", "hosts": ["mars"]} | daily,
            {"id": "odd", "name": ODD},
        ):
            made.apply("job_create", spec={"command": "true"} | spec)
        made.start()
        for _ in range(2):
            run = made.call("job_run", job="job_alpha", force=True)
            made.call("run_wait", run=run["run_id"], timeout=60)
        made.stop()
        made.paths.templates.mkdir()
        (made.paths.templates / "own.toml").write_text(OWN)
        made.paths.config_file.write_text("queues = {slow = 2, fast = 1}\n")
        yield made
    finally:
        made.end_everything()
        made.remove()


OWN = """id = "own"
name = "Own"
description = "Say a word"
command = "echo {{word}}"

[parameters.word]
description = "what is said"
choices = ["yes", "no"]
default = "yes"

[parameters.name]
description = "to whom"
"""
