-- Endpoints that providers send events to. Secrets are sealed with a key of the home; the one before is taken until old_until.
create table hook (
  id         text primary key,
  org        text not null,
  project    text not null,
  provider   text not null,
  secret     text not null,
  old_secret text,
  old_until  timestamptz,
  created_by text not null,
  created_at timestamptz not null,
  rotated_at timestamptz
);

create index hook_by_project on hook (org, project, created_at);

-- What was received. Written before its runs, with what is to be started; the key of each run names this row, so that settling it
-- twice makes no run twice.
create table delivery (
  id          uuid primary key,
  hook        text not null,
  org         text not null,
  project     text not null,
  delivery_id text not null,
  attempt     integer not null,
  event       text not null,
  digest      text not null,
  once        boolean not null, -- whether the same body under another id is the same delivery: of providers that do not sign ids
  bytes       bigint not null,
  body        bytea, -- null where a secret is in it
  received_at timestamptz not null,
  snapshot    text,
  verdicts    text not null,
  starts      text not null,
  settled     boolean not null,
  tried_at    timestamptz not null,
  conflicts   integer not null default 0,
  unique (hook, delivery_id, attempt)
);

create unique index delivery_once on delivery (hook, digest) where once and attempt = 0;
create index delivery_by_hook on delivery (hook, id desc);
create index delivery_unsettled on delivery (tried_at) where not settled;
create index delivery_by_age on delivery (received_at);
