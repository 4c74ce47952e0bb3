create table project (
  org        text not null,
  id         text not null,
  root       text not null,
  created_at timestamptz not null,
  primary key (org, id)
);

-- A text is kept once per org, whatever number of snapshots it is in.
create table content (
  org    text not null,
  digest text not null,
  text   text not null,
  primary key (org, digest)
);

create table snapshot (
  org       text not null,
  project   text not null,
  digest    text not null,
  manifest  text not null,
  stored_at timestamptz not null,
  primary key (org, project, digest),
  foreign key (org, project) references project (org, id)
);

create table prompt_version (
  org           text not null,
  name          text not null,
  version       text not null,
  digest        text not null,
  changelog     text,
  tags          text[] not null,
  registered_at timestamptz not null,
  primary key (org, name, version),
  foreign key (org, digest) references content (org, digest)
);
