"""The export document: jobs with all they are, their runs, and what the reports say.

``{version, exported_at, jobs, runs, reports}``. ``jobs`` and ``runs`` hold everything that
``importing`` needs to make them again; ``reports`` are figures for whoever reads the document. A
job's ``versions`` are the definitions that it had, which its runs name by number.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from lsh.domain.instant import to_micros, to_wire
from lsh.schema.masking import mask_definition, mask_text
from lsh.store.queries import JobFilter, RunFilter, get_job, get_run, list_jobs, list_runs
from lsh.store.versions import list_versions

VERSION = 1
_RUN_TEXTS = ("command", "reason", "error", "output_tail")


def export_document(
    connection: sqlite3.Connection,
    *,
    now: datetime,
    jobs: Sequence[str] | None = None,
    with_runs: bool = True,
    reports: Iterable[Mapping[str, Any]] = (),
    reveal_secrets: bool = False,
) -> dict[str, Any]:
    """The document of all jobs, or of those meant by ``jobs`` (ids, prefixes, names).

    ``reports`` are job reports; those of exported jobs are taken. Secrets are masked, unless
    ``reveal_secrets``: a masked export shows everything but cannot be imported where it was masked.
    Raises NotFound and AmbiguousReference.
    """
    if jobs is None:
        chosen = list_jobs(connection, JobFilter())
    else:
        found = [get_job(connection, reference) for reference in jobs]
        chosen = list({job["id"]: job for job in found}.values())
    runs = _runs(connection, chosen, everything=jobs is None) if with_runs else []
    for job in chosen if with_runs else ():
        job["versions"] = list_versions(connection, job["id"])
    ids = {job["id"] for job in chosen}
    figures = [report for report in reports if report["job"]["id"] in ids]
    if not reveal_secrets:
        chosen = [_masked_job(job) for job in chosen]
        runs, figures = _masked_runs(runs), _masked_texts(figures)
    return {
        "version": VERSION,
        "exported_at": to_wire(to_micros(now)),
        "jobs": chosen,
        "runs": runs,
        "reports": figures,
    }


def to_json(document: Mapping[str, Any]) -> str:
    """The document as JSON, readable, with a newline at its end."""
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def _runs(
    connection: sqlite3.Connection, jobs: Sequence[Mapping[str, Any]], *, everything: bool
) -> list[dict[str, Any]]:
    """The runs of ``jobs``, newest first; those that were tried again with all their attempts."""
    if everything:
        ids = {job["id"] for job in jobs}
        runs = [run for run in list_runs(connection, RunFilter(limit=None)) if run["job_id"] in ids]
    else:
        each = [list_runs(connection, RunFilter(job=job["id"], limit=None)) for job in jobs]
        runs = sorted(
            (run for some in each for run in some), key=lambda run: int(run["run_id"]), reverse=True
        )
    for run in runs:
        if run["attempt"] > 1:
            run["history"] = get_run(connection, run["run_id"])["history"]
    return runs


def _masked_job(job: Mapping[str, Any]) -> dict[str, Any]:
    masked = mask_definition(job)
    for name in ("last_run", "pause_reason"):
        masked[name] = _masked_texts(job[name])
    if "versions" in masked:
        masked["versions"] = [
            {**version, "spec": mask_definition(version["spec"])} for version in masked["versions"]
        ]
    return masked


def _masked_runs(runs: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    # a history repeats a few commands and reasons: each is looked through once
    mask = lru_cache(maxsize=1000)(mask_text)
    masked = []
    for run in runs:
        texts = {name: mask(run[name]) for name in _RUN_TEXTS if run.get(name)}
        masked.append({**run, **texts})
        if "history" in run:
            masked[-1]["history"] = _masked_texts(run["history"])
    return masked


def _masked_texts(value: Any) -> Any:
    """``value`` with every text in it masked: errors and reasons repeat what commands said."""
    if isinstance(value, str):
        return mask_text(value)
    if isinstance(value, list):
        return [_masked_texts(item) for item in value]
    if isinstance(value, dict):
        return {name: _masked_texts(item) for name, item in value.items()}
    return value
