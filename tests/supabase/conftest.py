"""A Supabase project for the tests of this folder, made only where it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.supabase.fleet import Machine, MakeMachine
from tests.supabase.mirror import Mirror
from tests.support.daemon import Home
from tests.support.postgres import Database, Postgres
from tests.support.postgrest import Project
from tests.support.remote_schema import apply_schema


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server of this test process, with the roles of Supabase."""
    server = Postgres()
    yield server
    server.close()


@pytest.fixture
def database(postgres: Postgres) -> Iterator[Database]:
    """A fresh database as a new Supabase project has it."""
    made = postgres.create_database()
    yield made
    made.drop()


@pytest.fixture(scope="session")
def migrated(postgres: Postgres) -> Database:
    """A template: a project with the schema of lsh. Nobody may stay connected to it."""
    made = postgres.create_database()
    apply_schema(made.url)
    return made


@pytest.fixture
def schema(postgres: Postgres, migrated: Database) -> Iterator[Database]:
    """A fresh database with the schema of lsh."""
    made = postgres.create_database(template=migrated.name)
    yield made
    made.drop()


@pytest.fixture
def project(database: Database) -> Iterator[Project]:
    """A project over ``database``: the stand-in answers at ``project.url``."""
    made = Project(database)
    yield made
    made.close()


@pytest.fixture
def mirror(home: Home, schema: Database) -> Iterator[Mirror]:
    """A home with an empty history before a project with the schema of lsh."""
    project = Project(schema)
    made = Mirror(home, project)
    yield made
    made.close()
    project.close()


@pytest.fixture
def linked(schema: Database) -> Iterator[Project]:
    """A project with the schema of lsh."""
    made = Project(schema)
    yield made
    made.close()


@pytest.fixture
def machine(linked: Project) -> Iterator[MakeMachine]:
    """Makes homes of different host names before ``linked``; cleared away at the end."""
    made: list[Machine] = []

    def make(name: str, **settings: Any) -> Machine:
        made.append(Machine(linked, name, **settings))
        return made[-1]

    yield make
    for each in made:
        each.close()
