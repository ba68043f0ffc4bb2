-- Before anything is changed: is this a Supabase database, and are names that are taken lsh's?
do $lsh$
declare
  missing text;
  odd text;
begin
  select string_agg(role, ', ') into missing
  from unnest(array['anon', 'authenticated', 'service_role']) role
  where not exists (select from pg_roles where rolname = role);
  if missing is not null or to_regprocedure('auth.uid()') is null then
    raise exception 'this is not a Supabase database: % missing', coalesce(missing, 'auth.uid()')
      using errcode = 'LSH01';
  end if;
  select string_agg(distinct c.relname, ', ') into odd
  from pg_class c
  where c.relnamespace = 'public'::regnamespace and (
    c.relname = any (array[{tables}]) and c.relkind not in ('r', 'p')
    or c.relname = any (array[{views}]) and c.relkind <> 'v');
  if odd is null then
    select string_agg(format('%s.%s is %s, not %s', w.t, w.c, format_type(a.atttypid, a.atttypmod), w.kind), '; ')
      into odd
    from (values
      {columns}
    ) w (t, c, kind)
    join pg_class r on r.relname = w.t and r.relnamespace = 'public'::regnamespace
    join pg_attribute a on a.attrelid = r.oid and a.attname = w.c and not a.attisdropped
    where format_type(a.atttypid, a.atttypmod) <> w.kind;
  end if;
  if odd is not null then
    raise exception 'the database has other things under the names of lsh''s: %', odd
      using errcode = 'LSH02';
  end if;
end
$lsh$;
