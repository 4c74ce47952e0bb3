-- Row level security: a statement sees and writes the rows of the org in whose name its transaction is, and fails in nobody's name. '*'
-- is the name of a service that does something for all orgs. Owners are bound as well, migrations therefore have to say it, too.
create function in_the_name_of() returns text language plpgsql stable parallel safe as $$
declare
  org text := current_setting('builderos.org', true);
begin
  if org is null or org = '' then
    raise insufficient_privilege using message = 'this transaction is in the name of no org';
  end if;
  return org;
end
$$;

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
