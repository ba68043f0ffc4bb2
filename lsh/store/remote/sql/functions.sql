-- lsh_touch: every change of a row says when it was.
create or replace function public.lsh_touch() returns trigger
language plpgsql set search_path = '' as $lsh$
begin
  new.updated_at := now();
  return new;
end
$lsh$;

-- lsh_shell_jobs_queue: one writer of shell_jobs at a time, so that change_seq grows in the order of
-- commits and a reader who has seen a number has seen all below it. It is taken before any row is
-- locked, so it cannot deadlock with a row.
create or replace function public.lsh_shell_jobs_queue() returns trigger
language plpgsql set search_path = '' as $lsh$
begin
  perform pg_advisory_xact_lock(7165544, 1);
  return null;
end
$lsh$;

-- lsh_fold: a definition with the columns that differ between two rows taken over from the newer one.
-- The definition names only what differs from a default, so a column made null leaves it.
create or replace function public.lsh_fold(edited public.shell_jobs, before public.shell_jobs)
returns jsonb language plpgsql immutable set search_path = '' as $lsh$
declare
  plain constant text[] := array['name', 'description', 'command', 'schedule', 'timezone',
    'working_directory', 'priority', 'queue', 'tags', 'category', 'hosts', 'claim', 'on_unreachable'];
  now_has constant jsonb := to_jsonb(edited);
  had constant jsonb := to_jsonb(before);
  folded jsonb := coalesce(edited.definition, '{}');
  col text;
  field text;
begin
  foreach col in array plain loop
    continue when now_has -> col is not distinct from coalesce(had -> col, 'null');
    field := case col when 'working_directory' then 'working_dir' else col end;
    if now_has -> col = 'null' then
      folded := folded - field;
    else
      folded := folded || jsonb_build_object(field, now_has -> col);
    end if;
    if col = 'command' then
      -- it would be run instead of the new command
      folded := folded - 'argv';
    end if;
  end loop;
  return folded;
end
$lsh$;

-- lsh_definition: what of a row is definition, to compare and to keep; the rest is where the job stands.
create or replace function public.lsh_definition(job public.shell_jobs) returns jsonb
language sql immutable set search_path = '' as $lsh$
  select jsonb_build_object(
    'definition', job.definition, 'definition_hash', job.definition_hash, 'lineage', job.lineage,
    'version', job.version,
    'name', job.name, 'description', job.description, 'command', job.command,
    'schedule', job.schedule, 'timezone', job.timezone,
    'working_directory', job.working_directory, 'category', job.category,
    'template', job.template, 'priority', job.priority, 'queue', job.queue, 'tags', job.tags,
    'enabled', job.enabled, 'hosts', job.hosts, 'claim', job.claim,
    'on_unreachable', job.on_unreachable, 'removed_at', job.removed_at,
    'defined_at', job.defined_at, 'edited_at', job.edited_at)
$lsh$;

-- lsh_shell_jobs_edit: a person's change of a definition makes a new version; a machine's report about
-- an older version changes where the job stands, and leaves the newer definition alone.
create or replace function public.lsh_shell_jobs_edit() returns trigger
language plpgsql set search_path = '' as $lsh$
declare
  ours constant text[] := array['definition_hash', 'lineage', 'version', 'defined_at', 'edited_at'];
  stale boolean;
begin
  if tg_op = 'INSERT' then
    new.change_seq := nextval('public.lsh_change_seq');
    if new.push_seq is null then
      new.definition := public.lsh_fold(new, null);
      new.definition_hash := null;
      new.edited_at := now();
      new.defined_at := now();
    end if;
    return new;
  end if;

  new.change_seq := old.change_seq;
  if new.push_seq is not distinct from old.push_seq then
    if new.state = 'removed' and old.state is distinct from 'removed' then
      new.removed_at := coalesce(new.removed_at, now());
    end if;
    if public.lsh_definition(new) - ours is distinct from public.lsh_definition(old) - ours then
      new.definition := public.lsh_fold(new, old);
      new.definition_hash := null;
      new.lineage := old.lineage;
      new.version := old.version + 1;
      new.edited_at := now();
      new.defined_at := now();
    else
      -- nothing of it is another: what lsh keeps about it stays too
      new := jsonb_populate_record(new, public.lsh_definition(old));
    end if;
  elsif new.definition_hash = old.definition_hash and new.version = old.version
      and new.enabled = old.enabled and new.removed_at is not distinct from old.removed_at then
    -- nearly every write: where the job stands, and nothing else
    return new;
  else
    stale := new.version < old.version
      or (new.version = old.version
          and new.definition_hash is distinct from old.definition_hash
          and coalesce(new.defined_at, '-infinity') < coalesce(old.defined_at, '-infinity'));
    if stale then
      new := jsonb_populate_record(new, public.lsh_definition(old));
    end if;
  end if;
  if public.lsh_definition(new) is distinct from public.lsh_definition(old) then
    new.change_seq := nextval('public.lsh_change_seq');
  end if;
  return new;
end
$lsh$;

-- lsh_prune: delete what is older than keep_days: runs that are over, history, ended sessions, metrics,
-- lineage and removed jobs. A user prunes their own rows, the service key all.
create or replace function public.lsh_prune(keep_days integer)
returns table (name text, deleted bigint)
language plpgsql set search_path = '' as $lsh$
declare
  before timestamptz;
begin
  if keep_days is null or keep_days < 1 then
    raise exception 'keep_days must be at least 1' using errcode = '22023';
  end if;
  before := now() - make_interval(days => keep_days);

  name := 'job_executions';
  delete from public.job_executions
    where coalesce(completed_at, scheduled_for) < before
      and status in ('completed', 'failed', 'cancelled', 'skipped', 'missed');
  get diagnostics deleted = row_count;
  return next;

  name := 'shell_history';
  delete from public.shell_history where "timestamp" < before;
  get diagnostics deleted = row_count;
  return next;

  name := 'shell_sessions';
  delete from public.shell_sessions where ended_at < before;
  get diagnostics deleted = row_count;
  return next;

  name := 'shell_jobs';
  delete from public.shell_jobs where removed_at < before;
  get diagnostics deleted = row_count;
  return next;

  name := 'pipeline_metrics';
  delete from public.pipeline_metrics where recorded_at < before;
  get diagnostics deleted = row_count;
  return next;

  name := 'data_lineage';
  delete from public.data_lineage where created_at < before;
  get diagnostics deleted = row_count;
  return next;
end
$lsh$;

-- lsh_clock: the server's clock, to compare one's own with.
create or replace function public.lsh_clock() returns timestamptz
language sql volatile set search_path = '' as $lsh$
  select clock_timestamp()
$lsh$;

-- lsh_tables: the tables of lsh that are here, and whether row level security is on.
create or replace function public.lsh_tables() returns table (name text, row_security boolean)
language sql stable set search_path = '' as $lsh$
  select c.relname::text, c.relrowsecurity
  from pg_catalog.pg_class c
  where c.relnamespace = 'public'::regnamespace
    and c.relkind = 'r'
    and c.relname = any (array[{tables}])
  order by 1
$lsh$;
