-- What is said to a run where it is not carried out: its holder takes it from here, and whoever holds it next what that one left.
create table said (
  id      bigint generated always as identity primary key,
  run_id  uuid not null references run (id) on delete cascade,
  key     text not null, -- what is said twice is kept once
  body    text not null,
  said_at timestamptz not null default now(),
  unique (run_id, key)
);
