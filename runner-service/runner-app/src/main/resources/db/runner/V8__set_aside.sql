-- People see the runs that are set aside, and may take them away: nobody else will.
create index run_set_aside on run (org, id) where quarantined is not null;

-- What is told of a run that is set aside is what can be read of it.
create or replace function tell_the_truth() returns trigger language plpgsql as $$
declare
  gone runner.run;
  last runner.fact;
begin
  select * into gone from runner.run where id = new.run_id and (closed or quarantined is not null) for update;
  if not found then
    raise exception 'only a run that is over and closed, or set aside, can be deleted';
  end if;
  select * into last from runner.fact where run_id = new.run_id order by seq desc limit 1;
  new.org := gone.org;
  new.project := gone.project;
  new.pipeline := gone.pipeline;
  new.requested_by := gone.requested_by;
  new.state := gone.state;
  new.admitted_at := gone.admitted_at;
  new.ended_at := gone.ended_at;
  new.facts := coalesce(last.seq, 0);
  new.head := case when last.hash ~ '^[0-9a-f]{64}$' then last.hash else repeat('0', 64) end;
  new.receipt := case when last.type = 'ReceiptIssued' then substring(last.body from 'sha256:[0-9a-f]{64}') end;
  new.deleted_at := now();
  new.deletion := pg_current_xact_id();
  return new;
end $$;

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
      union select unnest(kept_beside));
  delete from receipt where run_id = gone;
  delete from fact where run_id = gone;
  delete from run where id = gone;
  return query select * from tombstone where run_id = gone;
end $$;
