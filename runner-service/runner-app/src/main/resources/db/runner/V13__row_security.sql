-- What in_the_name_of gives, db/bus says. Owners are bound as well: a later migration that changes rows has to say it first.
alter table run enable row level security, force row level security;
create policy of_org on run using ((select runner.in_the_name_of()) in (org, '*'));
alter table tombstone enable row level security, force row level security;
create policy of_org on tombstone using ((select runner.in_the_name_of()) in (org, '*'));
alter table cache_entry enable row level security, force row level security;
create policy of_org on cache_entry using ((select runner.in_the_name_of()) in (org, '*'));
alter table hook enable row level security, force row level security;
create policy of_org on hook using ((select runner.in_the_name_of()) in (org, '*'));
alter table delivery enable row level security, force row level security;
create policy of_org on delivery using ((select runner.in_the_name_of()) in (org, '*'));

-- What belongs to a run is of the org the run is of.
alter table fact enable row level security, force row level security;
create policy of_org on fact using ((select runner.in_the_name_of()) = '*' or exists (select from runner.run where id = run_id));
alter table receipt enable row level security, force row level security;
create policy of_org on receipt using ((select runner.in_the_name_of()) = '*' or exists (select from runner.run where id = run_id));
alter table said enable row level security, force row level security;
create policy of_org on said using ((select runner.in_the_name_of()) = '*' or exists (select from runner.run where id = run_id));
alter table leftover enable row level security, force row level security;
create policy of_org on leftover
  using ((select runner.in_the_name_of()) = '*' or exists (select from runner.tombstone t where t.run_id = leftover.run_id));
