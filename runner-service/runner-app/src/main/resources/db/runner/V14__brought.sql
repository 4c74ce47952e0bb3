-- Runs that another server carried out and somebody brought here. They are read, and never go on here: such a run stays closed.
-- brought_key is the public key its newest receipt was signed with.
alter table run
  add brought_by   text,
  add brought_at   timestamptz,
  add brought_from text,
  add brought_key  text,
  add constraint run_brought_is_whole check (
    num_nulls(brought_by, brought_at, brought_from, brought_key) in (0, 4)),
  add constraint run_brought_is_closed check (brought_at is null or closed);

-- Content that clients send before the run that names it. What no run named within a day goes again.
create table incoming (
  org     text not null,
  digest  text not null,
  sent_at timestamptz not null default now(),
  primary key (org, digest)
);

create index incoming_by_age on incoming (sent_at);

alter table incoming enable row level security, force row level security;
create policy of_org on incoming using ((select runner.in_the_name_of()) in (org, '*'));
