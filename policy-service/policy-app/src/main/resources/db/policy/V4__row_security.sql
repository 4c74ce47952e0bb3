-- What in_the_name_of gives, db/bus says. Owners are bound as well: a later migration that changes rows has to say it first.
alter table pinned_policy enable row level security, force row level security;
create policy of_org on pinned_policy using ((select policy.in_the_name_of()) in (org, '*'));
alter table decision enable row level security, force row level security;
create policy of_org on decision using ((select policy.in_the_name_of()) in (org, '*'));
alter table approval enable row level security, force row level security;
create policy of_org on approval using ((select policy.in_the_name_of()) in (org, '*'));
alter table audit_head enable row level security, force row level security;
create policy of_org on audit_head using ((select policy.in_the_name_of()) in (org, '*'));
alter table audit enable row level security, force row level security;
create policy of_org on audit using ((select policy.in_the_name_of()) in (org, '*'));
alter table standing_policy enable row level security, force row level security;
create policy of_org on standing_policy using ((select policy.in_the_name_of()) in (org, '*'));
