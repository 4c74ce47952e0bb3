-- What the runs of a project paid for models on a day (UTC), as their facts say; written with the facts, by their time. It stays when
-- runs are deleted: what is paid is paid.
create table spent (
  org      text not null,
  project  text not null,
  day      date not null,
  currency text not null,
  amount   numeric not null,
  primary key (org, project, day, currency)
);

alter table spent enable row level security, force row level security;
create policy of_org on spent using ((select runner.in_the_name_of()) in (org, '*'));
