-- A page of runs is found by what narrows it most. Runs that went well are many and found soon without an index of their own.
create index run_by_project on run (org, project, id desc);
create index run_by_pipeline on run (org, pipeline, id desc);
create index run_by_requester on run (org, requested_by, id desc);
create index run_by_state on run (org, state, id desc) where state <> 'SUCCEEDED';

-- What is left of a run that was deleted: what it was, the end of its chain, and who took it away, so that it can be proven later
-- what a journal or a receipt found elsewhere was.
create table tombstone (
  run_id       uuid primary key,
  org          text not null,
  project      text not null,
  pipeline     text not null,
  requested_by text not null,
  state        text not null,
  admitted_at  timestamptz not null,
  ended_at     timestamptz,
  facts        bigint not null,
  head         text not null,
  receipt      text,
  deleted_by   text not null,
  deleted_at   timestamptz not null,
  reason       text not null,
  deletion     xid8 not null
);

-- Content that a deleted run named, until it is known that nobody else does.
create table leftover (
  run_id  uuid primary key references tombstone,
  digests text[] not null
);

-- Whoever writes a tombstone says which run, by whom and why; the rest is read from the run.
create function tell_the_truth() returns trigger language plpgsql as $$
declare
  gone runner.run;
begin
  select * into gone from runner.run where id = new.run_id and closed for update;
  if not found then
    raise exception 'only a run that is over and closed can be deleted';
  end if;
  new.org := gone.org;
  new.project := gone.project;
  new.pipeline := gone.pipeline;
  new.requested_by := gone.requested_by;
  new.state := gone.state;
  new.admitted_at := gone.admitted_at;
  new.ended_at := gone.ended_at;
  new.facts := gone.seq;
  new.head := (select hash from runner.fact where run_id = new.run_id and seq = gone.seq);
  new.receipt := (select body::json ->> 'digest' from runner.fact
                  where run_id = new.run_id and seq = gone.seq and type = 'ReceiptIssued');
  new.deleted_at := now();
  new.deletion := pg_current_xact_id();
  return new;
end $$;

create function refuse_always() returns trigger language plpgsql as $$
begin
  raise exception '% is final', tg_table_name;
end $$;

create trigger tombstone_is_true before insert on tombstone for each row execute function tell_the_truth();
create trigger tombstone_is_final before update or delete on tombstone for each row execute function refuse_always();
create trigger tombstone_is_not_emptied before truncate on tombstone execute function refuse_always();
create trigger fact_is_not_emptied before truncate on fact execute function refuse_always();
create trigger receipt_is_not_emptied before truncate on receipt execute function refuse_always();

-- A row of a run goes only in the transaction that leaves its tombstone.
create or replace function refuse_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and exists (
      select from runner.tombstone where run_id = old.run_id and deletion = pg_current_xact_id()) then
    return old;
  end if;
  raise exception 'the journal only grows';
end $$;

create function refuse_loss() returns trigger language plpgsql as $$
begin
  if exists (select from runner.tombstone where run_id = old.id and deletion = pg_current_xact_id()) then
    return old;
  end if;
  raise exception 'a run is deleted by forget_run only';
end $$;

create trigger run_is_kept before delete on run for each row execute function refuse_loss();

-- Takes a closed run away and gives its tombstone; nothing when there is no such run, or it is not closed.
create function forget_run(gone uuid, by_whom text, why text, kept_beside text[]) returns setof tombstone
language plpgsql security definer set search_path = runner, pg_temp as $$
begin
  perform from run where id = gone and closed for update;
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

revoke all on function forget_run(uuid, text, text, text[]) from public;
grant execute on function forget_run(uuid, text, text, text[]) to current_user;
