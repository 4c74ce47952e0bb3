-- What a step left, for later steps with the same content key. Whatever is not here can be done again, so rows come and go.
create table cache_entry (
  org        text not null,
  key        text not null,
  project    text not null,
  pipeline   text not null,
  step       text not null,
  parts      text not null,
  run_id     uuid not null,
  outputs    text not null,
  artifacts  text not null,
  tree       text not null,
  repository text not null,
  bytes      bigint not null,
  kept_at    timestamptz not null default clock_timestamp(),
  used_at    timestamptz not null default clock_timestamp(),
  primary key (org, key)
);

create index cache_entry_by_step on cache_entry (org, project, pipeline, step, kept_at desc);
create index cache_entry_by_use on cache_entry (org, used_at desc);
