create table if not exists outbox (
  id         bigint generated always as identity primary key,
  ce_id      uuid not null unique,
  ce_type    text not null,
  subject    text not null,
  body       bytea not null,
  created_at timestamptz not null default now()
);

create table if not exists inbox (
  consumer   text not null,
  ce_id      uuid not null,
  handled_at timestamptz not null default now(),
  primary key (consumer, ce_id)
);

create table if not exists parked (
  consumer   text not null,
  ce_id      uuid not null,
  subject    text not null,
  body       bytea not null,
  attempts   integer not null,
  why        text not null,
  parked_at  timestamptz not null default now(),
  primary key (consumer, ce_id)
);

create table if not exists heartbeat (
  process    uuid primary key,
  at         timestamptz not null
);
