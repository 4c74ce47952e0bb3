-- What in_the_name_of gives, db/bus says. Owners are bound as well: a later migration that changes rows has to say it first.
alter table org enable row level security, force row level security;
create policy of_org on org using ((select registry.in_the_name_of()) in (id, '*'));
alter table project enable row level security, force row level security;
create policy of_org on project using ((select registry.in_the_name_of()) in (org, '*'));
alter table content enable row level security, force row level security;
create policy of_org on content using ((select registry.in_the_name_of()) in (org, '*'));
alter table snapshot enable row level security, force row level security;
create policy of_org on snapshot using ((select registry.in_the_name_of()) in (org, '*'));
alter table prompt_version enable row level security, force row level security;
create policy of_org on prompt_version using ((select registry.in_the_name_of()) in (org, '*'));
alter table member enable row level security, force row level security;
create policy of_org on member using ((select registry.in_the_name_of()) in (org, '*'));
alter table access_token enable row level security, force row level security;
create policy of_org on access_token using ((select registry.in_the_name_of()) in (org, '*'));
