"""A STAND-IN for PostgREST, and for the gateway that a Supabase project has before it.

It is not PostgREST: no server is to be had from the package registries. It answers the protocol that
PostgREST documents, as far as the ``supabase`` client of lsh uses it, by running the SQL that PostgREST
runs, over a real PostgreSQL, in one transaction under the caller's role and JWT claims. So row security,
constraints, triggers, types and their errors are the real ones.

Where it differs:
- the schema cache is never stale: it is asked afresh, and ``NOTIFY pgrst`` is not needed;
- an upsert that inserted nothing is answered with 201 as well (PostgREST: 200);
- ``count=planned`` and ``count=estimated`` count exactly;
- no embedding of related tables, aggregates, full text search, CSV, PUT, limited update or delete,
  functions of one unnamed argument, ``Prefer: tx`` and ``max-affected``;
- no statement timeout (Supabase: 3 s for anon, 8 s for authenticated);
- the extension safeupdate is imitated for requests (21000 for PATCH and DELETE without a filter), not
  inside functions.

``grammar`` parses the query string, ``sql`` and ``catalog`` make SQL of it, ``api`` runs it, ``keys`` is
the gateway, ``faults`` what goes wrong, ``server`` the HTTP, ``project`` all of it for a test.
"""

from __future__ import annotations

from tests.support.postgrest.faults import Fault, Faults
from tests.support.postgrest.project import Project, StandInProcess
from tests.support.postgrest.server import StandIn

__all__ = ["Fault", "Faults", "Project", "StandIn", "StandInProcess"]
