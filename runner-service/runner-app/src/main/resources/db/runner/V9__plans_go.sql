-- A plan goes once no run names it any more, unless it was kept a short while ago for one that is about to.
alter table plan add kept_at timestamptz not null default now();

-- Whether a run has a plan is asked for each plan that may go.
create index run_by_plan on run (plan);

-- The plan of a run that is set aside need not stand in its journal.
create or replace function forget_run(gone uuid, by_whom text, why text, kept_beside text[]) returns setof tombstone
language plpgsql security definer set search_path = runner, pg_temp as $$
begin
  perform from run where id = gone and (closed or quarantined is not null) for update;
  if not found then
    return;
  end if;
  insert into tombstone (run_id, deleted_by, reason) values (gone, by_whom, why);
  insert into leftover (run_id, digests)
    select gone, array(
      select named[1] from fact, regexp_matches(body, 'sha256:[0-9a-f]{64}', 'g') named where run_id = gone
      union select plan from run where id = gone and plan ~ '^sha256:[0-9a-f]{64}$'
      union select unnest(kept_beside));
  delete from receipt where run_id = gone;
  delete from fact where run_id = gone;
  delete from run where id = gone;
  return query select * from tombstone where run_id = gone;
end $$;

-- The plans of runs that were deleted before this are left over from any one of them.
insert into leftover (run_id, digests)
  select (select run_id from tombstone order by run_id limit 1), array_agg(digest) from plan
  where digest ~ '^sha256:[0-9a-f]{64}$' and exists (select from tombstone)
    and not exists (select from run where run.plan = plan.digest)
  having count(*) > 0
on conflict (run_id) do update set digests = leftover.digests || excluded.digests;
