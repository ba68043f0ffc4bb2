"""What a current schema has, mark by mark, and which of it a database lacks.

A database may say that it is at some version and still lack a table that somebody dropped, a policy that
somebody took away: then ``init`` has something to do.
"""

from __future__ import annotations

from hashlib import md5

from sqlalchemy import CheckConstraint, UniqueConstraint

from lsh.store.remote.render import SOUND_POLICY, functions, views
from lsh.store.remote.tables import TABLES

PRESENT = f"""
select c.relname || '.' || a.attname
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v')
union all
select c.relname || ' row security' from pg_class c
where c.relnamespace = 'public'::regnamespace and c.relrowsecurity
union all
select c.relname || ' under row security' from pg_class c
where c.relnamespace = 'public'::regnamespace and 'security_invoker=true' = any (c.reloptions)
union all
select c.relname || ' closed to anon' from pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v')
  and not has_any_column_privilege('anon', c.oid, 'select, insert, update')
  and not has_table_privilege('anon', c.oid, 'delete, truncate')
union all
select 'index ' || c.relname from pg_class c
where c.relnamespace = 'public'::regnamespace and c.relkind in ('i', 'I')
union all
select 'constraint ' || conname from pg_constraint where connamespace = 'public'::regnamespace
union all
select tablename || ' policy ' || policyname from pg_policies
where schemaname = 'public' and {SOUND_POLICY}
union all
select tgrelid::regclass || ' trigger ' || tgname from pg_trigger where not tgisinternal
union all
select 'function ' || proname || ' ' || md5(prosrc) from pg_proc
where pronamespace = 'public'::regnamespace and not prosecdef and 'search_path=""' = any (proconfig)
"""
"""Every mark that a database has in its schema ``public``, one a row."""

_CLOSED = "closed to anon"
_POLICIES = ("lsh_select", "lsh_insert", "lsh_update", "lsh_delete")


def expected() -> set[str]:
    """Every mark of a current schema, as ``PRESENT`` writes them."""
    marks = {f"{view.name}.{column}" for view in views() for column in view.columns}
    marks |= {f"{view.name} {mark}" for view in views() for mark in ("under row security", _CLOSED)}
    for signature, body in functions().items():
        text = md5(body.encode(), usedforsecurity=False).hexdigest()
        marks.add(f"function {signature.partition('(')[0]} {text}")
    marks |= {f"shell_jobs trigger lsh_shell_jobs_{name}" for name in ("edit", "queue")}
    for table in TABLES:
        marks |= {f"{table.name}.{column.name}" for column in table.columns}
        marks |= {f"index {index.name}" for index in table.indexes}
        marks |= {
            f"constraint {constraint.name}"
            for constraint in table.constraints
            if isinstance(constraint, UniqueConstraint | CheckConstraint)
        }
        owned = "user_id" in table.columns
        policies = _POLICIES if owned else _POLICIES[:1]
        marks |= {f"{table.name} policy {name}" for name in policies}
        marks |= {f"{table.name} row security", f"{table.name} {_CLOSED}"}
        if owned:
            marks.add(f"{table.name} trigger lsh_touch")
    return marks
