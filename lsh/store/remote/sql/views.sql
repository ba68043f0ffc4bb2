-- silent_jobs: what should have been heard of by now and was not: the dead-man's switch.
create or replace view public.silent_jobs (
  user_id, job_id, name, host, home_id, what, execution_number, expected_by, overdue_seconds, last_seen_at
) with (security_invoker = true) as
select j.user_id, j.job_id, j.name, coalesce(h.host, j.host), j.home_id, 'job', null::bigint, j.expected_by,
  extract(epoch from now() - j.expected_by)::double precision, h.last_seen_at
from public.shell_jobs j
left join public.lsh_homes h on h.home_id = j.home_id
where j.expected_by < now() and j.enabled and j.state = 'active' and j.removed_at is null
union all
select e.user_id, e.job_id, e.job_name, coalesce(h.host, e.host), e.home_id, 'run', e.execution_number,
  e.expected_by, extract(epoch from now() - e.expected_by)::double precision, h.last_seen_at
from public.job_executions e
left join public.lsh_homes h on h.home_id = e.home_id
where e.expected_by < now() and e.status in ('pending', 'queued', 'running', 'retrying');

-- job_runs: job_executions under lsh's own words.
create or replace view public.job_runs (
  id, user_id, home_id, host, run_id, job_id, job_name, job_version, kind, state, outcome, reason,
  scheduled_for, due_at, queued_at, started_at, finished_at, duration, lateness, exit_code, signal,
  attempt, cpu_seconds, max_rss_bytes, command, error, output_tail, priority, span, actor, claim_key,
  expected_by
) with (security_invoker = true) as
select id, user_id, home_id, host, execution_number, job_id, job_name, job_version, kind, state, outcome,
  reason, scheduled_for, due_at, queued_at, started_at, completed_at, duration_ms / 1000.0,
  lateness_ms / 1000.0, exit_code, signal,
  case when started_at is null and outcome is null then 0 else coalesce(retry_count, 0) + 1 end, cpu_used, memory_used,
  command, error_message, output, priority, span, actor, claim_key, expected_by
from public.job_executions;

-- job_daily: a job's occurrences of each UTC day on each machine, without tests and notifications.
create or replace view public.job_daily (
  user_id, home_id, job_id, day, runs, succeeded, failed, cancelled, skipped, missed, retries,
  mean_duration, max_duration, cpu_seconds, max_rss_bytes
) with (security_invoker = true) as
select user_id, home_id, job_id, (scheduled_for at time zone 'UTC')::date, sum(coalesce(span, 1)),
  count(*) filter (where status = 'completed'), count(*) filter (where status = 'failed'),
  count(*) filter (where status = 'cancelled'),
  coalesce(sum(coalesce(span, 1)) filter (where status = 'skipped'), 0),
  coalesce(sum(coalesce(span, 1)) filter (where status = 'missed'), 0),
  coalesce(sum(retry_count), 0), (avg(duration_ms) / 1000.0)::double precision,
  (max(duration_ms) / 1000.0)::double precision, sum(cpu_used), max(memory_used)
from public.job_executions
where completed_at is not null and coalesce(kind, '') not in ('test', 'notify')
group by 1, 2, 3, 4;

-- job_health: how a job fared on each machine in the last 30 days; success_rate in percent, durations in seconds.
create or replace view public.job_health (
  user_id, home_id, host, job_id, name, runs, successes, failures, success_rate, mean_duration,
  p95_duration, last_success, last_failure
) with (security_invoker = true) as
select user_id, home_id, max(host), job_id, max(job_name), count(*),
  count(*) filter (where status = 'completed'), count(*) filter (where status = 'failed'),
  100 * (count(*) filter (where status = 'completed'))::double precision / count(*),
  (avg(duration_ms) / 1000.0)::double precision,
  percentile_cont(0.95) within group (order by duration_ms / 1000.0::double precision),
  max(completed_at) filter (where status = 'completed'),
  max(completed_at) filter (where status = 'failed')
from public.job_executions
where status in ('completed', 'failed') and completed_at > now() - interval '30 days'
  and coalesce(kind, '') not in ('test', 'notify')
group by 1, 2, 4;

-- shell_command_stats: what was entered in shells, by its first word and UTC day; durations in seconds.
create or replace view public.shell_command_stats (
  user_id, hostname, command, day, uses, failures, mean_duration, max_duration, last_used
) with (security_invoker = true) as
select user_id, hostname, substring(command from '\S+'), ("timestamp" at time zone 'UTC')::date, count(*),
  count(*) filter (where exit_code <> 0), (avg(duration_ms) / 1000.0)::double precision,
  (max(duration_ms) / 1000.0)::double precision, max("timestamp")
from public.shell_history
group by 1, 2, 3, 4;
