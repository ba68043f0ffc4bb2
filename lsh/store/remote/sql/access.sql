-- Who may do what: anon nothing, a signed-in user what is theirs, the service key everything.
do $lsh$
declare
  named text;
begin
  foreach named in array array[{owned}] loop
    if not (select relrowsecurity from pg_class where oid = format('public.%I', named)::regclass) then
      execute format('alter table public.%I enable row level security', named);
    end if;
    if not exists (select from pg_policies where schemaname = 'public' and tablename = named and policyname = 'lsh_select') then
      execute format('create policy lsh_select on public.%I for select to authenticated using (user_id = (select auth.uid()))', named);
    end if;
    if not exists (select from pg_policies where schemaname = 'public' and tablename = named and policyname = 'lsh_insert') then
      execute format('create policy lsh_insert on public.%I for insert to authenticated with check (user_id = (select auth.uid()))', named);
    end if;
    if not exists (select from pg_policies where schemaname = 'public' and tablename = named and policyname = 'lsh_update') then
      execute format('create policy lsh_update on public.%I for update to authenticated using (user_id = (select auth.uid())) with check (user_id = (select auth.uid()))', named);
    end if;
    if not exists (select from pg_policies where schemaname = 'public' and tablename = named and policyname = 'lsh_delete') then
      execute format('create policy lsh_delete on public.%I for delete to authenticated using (user_id = (select auth.uid()))', named);
    end if;
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
