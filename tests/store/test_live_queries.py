"""What a filter finds among runs, held to what Python makes of the same words."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from lsh.domain.instant import to_micros
from lsh.domain.job import JobSpec
from lsh.store.jobs import NEVER
from lsh.store.live_queries import RunTerm, run_ids, run_ids_among
from tests.support.ledger import History

JOBS = {"a-1": "Äpfel zählen", "Backup-DB": "ÇA", "c-3": "STRASSE", "d-4": "Straße", "e-5": "ẞ"}
AT = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def runs(written: History) -> dict[int, str]:
    """A run of each job: the job's id and name in folded case."""
    found = {}
    for place, (job_id, name) in enumerate(JOBS.items()):
        with written.ledger.transaction():
            spec = JobSpec(name=name, command="true")
            job = written.ledger.jobs.insert(job_id, spec, NEVER, at=to_micros(AT), actor="test")
        run = written.run(job, AT + timedelta(minutes=place))
        found[run] = f"{job_id} {name}".casefold()
    return found


def found(ledger: sqlite3.Connection, term: RunTerm, among: list[int]) -> set[int]:
    """What has the term, asked in both ways."""
    ids = list(run_ids(ledger, [term], 100))
    assert ids == sorted(ids, reverse=True)
    assert run_ids_among(ledger, [term], among) == set(ids)
    return set(ids)


@pytest.mark.parametrize("negated", [False, True])
@pytest.mark.parametrize("text", ["äpfel", "1 ÄPF", "BACKUP", "straSSe", "ça", "ß", "zebra", "%"])
def test_words_are_found_in_any_case(
    written: History, runs: dict[int, str], text: str, negated: bool
) -> None:
    folded = text.casefold()
    wanted = {run for run, said in runs.items() if (folded in said) is not negated}
    assert found(written.connection, RunTerm(folded, negated=negated), list(runs)) == wanted


@pytest.mark.parametrize("negated", [False, True])
@pytest.mark.parametrize("text", ["BACKUP", "ÇA", "straß", "ckup", ""])
def test_a_job_is_found_by_how_its_id_or_name_begins(
    written: History, runs: dict[int, str], text: str, negated: bool
) -> None:
    folded = text.casefold()
    begins = {
        run
        for run, said in runs.items()
        if any(one.startswith(folded) for one in said.split(" ", 1))
    }
    wanted = (begins if text else set()) ^ (set(runs) if negated else set())
    assert found(written.connection, RunTerm(folded, "job", negated), list(runs)) == wanted
