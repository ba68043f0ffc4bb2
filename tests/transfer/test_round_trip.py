"""What an export holds can be read back, and nothing of a definition or a history is lost."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lsh.domain.errors import InvalidInput
from lsh.domain.instant import to_micros
from lsh.domain.job import FIELDS, JobSpec, JobState
from lsh.reports.summary import all_reports
from lsh.schema.masking import MASK
from lsh.store.jobs import NEVER
from lsh.transfer.export import export_document, to_json
from lsh.transfer.importing import check_document, read_document
from tests.schema.strategies import SPECS
from tests.support.ledger import CREATED, History, history

NOW = datetime(2026, 9, 20, 12, tzinfo=UTC)


def export(written: History, **options: Any) -> dict[str, Any]:
    options.setdefault("reports", all_reports(written.connection, now=NOW))
    return export_document(written.connection, now=NOW, **options)


def insert(written: History, job_id: str, spec: JobSpec) -> None:
    fields = {name: getattr(spec, name) for name in FIELDS if name not in ("id", "name")}
    with written.ledger.transaction():
        job = written.job(spec.name, **fields)
        written.connection.execute("UPDATE jobs SET id = ? WHERE key = ?", (job_id, job.key))


def definitions(document: dict[str, Any]) -> list[dict[str, Any]]:
    return [{name: job[name] for name in FIELDS} for job in document["jobs"]]


@settings(max_examples=40, deadline=None)
@given(st.lists(SPECS, max_size=4))
def test_export_import_export_is_the_identity(specs: list[JobSpec]) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        history(Path(folder) / "first.db") as first,
        history(Path(folder) / "second.db") as second,
    ):
        for index, spec in enumerate(specs):
            insert(first, f"job-{index}", spec)
        exported = export(first, reveal_secrets=True)
        imported = read_document(to_json(exported), source="file")
        for spec in imported.specs:
            assert spec.id is not None
            insert(second, spec.id, spec)
        assert definitions(export(second, reveal_secrets=True)) == definitions(exported)
        # an id that was given by lsh is all that the import adds to what a person wrote
        assert [s.command for s in imported.specs] == [s.command for s in specs]


@pytest.fixture
def full(written: History) -> History:
    """Two jobs: one with a former definition, a retried and a missed run; one paused."""
    backup = written.job("Backup", max_retries=2, environment={"LANG": "C"}, timeout=90.5)
    written.run(backup, CREATED + timedelta(days=1), "succeeded", tries=3, cpu=0.5, rss=4096)
    written.run(backup, CREATED + timedelta(days=2), "missed", span=3, reason="daemon was down")
    with written.ledger.transaction():
        changed = JobSpec(name="Backup", command="new one | tee log", schedule="@hourly")
        at = to_micros(CREATED)
        written.ledger.jobs.redefine(backup, changed, NEVER, at=at, actor="me")
        other = written.job("Other")
        written.ledger.jobs.pause(other, at=at, actor="me", reason="too loud")
    return written


def test_history_comes_back(full: History) -> None:
    exported = export(full)
    document = read_document(to_json(exported), source="file")
    assert document.runs == [
        {"log": None, "output_tail": None, "history": [], **run} for run in exported["runs"]
    ]
    retried = document.runs[1]
    assert [attempt["attempt"] for attempt in retried["history"]] == [1, 2, 3]
    backup, other = document.jobs
    assert [version.version for version in backup.versions] == [1, 2]
    assert backup.versions[0].spec.environment == {"LANG": "C"}
    assert backup.versions[1].spec == JobSpec(
        name="Backup", command="new one | tee log", schedule="@hourly"
    )
    assert (backup.version, backup.created_at) == (2, CREATED)
    assert (other.state, other.pause_reason, other.spec.enabled) == (
        JobState.PAUSED, "too loud", True,
    )  # fmt: skip


def test_a_stopped_job_comes_back_stopped(written: History) -> None:
    job = written.job("A")
    with written.ledger.transaction():
        written.ledger.jobs.disarm(job, at=to_micros(CREATED), actor="me")
    document = read_document(to_json(export(written)), source="file")
    assert (document.jobs[0].state, document.specs[0].enabled) == (JobState.STOPPED, False)


def test_the_document_has_the_promised_shape(full: History) -> None:
    document = export(full)
    assert list(document) == ["version", "exported_at", "jobs", "runs", "reports"]
    assert document["version"] == 1
    assert document["exported_at"] == "2026-09-20T12:00:00+00:00"
    assert [report["job"]["id"] for report in document["reports"]] == ["backup", "other"]
    assert json.loads(to_json(document)) == document


def test_only_chosen_jobs_with_their_runs_and_reports(full: History) -> None:
    full.run(full.job("Third"), CREATED + timedelta(days=3))
    document = export(full, jobs=["third", "thi", "Other"])
    assert [job["id"] for job in document["jobs"]] == ["third", "other"]
    assert [run["job_id"] for run in document["runs"]] == ["third"]
    assert {report["job"]["id"] for report in document["reports"]} == {"third", "other"}
    bare = export(full, with_runs=False)
    assert bare["runs"] == []
    assert "versions" not in bare["jobs"][0]


def test_runs_of_removed_jobs_stay_behind_with_them(full: History) -> None:
    gone = full.job("Gone")
    full.run(gone, CREATED)
    with full.ledger.transaction():
        full.ledger.jobs.remove(gone, at=to_micros(NOW), actor="me")
    document = export(full)
    assert {run["job_id"] for run in document["runs"]} == {"backup"}
    assert check_document(to_json(document), source="file")[1] == []


SECRET = "hunter2hunter2"


@pytest.fixture
def secretive(written: History) -> History:
    job = written.job(
        "A",
        command=f"curl -H 'Authorization: Bearer {SECRET}{SECRET}' https://x",
        description=f"asks https://me:{SECRET}@x",
        argv=["tool", "--password", SECRET],
        on_failure=f"notify --token={SECRET}",
        environment={"DB_PASSWORD": SECRET, "API_TOKEN": "secret:api", "LANG": "C"},
    )
    written.run(job, CREATED, "failed", reason=f"password={SECRET} refused")
    return written


def test_secrets_do_not_leave(secretive: History) -> None:
    text = to_json(export(secretive))
    assert SECRET not in text
    assert "secret:api" in text
    assert MASK in text


def test_what_was_masked_is_not_imported_as_a_value(secretive: History) -> None:
    document, problems = check_document(to_json(export(secretive, reports=())), source="file")
    assert document is None
    assert [str(problem) for problem in problems] == [
        'file: jobs[0] ("A"): command: was masked by the export',
        'file: jobs[0] ("A"): description: was masked by the export',
        'file: jobs[0] ("A"): on_failure: was masked by the export',
        'file: jobs[0] ("A"): argv: was masked by the export',
        'file: jobs[0] ("A"): environment.DB_PASSWORD: was masked by the export',
    ]


def test_revealed_secrets_come_back(secretive: History) -> None:
    text = to_json(export(secretive, reports=(), reveal_secrets=True))
    (spec,) = read_document(text, source="file").specs
    assert spec.environment["DB_PASSWORD"] == SECRET
    assert spec.argv == ["tool", "--password", SECRET]


def test_the_short_form_and_a_bare_list() -> None:
    jobs = [{"name": "a", "command": "true", "schedule": "@daily"}, {"name": "b", "command": "x"}]
    expected = [
        JobSpec(name="a", command="true", schedule="@daily"),
        JobSpec(name="b", command="x"),
    ]
    for document in ({"version": 1, "jobs": jobs}, {"jobs": jobs}, jobs):
        assert read_document(json.dumps(document), source="file").specs == expected


def test_a_listing_is_an_import_too(full: History) -> None:
    listing = export(full, with_runs=False)["jobs"]
    specs = read_document(json.dumps(listing), source="file").specs
    assert [spec.name for spec in specs] == ["Backup", "Other"]


JOB = '{"name": "a", "command": "b"}'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "file: the text is not valid JSON: Expecting value in line 1, column 1"),
        (
            '{"version": 1,\n "jobs": [}',
            "file: the text is not valid JSON: Expecting value in line 2",
        ),
        ('{"version": 1, "version": 1, "jobs": []}', "the key 'version' is given twice"),
        ("[NaN]", "NaN is not a number in JSON"),
        ("[" * 100_000, "is nested too deeply"),
        ("5", "file: it holds no jobs"),
        ('{"version": 2, "jobs": []}', "file: it is of version 2, this lsh reads version 1"),
        ('{"version": true, "jobs": []}', "it is of version true"),
        ('{"version": 1, "job": []}', "unknown key 'job'"),
        ('{"version": 1}', "'jobs' and 'runs' must be lists"),
        ('{"version": 1, "jobs": [5]}', "file: jobs[0]: must be a job, not 5"),
        (f'[{JOB}, {{"name": "x"}}]', "file: jobs[1] (\"x\"): 'command' is missing"),
        ('[{"name": "a", "command": "b", "prio": 1}]', 'file: jobs[0] ("a"): prio: unknown key'),
        ('[{"name": "a", "command": "b", "state": "dead"}]', "state: 'dead' is none of active"),
        ('[{"name": "a", "command": "b", "created_at": "2026"}]', "created_at: must be a time"),
        ('[{"name": "a", "command": "b", "created_at": "2026-01-01"}]', "with an offset from UTC"),
        ('[{"name": "a", "command": "b", "versions": [{}]}]', "versions[0]: must be a version"),
        ('[{"name": "a", "command": "b", "versions": [{"spec": {}}]}]', "'name' is missing"),
        (
            '[{"name": "a", "id": "x", "command": "b"}, {"name": "b", "id": "x", "command": "b"}]',
            "file: two jobs have the id 'x'",
        ),
        (f'{{"jobs": [{JOB}], "runs": [{{}}]}}', "file: runs[0]: Object missing required field"),
    ],
)
def test_refusals(text: str, message: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_document(text, source="file")
    assert message in refused.value.message
    assert "\n" not in refused.value.message


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"run_id": "seven"}, "runs[0]: run_id must be a number"),
        ({"job_id": "nobody"}, "runs[0]: no job in the file has its job_id 'nobody'"),
        ({"state": "sleeping"}, "runs[0]: 'sleeping' is none of scheduled"),
        ({"outcome": "fine"}, "runs[0]: 'fine' is none of success"),
        ({"scheduled_for": "today"}, "runs[0]: must be a time like"),
        ({"started_at": "2026-01-01T00:00"}, "runs[0]: must be a time with an offset"),
        ({"duration": "1s"}, "runs[0]: Expected `float | null`, got `str` - at `$.duration`"),
        ({"exit_code": True}, "runs[0]: Expected `int | null`, got `bool`"),
    ],
)
def test_a_history_that_was_tampered_with(
    full: History, change: dict[str, Any], message: str
) -> None:
    document = export(full)
    document["runs"][0].update(change)
    with pytest.raises(InvalidInput) as refused:
        read_document(to_json(document), source="file")
    assert message in refused.value.message


def test_two_runs_of_one_occurrence(full: History) -> None:
    document = export(full)
    document["runs"].append(document["runs"][0])
    with pytest.raises(InvalidInput, match="of the same job and instant"):
        read_document(to_json(document), source="file")
