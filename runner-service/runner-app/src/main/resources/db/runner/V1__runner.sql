create table plan (
  digest text primary key,
  body   text not null
);

create table run (
  id               uuid primary key,
  org              text not null,
  project          text not null,
  idempotency_key  text,
  pipeline         text not null,
  requested_by     text not null,
  plan             text not null references plan,
  state            text not null,
  seq              bigint not null,
  closed           boolean not null,
  admitted_at      timestamptz not null,
  ended_at         timestamptz,
  owner            text not null,
  epoch            bigint not null,
  lease_expires_at timestamptz not null,
  quarantined      text,
  unique (org, project, idempotency_key)
);

create index run_by_org on run (org, id desc);
create index run_unfinished on run (lease_expires_at) where not closed;

-- The journal: dense per run, each fact carrying the hash of the one before. Rows are only ever added.
create table fact (
  run_id uuid not null references run,
  seq    bigint not null,
  epoch  bigint not null,
  at     timestamptz not null,
  type   text not null,
  body   text not null,
  prev   text not null,
  hash   text not null,
  primary key (run_id, seq)
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'the journal only grows';
end $$;

create trigger fact_is_final before update or delete on fact for each row execute function refuse_change();
