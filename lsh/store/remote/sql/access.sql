-- Who may do what: anon nothing, a signed-in user what is theirs, the service key everything.
do $lsh$
declare
  named text;
  kind text;
  clauses text;
begin
  foreach named in array array[{owned}] loop
    if not (select relrowsecurity from pg_class where oid = format('public.%I', named)::regclass) then
      execute format('alter table public.%I enable row level security', named);
    end if;
    foreach kind in array array['select', 'insert', 'update', 'delete'] loop
      clauses := case when kind <> 'insert' then ' using (user_id = (select auth.uid()))' else '' end
        || case when kind in ('insert', 'update') then ' with check (user_id = (select auth.uid()))' else '' end;
      -- one of this name that says something else lets in somebody who should not be, or nobody
      if exists (select from pg_policies where schemaname = 'public' and tablename = named and policyname = 'lsh_' || kind and not ({sound})) then
        execute format('drop policy %I on public.%I', 'lsh_' || kind, named);
      end if;
      if not exists (select from pg_policies where schemaname = 'public' and tablename = named and policyname = 'lsh_' || kind) then
        execute format('create policy %I on public.%I for %s to authenticated%s', 'lsh_' || kind, named, kind, clauses);
      end if;
    end loop;
    execute format('revoke all on table public.%I from public, anon, authenticated', named);
    execute format('grant select, insert, update, delete on table public.%I to authenticated', named);
    execute format('grant all on table public.%I to service_role', named);
    if not exists (select from pg_trigger where tgrelid = format('public.%I', named)::regclass and tgname = 'lsh_touch') then
      execute format('create trigger lsh_touch before update on public.%I for each row execute function public.lsh_touch()', named);
    end if;
  end loop;

  if not (select relrowsecurity from pg_class where oid = 'public.lsh_migrations'::regclass) then
    alter table public.lsh_migrations enable row level security;
  end if;
  if exists (select from pg_policies where schemaname = 'public' and tablename = 'lsh_migrations' and policyname = 'lsh_select' and not ({sound})) then
    drop policy lsh_select on public.lsh_migrations;
  end if;
  if not exists (select from pg_policies where schemaname = 'public' and tablename = 'lsh_migrations' and policyname = 'lsh_select') then
    create policy lsh_select on public.lsh_migrations for select to authenticated using (true);
  end if;
  revoke all on table public.lsh_migrations from public, anon, authenticated;
  grant select on table public.lsh_migrations to authenticated;
  grant all on table public.lsh_migrations to service_role;

  foreach named in array array[{views}] loop
    execute format('revoke all on table public.%I from public, anon, authenticated', named);
    execute format('grant select on table public.%I to authenticated, service_role', named);
  end loop;

  foreach named in array array[{functions}] loop
    execute format('revoke all on function public.%s from public, anon', named);
    execute format('grant execute on function public.%s to authenticated, service_role', named);
  end loop;
  revoke all on sequence public.lsh_change_seq from public, anon, authenticated;
  grant usage on sequence public.lsh_change_seq to authenticated, service_role;

  if not exists (select from pg_trigger where tgrelid = 'public.shell_jobs'::regclass and tgname = 'lsh_shell_jobs_edit') then
    create trigger lsh_shell_jobs_edit before insert or update on public.shell_jobs
      for each row execute function public.lsh_shell_jobs_edit();
  end if;
  if not exists (select from pg_trigger where tgrelid = 'public.shell_jobs'::regclass and tgname = 'lsh_shell_jobs_queue') then
    create trigger lsh_shell_jobs_queue before insert or update on public.shell_jobs
      for each statement execute function public.lsh_shell_jobs_queue();
  end if;
end
$lsh$;
