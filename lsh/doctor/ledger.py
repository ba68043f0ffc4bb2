"""The ledger and what is defined in it and beside it."""

from __future__ import annotations

from lsh.doctor.surroundings import Surroundings
from lsh.domain.errors import ConfigurationError
from lsh.domain.finding import Finding
from lsh.domain.humane import plural
from lsh.domain.job import JobSpec

_SECONDS = 5.0  # that the whole of a large database is read for
_SHOWN = 3  # names in a line
_OLDER = "the database is of an older lsh; this is looked at once it is up to date"


def database(here: Surroundings) -> Finding:
    """Whether the database is whole, and of a version that this lsh reads."""
    from lsh.store.health import examine

    path = here.paths.database
    if not path.exists():
        return Finding.skipped("there is none yet: the first job makes it")
    give_up_at = here.ticks() + _SECONDS
    found = examine(path, give_up=lambda: here.ticks() > give_up_at)
    text = (
        f"schema {found.version}, {plural(found.jobs, 'job')}, {plural(found.runs, 'run')}: {path}"
    )
    if found.version < found.newest:
        return Finding.warning(
            f"schema {found.version}, this lsh writes {found.newest}: {path}",
            "it is brought up to date when the daemon starts: lsh daemon restart",
        )
    if not found.checked:
        return Finding.ok(
            f"{text}; too large to be read through in {_SECONDS:g} s, what was read is whole"
        )
    return Finding.ok(text)


def templates(here: Surroundings) -> Finding:
    """Whether every template can be used."""
    from lsh.templates.library import TemplateLibrary

    library = TemplateLibrary(here.paths.templates)
    broken = library.broken()
    if broken:
        names = _some([path.name for path in broken])
        first = next(iter(broken))
        return Finding.warning(
            f"{names} cannot be used", f"lsh cron templates validate {first} says what is wrong"
        )
    return Finding.ok(plural(len(library.list()), "template"))


def programs(here: Surroundings) -> Finding:
    """Whether runs will find the programs of the jobs, by the PATH that runs have."""
    from lsh.engine.environment import base_environment, missing_program

    specs = armed(here)
    if specs is None:
        return Finding.skipped(_OLDER)
    base = base_environment(here.settings.path, here.environ)
    found = ((job_id, missing_program(base, spec)) for job_id, spec in specs)
    missing = [f"{program} of {job_id}" for job_id, program in found if program is not None]
    if missing:
        return Finding.warning(
            f"runs will not find {_some(missing)} in {base['PATH']}",
            "install it, name it by its whole path, or add its folder to path in config.toml",
        )
    if not specs:
        return Finding.ok("no job is armed")
    return Finding.ok(f"found for {plural(len(specs), 'job')}, by {base['PATH']}")


def armed(here: Surroundings) -> list[tuple[str, JobSpec]] | None:
    """Id and definition of the jobs that may run here; None of a database that an older lsh has left.

    Whoever reads that otherwise brings it up to date first, and a doctor changes nothing.
    """
    from lsh.store.queries import armed_specs
    from lsh.store.reader import NeedsMigration, open_reader

    if not here.paths.database.exists():
        return []
    try:
        with open_reader(here.paths.database) as connection:
            return list(armed_specs(connection))
    except NeedsMigration:
        return None


def secrets(here: Surroundings) -> Finding:
    """Whether what was kept secret can be read."""
    from lsh.secrets import open_secrets
    from lsh.sinks.supabase.target import SECRET_KEY

    store = open_secrets(here.paths, here.environ)
    place = store.place_of(SECRET_KEY)
    return Finding.ok(f"{store.where}; {'a key for Supabase' if place else 'nothing'} is kept")


def supabase(here: Surroundings) -> Finding:
    """Whether the project is reached, where one is configured."""
    from dataclasses import replace

    from lsh.domain.finding import Verdict
    from lsh.sinks.supabase.checks import Examination, home_facts
    from lsh.sinks.supabase.errors import NotConfigured
    from lsh.sinks.supabase.target import URL_VARIABLE, find_url

    settings = here.settings
    if not settings.supabase.url and not here.environ.get(URL_VARIABLE):
        return Finding.skipped("no project is configured")
    try:
        find_url(settings, here.environ)
    except NotConfigured as error:
        return Finding.failed(error.message, error.hint, ConfigurationError.exit_code)
    if armed(here) is None:
        return Finding.skipped(_OLDER)
    short = replace(settings.supabase, request_timeout=min(settings.supabase.request_timeout, 5.0))
    facts = home_facts(here.paths, settings)
    examination = Examination(here.paths, replace(settings, supabase=short), facts, here.environ)
    warned = None
    for check in examination.run():
        if check.verdict is Verdict.FAILED:
            # the rest would only wait for the same
            remedy = check.remedy or "lsh supabase test says more"
            return Finding.failed(f"{check.name}: {check.detail}", remedy, 1)
        if check.verdict is Verdict.WARNING and warned is None:
            warned = check
    if warned is not None:
        return Finding.warning(
            f"{warned.name}: {warned.detail}", warned.remedy or "lsh supabase test"
        )
    project = examination.target.project if examination.target else ""
    return Finding.ok(f"{project} answers")


def _some(names: list[str]) -> str:
    more = len(names) - _SHOWN
    return ", ".join(names[:_SHOWN]) + (f" and {more} more" if more > 0 else "")
